import type { DashboardRow } from '../compose-dashboard.ts'
import { lines, states, table } from '../panels.ts'
import { sqlQuery } from '../sql-query.ts'
import { CHOSEN, isCounted, LISTING_NAME, timeOf } from './chosen.ts'

const WEEKDAY_AND_DATE = 'time:ddd D MMM YYYY'

/** The nights one by one. */
export const aheadRow: DashboardRow = {
  heading: 'Nights',
  panels: [
    lines({
      title: 'Page views, by night of the stay',
      meaning:
        'How often guests who searched for a night opened your page, behind and ahead of today; similar listings: what as many average ones of Airbnb’s choosing had. A night ahead is still filling. Weekends peak. Where yours falls to zero and the other does not, the nights mostly are booked or blocked.',
      width: 24,
    }).withTarget(
      sqlQuery(
        `
SELECT ${timeOf('metric_date')},
  sum(p3_impressions_your_value) AS "yours",
  sum(p3_impressions_similar_value) AS "similar listings"
FROM chart_query_latest
WHERE ${CHOSEN} AND $__timeFilter(metric_date) AND ${isCounted('metric_date', 'confirmed_on')}
GROUP BY metric_date ORDER BY metric_date`,
        'time_series',
      ),
    ),
    states(
      {
        title: 'Free or taken',
        meaning:
          'Each listing’s nights ahead. Taken is booked or blocked: from occupancy_rate where that is synced, else a guess from page views.',
        width: 14,
      },
      { '0': { text: 'looks free', color: 'green' }, '1': { text: 'looks taken', color: 'dark-blue' } },
    ).withTarget(
      sqlQuery(
        `
SELECT ${timeOf('night')}, ${LISTING_NAME} AS "metric", looks_taken::integer AS "value"
FROM nights_ahead
WHERE ${CHOSEN} AND $__timeFilter(night)
ORDER BY night, 2`,
        'time_series',
      ),
    ),
    table({
      title: 'Free nights that guests look at most',
      meaning:
        'Nights ahead that look free, the most wanted first. Many page views and no booking: look at the price and the minimum stay. Fewer than similar listings: your page is not opened.',
      width: 10,
    })
      .overrideByName('night', [{ id: 'unit', value: WEEKDAY_AND_DATE }])
      .withTarget(
        sqlQuery(
          `
SELECT night::timestamp AT TIME ZONE 'UTC' AS "night", ${LISTING_NAME} AS "listing",
  page_views AS "page views", similar_page_views AS "of similar listings", gained AS "gained"
FROM nights_ahead
WHERE ${CHOSEN} AND NOT looks_taken AND $__timeFilter(night)
ORDER BY page_views DESC NULLS LAST, night LIMIT 30`,
          'table',
        ),
      ),
  ],
}
