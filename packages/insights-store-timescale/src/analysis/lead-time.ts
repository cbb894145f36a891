import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'
import { nightReadings } from './newest-numbers.ts'
import { findNewestScrapeDay } from './scrape-days.ts'

/** Which nights the curve is made of. */
export interface LeadTimeQuery extends AnalysisQuery {
  /** How many of the nights before the newest scrape day are looked at. @defaultValue 56 */
  nights?: number
}

/**
 * What was known so many days before the night, of nights that have passed and were read again after that: a point of a
 * listing's lead-time curve. The curve goes as far as they were read while they lay ahead.
 */
export interface LeadTimePoint {
  listingId: string
  /** The night − the scrape day; 0 is the day itself. */
  daysBefore: number
  /** How many nights were read so long before. */
  nights: number
  /** The mean of their page views then. */
  own: number | null
  /** The same of similar listings. */
  similar: number | null
  /** What fraction of the page views that these nights came to in the end was there already; null where that is none. */
  ownShare: number | null
}

interface LeadTimeRow {
  listing: string
  days_before: number
  nights: number
  own_views: number | null
  similar_views: number | null
  own_share: number | null
}

const DEFAULT_NIGHTS = 56

const NUMBERS = ['p3_impressions_your_value', 'p3_impressions_similar_value'] as const

export const readLeadTime = async (context: StoreContext, query: LeadTimeQuery): Promise<LeadTimePoint[]> => {
  const { db, schema } = context
  const { nights = DEFAULT_NIGHTS } = query
  const newest = await findNewestScrapeDay(context, query)
  if (newest === null) return []
  const [first, last] = [sql`(${newest}::date - ${nights}::integer)`, sql`(${newest}::date - 1)`]
  const { rows } = await sql<LeadTimeRow>`
    WITH readings AS (
      SELECT airbnb_listing_id, metric_date, "time", p3_impressions_your_value AS own_views,
        p3_impressions_similar_value AS similar_views, first_value("time") OVER newest_first AS last_day,
        first_value(p3_impressions_your_value) OVER newest_first AS last_views
      FROM (${nightReadings(schema, query, NUMBERS, first, last)}) AS readings
      WHERE is_reading
      WINDOW newest_first AS (PARTITION BY airbnb_listing_id, metric_date ORDER BY "time" DESC))
    SELECT airbnb_listing_id AS listing, metric_date - "time" AS days_before, count(*)::integer AS nights,
      avg(own_views)::double precision AS own_views, avg(similar_views)::double precision AS similar_views,
      sum(own_views) FILTER (WHERE last_views IS NOT NULL)
        / nullif(sum(last_views) FILTER (WHERE own_views IS NOT NULL), 0) AS own_share
    FROM readings
    WHERE "time" <= metric_date AND last_day > metric_date AND num_nonnulls(own_views, similar_views) > 0
    GROUP BY 1, 2 ORDER BY 1, 2 DESC`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    daysBefore: row.days_before,
    nights: row.nights,
    own: row.own_views,
    similar: row.similar_views,
    ownShare: row.own_share,
  }))
}
