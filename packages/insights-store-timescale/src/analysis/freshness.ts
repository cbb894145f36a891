import type { CalendarDate, DateWindow } from 'insights-transform'
import { sql } from 'kysely'
import { type StoreContext, tableIn } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'
import { newestNights, nightReadings } from './newest-numbers.ts'
import { findNewestScrapeDay } from './scrape-days.ts'

/** How a listing's nights stand. A night counts where the API had a number of page views for it. */
export interface ListingFreshness {
  listingId: string
  /** The first night with a number; null where there is none. */
  firstNight: CalendarDate | null
  /** The last night with a number, mostly one that lies ahead. */
  lastNight: CalendarDate | null
  /** How many nights have one. */
  nights: number
  /** The nights in between that have none, as windows: never asked for, or asked for in vain. */
  gaps: DateWindow[]
  /** The newest scrape day with rows of the listing. */
  lastScrapeDay: CalendarDate | null
  /** When the nights with a number were read last, the newest scrape day first. */
  reads: NightsRead[]
  /**
   * The newest night from which back the numbers will not change any more, as far as the data tells: nights of the
   * account's listings that were as old had the same numbers when they were asked again. Null where no night that had
   * passed was asked twice.
   */
  settledThrough: CalendarDate | null
}

/** The nights whose newest numbers are of one scrape day. */
export interface NightsRead {
  /** The scrape day. */
  readOn: CalendarDate
  nights: DateWindow[]
}

interface FreshnessRow {
  listing: string
  first_night: CalendarDate | null
  last_night: CalendarDate | null
  nights: number
  gaps: DateWindow[]
  last_scrape_day: CalendarDate | null
  reads: NightsRead[]
  settled_through: CalendarDate | null
}

/** A number that the API restates later than this many days after the night is a correction, not counting. */
const LONGEST_COUNTING = 28
/** How far back it is looked how long the API counts: enough nights for a few listings, and few enough rows for many. */
const NIGHTS_LOOKED_AT = 60

const OWN = sql.ref('p3_impressions_your_value')

export const readFreshness = async (
  context: StoreContext,
  query: AnalysisQuery,
): Promise<ListingFreshness[]> => {
  const { db, schema } = context
  const { accountId, listingId = null, asOf } = query
  const whole = { accountId, ...(asOf !== undefined && { asOf }) }
  const newest = await findNewestScrapeDay(context, query)
  const first = sql`(${newest}::date - ${NIGHTS_LOOKED_AT}::integer)`
  const { rows } = await sql<FreshnessRow>`
    WITH known AS MATERIALIZED (${newestNights(schema, query, ['p3_impressions_your_value'])}),
    asked AS (
      SELECT "time" - metric_date AS age, ${OWN} AS views,
        lead("time") OVER again IS NOT NULL AS asked_again, lead(${OWN}) OVER again AS views_then
      FROM (${nightReadings(schema, whole, ['p3_impressions_your_value'], first)}) AS readings
      WHERE is_reading
      WINDOW again AS (PARTITION BY airbnb_listing_id, metric_date ORDER BY "time")
    ), counting AS (
      SELECT coalesce(max(age) FILTER (WHERE views IS DISTINCT FROM views_then), min(age) - 1) AS days
      FROM asked
      WHERE asked_again AND age <= ${LONGEST_COUNTING}::integer AND num_nonnulls(views, views_then) > 0
      HAVING count(*) > 0
    ), valued AS (
      SELECT airbnb_listing_id, metric_date, "time",
        lead(metric_date) OVER (PARTITION BY airbnb_listing_id ORDER BY metric_date) AS next_night,
        metric_date - row_number() OVER (
          PARTITION BY airbnb_listing_id, "time" ORDER BY metric_date)::integer AS in_a_row
      FROM known WHERE ${OWN} IS NOT NULL
    ), reach AS (
      SELECT airbnb_listing_id, min(metric_date) AS first_night, max(metric_date) AS last_night,
        count(*)::integer AS nights,
        jsonb_agg(jsonb_build_object('start', metric_date + 1, 'end', next_night - 1) ORDER BY metric_date)
          FILTER (WHERE next_night > metric_date + 1) AS gaps
      FROM valued GROUP BY airbnb_listing_id
    ), windows AS (
      SELECT airbnb_listing_id, "time", min(metric_date) AS start, max(metric_date) AS end
      FROM valued GROUP BY airbnb_listing_id, "time", in_a_row
    ), read AS (
      SELECT airbnb_listing_id, jsonb_build_object('readOn', "time", 'nights',
        jsonb_agg(jsonb_build_object('start', start, 'end', "end") ORDER BY start)) AS nights, "time"
      FROM windows GROUP BY airbnb_listing_id, "time"
    ), reads AS (
      SELECT airbnb_listing_id, jsonb_agg(nights ORDER BY "time" DESC) AS reads
      FROM read GROUP BY airbnb_listing_id
    ), scraped AS (
      SELECT airbnb_listing_id, max("time") AS last_scrape_day FROM known GROUP BY airbnb_listing_id
    ), listing AS (
      SELECT airbnb_listing_id FROM ${tableIn(schema, 'listings')}
      WHERE account_id = ${accountId} AND (${listingId}::text IS NULL OR airbnb_listing_id = ${listingId}::text)
      UNION SELECT airbnb_listing_id FROM scraped
    )
    SELECT airbnb_listing_id AS listing, first_night, last_night, coalesce(reach.nights, 0) AS nights,
      coalesce(gaps, '[]') AS gaps, last_scrape_day, coalesce(reads, '[]') AS reads,
      last_scrape_day - counting.days - 1 AS settled_through
    FROM listing LEFT JOIN reach USING (airbnb_listing_id) LEFT JOIN reads USING (airbnb_listing_id)
    LEFT JOIN scraped USING (airbnb_listing_id) LEFT JOIN counting ON TRUE
    ORDER BY airbnb_listing_id`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    firstNight: row.first_night,
    lastNight: row.last_night,
    nights: row.nights,
    gaps: row.gaps,
    lastScrapeDay: row.last_scrape_day,
    reads: row.reads,
    settledThrough: row.settled_through,
  }))
}
