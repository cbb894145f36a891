import type { DashboardRow } from '../compose-dashboard.ts'
import { bars, table } from '../panels.ts'
import { sqlQuery } from '../sql-query.ts'
import { CHOSEN, isCounted, LISTING_NAME, timeOf } from './chosen.ts'

/**
 * Nights ahead as they are known now beside what was known so many days before the newest reading. As in
 * `store.analysis.pace`, a night counts only if it was read on both looks.
 */
const TWO_LOOKS = `
FROM (SELECT max(confirmed_on) AS day FROM chart_query_latest WHERE account_id = \${account:sqlstring}) AS newest
CROSS JOIN LATERAL chart_query_as_of(newest.day - \${days:sqlstring}::integer) AS before
JOIN chart_query_latest AS now USING (account_id, airbnb_listing_id, metric_date)
WHERE ${CHOSEN} AND $__timeFilter(metric_date) AND metric_date >= newest.day
  AND now.confirmed_on > newest.day - \${days:sqlstring}::integer AND ${isCounted('metric_date', 'before.confirmed_on')}`

const GAINED = `sum(now.p3_impressions_your_value - before.p3_impressions_your_value) AS "yours",
  sum(now.p3_impressions_similar_value - before.p3_impressions_similar_value) AS "similar listings"`

/** What nights gain between two looks. */
export const paceRow: DashboardRow = {
  heading: 'Pace: what the nights ahead gained in the last $days days',
  panels: [
    bars({
      title: 'Page views gained, by night of the stay',
      meaning:
        'By how much a night’s page views grew between the two looks, and those of similar listings. Interest that grows for them and not for you: the night is taken, or dearer than theirs.',
      width: 16,
    }).withTarget(
      sqlQuery(
        `
SELECT ${timeOf('metric_date')},
  ${GAINED}${TWO_LOOKS}
GROUP BY metric_date ORDER BY metric_date`,
        'time_series',
      ),
    ),
    table({
      title: 'Page views gained, by listing',
      meaning: 'The same of all nights of a listing together, and how many nights were read on both looks.',
      width: 8,
    }).withTarget(
      sqlQuery(
        `
SELECT ${LISTING_NAME.replace('airbnb_internal_name', 'max(now.airbnb_internal_name)')} AS "listing",
  ${GAINED},
  count(*) AS "nights"${TWO_LOOKS}
GROUP BY airbnb_listing_id ORDER BY 2 DESC NULLS LAST`,
        'table',
      ),
    ),
  ],
}
