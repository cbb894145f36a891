import type { DashboardRow } from '../compose-dashboard.ts'
import { lines, signedBars } from '../panels.ts'
import { sqlQuery } from '../sql-query.ts'
import { CHOSEN, IS_WEEK, timeOf, whereSeenEnough } from './chosen.ts'

/** Rates count where both are known, weighted by impressions; own booked nights are whole. */
const BOTH_RATES = `num_nulls(conversion_rate_value, conversion_rate_value_change, p2_impressions_value) = 0`

const SEEN = `sum(p2_impressions_value) FILTER (WHERE ${BOTH_RATES})`

const WEEKS = `
FROM chart_summary_latest
WHERE ${CHOSEN} AND $__timeFilter(window_start) AND ${IS_WEEK}`

/** Own numbers beside those of similar listings, which Airbnb tells as the difference. */
export const marketRow: DashboardRow = {
  heading: 'Similar listings',
  panels: [
    signedBars({
      title: 'Page views more than similar listings, by week of nights',
      meaning:
        'Above zero your pages were opened more often than those of as many similar listings, below zero less often. A week is named by its Sunday; one ahead is still filling.',
      width: 12,
    }).withTarget(
      sqlQuery(
        `
SELECT ${timeOf('window_start')},
  sum(p3_impressions_value_change) FILTER (WHERE p3_impressions_value IS NOT NULL) AS "more than similar listings"${WEEKS}
GROUP BY window_start ORDER BY window_start`,
        'time_series',
      ),
    ),
    lines({
      title: 'Booked out of seen, by week of nights',
      meaning:
        'Booked nights for each time that a listing was seen on a first page of results. Seen and opened more often than similar ones, yet booked less: the page or the price does not keep what the picture promises. A week that was seen less than 100 times has no rate.',
      unit: 'percentunit',
      width: 12,
    }).withTarget(
      sqlQuery(
        `
SELECT ${timeOf('window_start')},
  ${whereSeenEnough(`sum(round(conversion_rate_value * p2_impressions_value)) FILTER (WHERE ${BOTH_RATES}) / nullif(${SEEN}, 0)`, SEEN)} AS "yours",
  ${whereSeenEnough(`sum((conversion_rate_value - conversion_rate_value_change) * p2_impressions_value) FILTER (WHERE ${BOTH_RATES}) / nullif(${SEEN}, 0)`, SEEN)} AS "similar listings"${WEEKS}
GROUP BY window_start ORDER BY window_start`,
        'time_series',
      ),
    ),
  ],
}
