import type { DateWindow } from 'insights-transform'
import { sql } from 'kysely'
import { type StoreContext, tableIn } from '../store-context.ts'
import { newestNumbers } from './newest-numbers.ts'

/** Whose days to look at. */
export interface FreshnessQuery {
  accountId: string
  /** The first calendar day wanted. */
  from?: string
  /** The last calendar day wanted, itself included. */
  to?: string
  /** Only what was known on this scrape day or before it. @defaultValue what is known now */
  asOf?: string
}

/** How a listing's days stand. A day counts where the API had a number of page views for it. */
export interface ListingFreshness {
  listingId: string
  /** The first day with a number; null where there is none. */
  firstDay: string | null
  /** The newest day with a number. */
  newestDay: string | null
  /** How many days have one. */
  days: number
  /** The days in between that have none, as windows. */
  gaps: DateWindow[]
  /** The newest scrape day with rows of the listing. */
  lastScrapeDay: string | null
  /**
   * The newest day whose numbers will not change any more, as far as the data tells: days of the account's listings
   * that were older than it is on the last scrape day had the same numbers when they were asked again. Null where no
   * day was asked twice yet.
   */
  settledThrough: string | null
}

interface FreshnessRow {
  listing: string
  first_day: string | null
  newest_day: string | null
  days: number
  gaps: DateWindow[]
  last_scrape_day: string | null
  settled_through: string | null
}

/** A number that the API restates later than this many days after its day is a correction, not counting. */
const LONGEST_COUNTING = 28
/** How far back it is looked how long the API counts: enough days for a few listings, and few enough rows for many. */
const DAYS_LOOKED_AT = 60

export const readFreshness = async (
  { db, schema }: StoreContext,
  query: FreshnessQuery,
): Promise<ListingFreshness[]> => {
  const { accountId, asOf = null } = query
  const chart = tableIn(schema, 'chart_query')
  const { rows } = await sql<FreshnessRow>`
    WITH known AS (${newestNumbers(schema, 'chart_query', query, ['p3_impressions_your_value'])}),
    asked AS (
      SELECT metric_date, "time", p3_impressions_your_value AS views,
        lead("time") OVER again IS NOT NULL AS asked_again, lead(p3_impressions_your_value) OVER again AS views_then
      FROM ${chart}
      WHERE account_id = ${accountId} AND (${asOf}::date IS NULL OR "time" <= ${asOf}::date)
        AND metric_date >= (SELECT max("time") FROM known) - ${DAYS_LOOKED_AT}::integer
      WINDOW again AS (PARTITION BY airbnb_listing_id, metric_date ORDER BY "time")
    ), counting AS (
      SELECT coalesce(max("time" - metric_date) FILTER (WHERE views IS DISTINCT FROM views_then),
        min("time" - metric_date) - 1) AS days
      FROM asked
      WHERE asked_again AND "time" - metric_date BETWEEN 0 AND ${LONGEST_COUNTING}::integer
        AND num_nonnulls(views, views_then) > 0
      HAVING count(*) > 0
    ), valued AS (
      SELECT airbnb_listing_id, metric_date, lead(metric_date) OVER (
        PARTITION BY airbnb_listing_id ORDER BY metric_date) AS next_day
      FROM known WHERE p3_impressions_your_value IS NOT NULL
    ), reach AS (
      SELECT airbnb_listing_id, min(metric_date) AS first_day, max(metric_date) AS newest_day,
        count(*)::integer AS days,
        jsonb_agg(jsonb_build_object('start', metric_date + 1, 'end', next_day - 1) ORDER BY metric_date)
          FILTER (WHERE next_day > metric_date + 1) AS gaps
      FROM valued GROUP BY airbnb_listing_id
    ), scraped AS (
      SELECT airbnb_listing_id, max("time") AS last_scrape_day FROM known GROUP BY airbnb_listing_id
    ), listing AS (
      SELECT airbnb_listing_id FROM ${tableIn(schema, 'listings')} WHERE account_id = ${accountId}
      UNION SELECT airbnb_listing_id FROM scraped
    )
    SELECT airbnb_listing_id AS listing, first_day, newest_day, coalesce(reach.days, 0) AS days,
      coalesce(gaps, '[]') AS gaps, last_scrape_day, last_scrape_day - counting.days - 1 AS settled_through
    FROM listing LEFT JOIN reach USING (airbnb_listing_id) LEFT JOIN scraped USING (airbnb_listing_id)
    LEFT JOIN counting ON TRUE
    ORDER BY airbnb_listing_id`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    firstDay: row.first_day,
    newestDay: row.newest_day,
    days: row.days,
    gaps: row.gaps,
    lastScrapeDay: row.last_scrape_day,
    settledThrough: row.settled_through,
  }))
}
