import { type RawBuilder, sql } from 'kysely'
import type { DescribedView } from './described-view.ts'
import { knownThenText } from './known-then.ts'

/** No number of a night that is further ahead of its scrape day was measured; answers have zeros there. */
const LAST_COUNTED = sql.lit(87)
/** So many days before the night before the newest scrape day may a night that lies ahead have been read first. */
const DAYS_KNOWN = sql.lit(87 + 7 + 1)

const isCounted = (night: RawBuilder<unknown>, scrapeDay: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`${night} <= ${scrapeDay} + ${LAST_COUNTED}`

/**
 * `nights_ahead`: as `store.analysis.nights` tells them. Ahead is what does not lie before the account's newest scrape day;
 * the night before is looked at as well, so that rows of taken nights are whole.
 */
export function nightsAheadView(schema: string): DescribedView {
  const current = sql.id(schema, 'chart_query_current')
  const since = sql`newest.day - ${DAYS_KNOWN}`
  const before = knownThenText(
    schema,
    { table: 'chart_query', night: 'metric_date' },
    ['p3_impressions_your_value'],
    sql`(known.confirmed_on - 1)`,
    since,
  )
  return {
    name: 'nights_ahead',
    query: sql`
      SELECT account_id, airbnb_listing_id, airbnb_internal_name, night, page_views, similar_page_views, read_on,
        changed_on, gained, looks_taken
      FROM (
       SELECT *, has_no_interest AND count(*) OVER (
          PARTITION BY account_id, airbnb_listing_id, has_no_interest, in_a_row) >= 2 AS looks_taken
       FROM (
        SELECT *, night - row_number() OVER (
          PARTITION BY account_id, airbnb_listing_id, has_no_interest ORDER BY night)::integer AS in_a_row
        FROM (
          SELECT known.account_id, known.airbnb_listing_id, known.airbnb_internal_name, known.metric_date AS night,
            known.p3_impressions_your_value AS page_views, known.p3_impressions_similar_value AS similar_page_views,
            known.confirmed_on AS read_on, changed.changed_on,
            CASE WHEN ${isCounted(sql`known.metric_date`, sql`before.confirmed_on`)}
              THEN known.p3_impressions_your_value - before.p3_impressions_your_value END AS gained,
            coalesce(known.p3_impressions_your_value <= 0.2::double precision * known.p3_impressions_similar_value
              AND known.p3_impressions_similar_value >= 3
              AND known.metric_date <= newest.day + 60, FALSE) AS has_no_interest,
            known.metric_date >= newest.day AS is_ahead
          FROM (
            SELECT account_id, max(confirmed_on) AS day FROM ${current} GROUP BY account_id) AS newest
          JOIN ${current} AS known ON known.account_id = newest.account_id
          LEFT JOIN LATERAL (${before}) AS before ON TRUE
          LEFT JOIN LATERAL (${changedOn(schema, since)}) AS changed ON TRUE
          WHERE known.metric_date >= newest.day - 1 AND ${isCounted(sql`known.metric_date`, sql`known.confirmed_on`)}
            AND num_nonnulls(known.p3_impressions_your_value, known.p3_impressions_similar_value) > 0) AS told
       ) AS numbered
      ) AS counted
      WHERE is_ahead`,
    comment:
      'Each listing’s stay nights ahead, as they are known now: page views so far, their last change, and whether the night looks booked or blocked.',
    columns: COLUMNS,
  }
}

const COLUMNS = {
  account_id: 'The host account.',
  airbnb_listing_id: 'The listing’s id, as text: it is too large for a spreadsheet’s number.',
  airbnb_internal_name: 'The host’s own name of the listing.',
  night: 'The stay night: that of the account’s newest scrape day, or a later one.',
  page_views: 'Page views so far by guests who searched for this night.',
  similar_page_views: 'Page views so far of similar listings, a cohort of Airbnb’s choosing: of an average one of them.',
  read_on: 'The scrape day on which the night was read last.',
  changed_on: 'The last scrape day on which page_views was another than on the reading before; null where it never was.',
  gained: 'What page_views gained since the reading before; null where there is none.',
  looks_taken:
    'Whether the night looks booked or blocked. Where Airbnb was not asked for occupancy_rate, a guess from page views.',
} as const

/** The last scrape day on which a night, called `known`, had other page views than on the reading before. */
function changedOn(schema: string, since: RawBuilder<unknown>): RawBuilder<unknown> {
  const read = sql`coalesce(stored.confirmed_on, stored."time")`
  return sql`
    SELECT max(later.read_on) AS changed_on FROM (
      SELECT ${read} AS read_on, stored.p3_impressions_your_value AS own, lag(${read}) OVER again AS row_before,
        lag(stored.p3_impressions_your_value) OVER again AS own_before
      FROM ${sql.id(schema, 'chart_query')} AS stored
      WHERE stored.account_id = known.account_id AND stored.airbnb_listing_id = known.airbnb_listing_id
        AND stored.metric_date = known.metric_date AND stored."time" >= ${since}
      WINDOW again AS (ORDER BY stored."time")) AS later
    WHERE ${isCounted(sql`known.metric_date`, sql`later.read_on`)} AND later.row_before IS NOT NULL
      AND later.own IS DISTINCT FROM later.own_before
      AND CASE WHEN ${isCounted(sql`known.metric_date`, sql`later.row_before`)} THEN TRUE ELSE EXISTS (
        SELECT FROM ${sql.id(schema, 'confirmations')} AS noted
        WHERE noted.account_id = known.account_id AND noted.airbnb_listing_id = known.airbnb_listing_id
          AND noted.kept_in = 'chart_query' AND noted.lane = '' AND noted.days @> known.metric_date
          AND noted."time" < later.read_on AND noted."time" >= known.metric_date - ${LAST_COUNTED}) END`
}
