import type { CalendarDate } from 'insights-transform'
import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'
import { knownSince, nightReadings, reading, readingDay, readingNumber } from './newest-numbers.ts'
import { newestScrapeDay } from './scrape-days.ts'

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
   * Whether the night looks booked or blocked: it is one of several in a row for which hardly anybody opened the
   * listing's page, while similar listings were looked at. A guess from page views, not a calendar. Always false for
   * nights so far ahead that views are too few to tell.
   */
  looksTaken: boolean
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
}

/** With fewer page views of similar listings, nothing can be told from one's own. */
const SIMILAR_VIEWS_TO_TELL = 3
/** A taken night has at most this fraction of the page views of similar listings: some looked before it was taken. */
const TAKEN_SHARE = 0.2
/** A single night without interest happens; a stay mostly is longer. */
const TAKEN_NIGHTS_IN_A_ROW = 2
/** Further ahead even free nights have few page views. */
const DAYS_TO_TELL = 60

const NUMBERS = ['p3_impressions_your_value', 'p3_impressions_similar_value'] as const

export const readNights = async (
  { db, schema }: StoreContext,
  query: AnalysisQuery,
): Promise<NightAhead[]> => {
  const { from = null, to = null, ...all } = query
  const newest = sql`(SELECT newest FROM look)`
  // The night before is looked at as well, and none is left out before the end: rows of taken nights must be whole.
  const first = sql`(${newest} - 1)`
  const { rows } = await sql<NightRow>`
    WITH look AS MATERIALIZED (SELECT ${newestScrapeDay(schema, query)} AS newest),
    readings AS (
      SELECT airbnb_listing_id, metric_date, "time", p3_impressions_your_value, p3_impressions_similar_value,
        lag("time") OVER again IS NOT NULL AS is_again, lag(p3_impressions_your_value) OVER again AS own_before
      FROM ${nightReadings(schema, all)} AND metric_date >= ${first} AND ${knownSince(first)}
      WINDOW again AS (PARTITION BY airbnb_listing_id, metric_date ORDER BY "time")
    ), night AS (
      SELECT airbnb_listing_id, metric_date, max(${reading([...NUMBERS, 'own_before'])}) AS last,
        max("time") FILTER (WHERE is_again AND p3_impressions_your_value IS DISTINCT FROM own_before) AS changed_on
      FROM readings GROUP BY airbnb_listing_id, metric_date
    ), told AS (
      SELECT airbnb_listing_id, metric_date, changed_on, ${readingDay('last')} AS read_on,
        ${readingNumber('last', 0)} AS own_views, ${readingNumber('last', 1)} AS similar_views,
        ${readingNumber('last', 0)} - ${readingNumber('last', 2)} AS gained
      FROM night
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
      SELECT *, has_no_interest AND count(*) OVER (PARTITION BY airbnb_listing_id, has_no_interest, in_a_row)
        >= ${TAKEN_NIGHTS_IN_A_ROW}::integer AS looks_taken
      FROM numbered
    )
    SELECT airbnb_listing_id AS listing, metric_date AS night, own_views, similar_views, read_on, changed_on, gained, looks_taken
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
  }))
}
