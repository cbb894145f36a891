/**
 * The account and the listings that are chosen above the dashboard. `sqlstring` quotes each value and doubles the quotes
 * in it, one value as well as several.
 */
export const CHOSEN = 'account_id = ${account:sqlstring} AND airbnb_listing_id IN (${listing:sqlstring})'

/**
 * A date as Grafana needs it on a time axis: midnight in UTC, which is the dashboard's time zone too, so that no night
 * moves to the day before in America. Comparisons stay on the date itself, which has the index.
 */
export const timeOf = (date: string): string => `${date}::timestamp AT TIME ZONE 'UTC' AS "time"`

/** A listing's name for people. Names need not differ, so that the end of the id stands behind it. */
export const LISTING_NAME = "concat_ws(' …', airbnb_internal_name, right(airbnb_listing_id, 4))"

/** Windows that are weeks of nights: databases of the Python system have others, which overlap. */
export const IS_WEEK = 'window_end = window_start + 6 AND extract(dow FROM window_start) = 0'

/** A night that is further ahead of the day on which it was read was not counted: zeros there are no numbers. */
export const isCounted = (night: string, readOn: string): string => `${night} <= ${readOn} + 87`

/**
 * A rate that says something: far ahead a week is seen a few times, and one booking would be 25 %. Where nobody knows how
 * often it was seen, the rate stands.
 */
export const whereSeenEnough = (rate: string, seen: string): string =>
  `CASE WHEN coalesce(${seen} >= 100, TRUE) THEN ${rate} END`

/** A rate of several listings together, never the mean of their rates; that of one as it is, since it may lack its count. */
export const together = (rate: string, count: string): string =>
  `CASE WHEN count(${rate}) = 1 THEN max(${rate})
    ELSE sum(round(${rate} * ${count})) / nullif(sum(${count}) FILTER (WHERE ${rate} IS NOT NULL), 0) END`
