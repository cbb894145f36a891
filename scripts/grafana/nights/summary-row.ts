import type { DashboardRow } from '../compose-dashboard.ts'
import { numbers } from '../panels.ts'
import { sqlQuery } from '../sql-query.ts'
import { CHOSEN } from './chosen.ts'

/** Of the nights ahead, in numbers. */
export const summaryRow: DashboardRow = {
  heading: 'Nights ahead, as far as the chosen time goes',
  panels: [
    numbers({
      title: 'Nights',
      meaning:
        'How many nights ahead look free, and how many look booked or blocked. From occupancy_rate where that is synced; else a guess from page views, and no calendar.',
      width: 8,
    }).withTarget(
      sqlQuery(
        `
SELECT count(*) FILTER (WHERE NOT looks_taken) AS "look free",
  count(*) FILTER (WHERE looks_taken) AS "look taken"
FROM nights_ahead
WHERE ${CHOSEN} AND $__timeFilter(night)`,
        'table',
      ),
    ),
    numbers({
      title: 'Page views of the nights that look free',
      meaning:
        'How often guests who searched for these nights opened your page so far, and how many of that came since the reading before.',
      width: 8,
    }).withTarget(
      sqlQuery(
        `
SELECT sum(page_views) AS "so far", sum(gained) AS "since the reading before"
FROM nights_ahead
WHERE ${CHOSEN} AND NOT looks_taken AND $__timeFilter(night)`,
        'table',
      ),
    ),
    numbers(
      {
        title: 'Days since the last reading',
        meaning: 'Two or more: no sync has worked since. The operations dashboard says why.',
        width: 8,
      },
      { warnAt: 2, badAt: 3 },
    ).withTarget(
      sqlQuery(
        `SELECT current_date - max(confirmed_on) AS "days" FROM chart_query_latest WHERE ${CHOSEN}`,
        'table',
      ),
    ),
  ],
}
