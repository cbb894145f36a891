import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { knownRows, knownThen, wantedKeys } from '../metrics/as-of.ts'
import { isOfMetric } from '../metrics/series.ts'
import { currentIn, type StoreContext } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'
import { firstRead, isCounted, nightRows, readOn, readSince, wasConfirmedBefore } from './newest-numbers.ts'
import { findNewestScrapeDay } from './scrape-days.ts'

/** A night that lies ahead: that of the account's newest scrape day, or a later one. */
export interface NightAhead {
  listingId: string
  night: CalendarDate
  /** Page views so far. */
  own: number | null
  /** Page views so far of similar listings. */
  similar: number | null
  /** The scrape day on which the night was read last. */
  readOn: CalendarDate
  /** The last scrape day on which `own` was another than on the reading before; null where it always was the same. */
  changedOn: CalendarDate | null
  /** What `own` gained since the reading before; null where there is none, or one of the two has no number. */
  gained: number | null
  /**
   * Whether the night looks booked or blocked. From its `occupancy_rate`, where that is stored; else from page views: it
   * is one of several in a row for which hardly anybody opened the listing's page, while similar listings were looked at.
   * That is a guess and no calendar, and false for nights so far ahead that views are too few to tell.
   */
  looksTaken: boolean
  /** What `looksTaken` is told from. */
  takenFrom: 'occupancy_rate' | 'page_views'
}

interface NightRow {
  listing: string
  night: CalendarDate
  own_views: number | null
  similar_views: number | null
  read_on: CalendarDate
  changed_on: CalendarDate | null
  gained: number | null
  looks_taken: boolean
  taken_from: 'occupancy_rate' | 'page_views'
}

/** With fewer page views of similar listings, nothing can be told from one's own. */
export const SIMILAR_VIEWS_TO_TELL = 3
/** A taken night has at most this fraction of the page views of similar listings: some looked before it was taken. */
export const TAKEN_SHARE = 0.2
/** A single night without interest happens; a stay mostly is longer. */
export const TAKEN_NIGHTS_IN_A_ROW = 2
/** Further ahead even free nights have few page views. */
export const DAYS_TO_TELL = 60

/** A night is taken or not: of a rate in between, half of it is more than none. */
export const TAKEN_OCCUPANCY = 0.5

const NUMBERS = ['p3_impressions_your_value', 'p3_impressions_similar_value'] as const

export const readNights = async (context: StoreContext, query: AnalysisQuery): Promise<NightAhead[]> => {
  const { db, schema } = context
  const { from = null, to = null, ...all } = query
  const newestDay = await findNewestScrapeDay(context, query)
  if (newestDay === null) return []
  const newest = sql`${newestDay}::date`
  // The night before is looked at as well, and none is left out before the end: rows of taken nights must be whole.
  const first = sql`(${newest} - 1)`
  const then = (day: RawBuilder<unknown> | undefined) =>
    knownThen(schema, 'chart_query', NUMBERS, day, firstRead(first))
  const now = then(all.asOf === undefined ? undefined : sql`${all.asOf}::date`)
  const occupancy = { ...all, metric: 'occupancy_rate', series: 'your', granularity: 'DAY' }
  const occupied = knownRows(
    schema,
    'metric_points',
    all,
    ['value'],
    sql`known.metric_date >= ${first} AND ${isOfMetric(schema, 'metric_points', occupancy)}`,
  )
  const wasCounted = isCounted(sql`metric_date`, sql`"time"`)
  const { rows } = await sql<NightRow>`
    WITH night_rows AS (
      SELECT stored.account_id, airbnb_listing_id, metric_date, ${readOn} AS "time",
        p3_impressions_your_value AS own_views, lag(${readOn}) OVER again AS row_before, lag(p3_impressions_your_value) OVER again AS own_before
      FROM ${nightRows(schema, all)} AND metric_date >= ${first} AND ${readSince(first)}
      WINDOW again AS (PARTITION BY airbnb_listing_id, metric_date ORDER BY stored."time")
    ), changed AS (
      SELECT airbnb_listing_id, metric_date, max("time") AS changed_on
      FROM night_rows AS later
      WHERE ${wasCounted} AND row_before IS NOT NULL AND own_views IS DISTINCT FROM own_before AND CASE
        WHEN ${isCounted(sql`metric_date`, sql`row_before`)} THEN TRUE ELSE ${wasConfirmedBefore(schema, 'later')} END
      GROUP BY 1, 2
    ), told AS (
      SELECT known.airbnb_listing_id, known.metric_date, changed_on, now.confirmed_on AS read_on,
        now.p3_impressions_your_value::double precision AS own_views,
        now.p3_impressions_similar_value::double precision AS similar_views,
        occupied.value AS occupancy,
        CASE WHEN ${isCounted(sql`known.metric_date`, sql`before.confirmed_on`)}
          THEN (now.p3_impressions_your_value - before.p3_impressions_your_value)::double precision END AS gained
      FROM ${currentIn(schema, 'chart_query')} AS known
      CROSS JOIN LATERAL (${now}) AS now
      LEFT JOIN LATERAL (${then(sql`(now.confirmed_on - 1)`)}) AS before ON TRUE
      LEFT JOIN changed ON changed.airbnb_listing_id = known.airbnb_listing_id
        AND changed.metric_date = known.metric_date
      LEFT JOIN (${occupied}) AS occupied ON occupied.airbnb_listing_id = known.airbnb_listing_id
        AND occupied.metric_date = known.metric_date
      WHERE ${wantedKeys(all, 'metric_date', 'known')} AND known.metric_date >= ${first}
        AND ${isCounted(sql`known.metric_date`, sql`now.confirmed_on`)}
    ), judged AS (
      SELECT *, coalesce(own_views <= ${TAKEN_SHARE}::double precision * similar_views
        AND similar_views >= ${SIMILAR_VIEWS_TO_TELL}::integer
        AND metric_date <= ${newest} + ${DAYS_TO_TELL}::integer, FALSE) AS has_no_interest
      FROM told WHERE num_nonnulls(own_views, similar_views) > 0
    ), numbered AS (
      SELECT *, metric_date - row_number() OVER (
        PARTITION BY airbnb_listing_id, has_no_interest ORDER BY metric_date)::integer AS in_a_row
      FROM judged
    ), counted AS (
      SELECT *, coalesce(occupancy >= ${TAKEN_OCCUPANCY}::double precision,
          has_no_interest AND count(*) OVER (PARTITION BY airbnb_listing_id, has_no_interest, in_a_row)
            >= ${TAKEN_NIGHTS_IN_A_ROW}::integer) AS looks_taken,
        CASE WHEN occupancy IS NULL THEN 'page_views' ELSE 'occupancy_rate' END AS taken_from
      FROM numbered
    )
    SELECT airbnb_listing_id AS listing, metric_date AS night, own_views, similar_views, read_on, changed_on, gained, looks_taken,
      taken_from
    FROM counted
    WHERE metric_date >= ${newest} AND (${from}::date IS NULL OR metric_date >= ${from}::date)
      AND (${to}::date IS NULL OR metric_date <= ${to}::date)
    ORDER BY 1, 2`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    night: row.night,
    own: row.own_views,
    similar: row.similar_views,
    readOn: row.read_on,
    changedOn: row.changed_on,
    gained: row.gained,
    looksTaken: row.looks_taken,
    takenFrom: row.taken_from,
  }))
}
