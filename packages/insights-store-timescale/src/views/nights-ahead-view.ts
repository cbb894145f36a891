import { type RawBuilder, sql } from 'kysely'
import { firstRead, isCounted, readOn, wasConfirmedBefore } from '../analysis/newest-numbers.ts'
import {
  DAYS_TO_TELL,
  SIMILAR_VIEWS_TO_TELL,
  TAKEN_NIGHTS_IN_A_ROW,
  TAKEN_OCCUPANCY,
  TAKEN_SHARE,
} from '../analysis/nights-ahead.ts'
import { knownThen } from '../metrics/as-of.ts'
import { currentIn, tableIn } from '../store-context.ts'
import type { DescribedView } from './described-view.ts'

/**
 * `nights_ahead`: as `store.analysis.nights` tells them, of all accounts. Ahead is what does not lie before the account's
 * newest scrape day; the night before is looked at as well, so that rows of taken nights are whole.
 */
export function nightsAheadView(schema: string): DescribedView {
  const current = currentIn(schema, 'chart_query')
  const first = sql`(newest.day - 1)`
  const night = sql`known.metric_date`
  const dayBefore = sql`(known.confirmed_on - 1)`
  const before = knownThen(schema, 'chart_query', ['p3_impressions_your_value'], dayBefore, firstRead(first))
  return {
    name: 'nights_ahead',
    query: sql`
      SELECT account_id, airbnb_listing_id, airbnb_internal_name, night, page_views, similar_page_views, read_on,
        changed_on, gained, looks_taken, taken_from
      FROM (
        SELECT *, coalesce(occupancy >= ${sql.lit(TAKEN_OCCUPANCY)}, has_no_interest AND count(*) OVER (
              PARTITION BY account_id, airbnb_listing_id, has_no_interest, in_a_row)
              >= ${sql.lit(TAKEN_NIGHTS_IN_A_ROW)}) AS looks_taken,
          CASE WHEN occupancy IS NULL THEN 'page_views' ELSE 'occupancy_rate' END AS taken_from
        FROM (
          SELECT *, night - row_number() OVER (
            PARTITION BY account_id, airbnb_listing_id, has_no_interest ORDER BY night)::integer AS in_a_row
          FROM (
            SELECT known.account_id, known.airbnb_listing_id, known.airbnb_internal_name, ${night} AS night,
              known.p3_impressions_your_value AS page_views,
              known.p3_impressions_similar_value AS similar_page_views, known.confirmed_on AS read_on,
              changed.changed_on, occupied.value AS occupancy, ${night} >= newest.day AS is_ahead,
              CASE WHEN ${isCounted(night, sql`before.confirmed_on`)}
                THEN known.p3_impressions_your_value - before.p3_impressions_your_value END AS gained,
              coalesce(
                known.p3_impressions_your_value <= ${sql.lit(TAKEN_SHARE)}::double precision * known.p3_impressions_similar_value
                AND known.p3_impressions_similar_value >= ${sql.lit(SIMILAR_VIEWS_TO_TELL)}
                AND ${night} <= newest.day + ${sql.lit(DAYS_TO_TELL)}, FALSE) AS has_no_interest
            FROM (
              SELECT account_id, max(confirmed_on) AS day FROM ${current} GROUP BY account_id) AS newest
            JOIN ${current} AS known ON known.account_id = newest.account_id
            LEFT JOIN LATERAL (${before}) AS before ON TRUE
            LEFT JOIN LATERAL (${changedOn(schema, first)}) AS changed ON TRUE
            LEFT JOIN ${currentIn(schema, 'metric_points')} AS occupied ON occupied.account_id = known.account_id
              AND occupied.airbnb_listing_id = known.airbnb_listing_id AND occupied.metric = 'occupancy_rate'
              AND occupied.series = 'your' AND occupied.granularity = 'DAY' AND occupied.metric_date = ${night}
            WHERE ${night} >= ${first} AND ${isCounted(night, sql`known.confirmed_on`)}
              AND num_nonnulls(known.p3_impressions_your_value, known.p3_impressions_similar_value) > 0) AS told
        ) AS numbered
      ) AS judged
      WHERE is_ahead`,
    meaning:
      'Each listing’s stay nights ahead, as they are known now: page views so far, their last change, and whether the night looks booked or blocked.',
    columns: {
      account_id: 'The host account.',
      airbnb_listing_id: 'The listing’s id, as text: it is too large for a spreadsheet’s number.',
      airbnb_internal_name: 'The host’s own name of the listing.',
      night: 'The stay night: that of the account’s newest scrape day, or a later one.',
      page_views: 'Page views so far by guests who searched for this night.',
      similar_page_views:
        'Page views so far of similar listings, a cohort of Airbnb’s choosing: of an average one of them.',
      read_on: 'The scrape day on which the night was read last.',
      changed_on:
        'The last scrape day on which page_views was another than on the reading before; null where it never was.',
      gained: 'What page_views gained since the reading before; null where there is none.',
      looks_taken: 'Whether the night looks booked or blocked.',
      taken_from:
        'What looks_taken is told from: occupancy_rate where it is stored, else page_views, which make it a guess.',
    },
  }
}

/** The last scrape day on which a night, called `known`, had other page views than on the reading before. */
function changedOn(schema: string, first: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    SELECT max(later."time") AS changed_on FROM (
      SELECT stored.account_id, stored.airbnb_listing_id, stored.metric_date, ${readOn} AS "time",
        stored.p3_impressions_your_value AS own, lag(${readOn}) OVER again AS row_before,
        lag(stored.p3_impressions_your_value) OVER again AS own_before
      FROM ${tableIn(schema, 'chart_query')} AS stored
      WHERE stored.account_id = known.account_id AND stored.airbnb_listing_id = known.airbnb_listing_id
        AND stored.metric_date = known.metric_date AND stored."time" >= ${firstRead(first)}
      WINDOW again AS (ORDER BY stored."time")) AS later
    WHERE ${isCounted(sql`later.metric_date`, sql`later."time"`)} AND later.row_before IS NOT NULL
      AND later.own IS DISTINCT FROM later.own_before
      AND CASE WHEN ${isCounted(sql`later.metric_date`, sql`later.row_before`)} THEN TRUE
        ELSE ${wasConfirmedBefore(schema, 'later')} END`
}
