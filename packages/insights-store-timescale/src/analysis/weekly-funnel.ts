import { type RawBuilder, sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { newestNumbers } from './newest-numbers.ts'
import { listingOfRow, type WeeklyQuery } from './weekly-query.ts'

/** A week from the first page of search results to the booking. A week without any number has no row. */
export interface FunnelWeek {
  /** Null where the row stands for all listings of the account. */
  listingId: string | null
  /** The Sunday that the week begins on. */
  week: string
  /** How many listings have numbers for it. */
  listings: number
  /** How often a listing was shown on the first page of search results. */
  firstPageImpressions: number | null
  /** What fraction of these led to the listing's page; of several listings weighted by their impressions. */
  searchToListing: number | null
  /** How often the page was viewed, from wherever. */
  pageViews: number | null
  /** What fraction of these led to a booking; of several listings weighted by their page views. */
  listingToBooking: number | null
  /** What fraction of the first-page impressions led to a booking; of several weighted by their impressions. */
  conversion: number | null
}

interface FunnelRow {
  listing: string | null
  week: string
  listings: number
  first_page_impressions: number | null
  search_to_listing: number | null
  page_views: number | null
  listing_to_booking: number | null
  conversion: number | null
}

const NUMBERS = [
  'p2_impressions_value',
  'search_conversion_rate_value',
  'p3_impressions_value',
  'listing_conversion_rate_value',
  'conversion_rate_value',
] as const
const WHOLE_WEEK = sql`extract(dow FROM window_start) = 0 AND window_end = window_start + 6`

/** A rate of several listings together. That of one is taken as it is: it may come without the count it is of. */
const weighted = (rate: string, count: string): RawBuilder<number | null> => {
  const [rates, counts] = [sql.ref(rate), sql.ref(count)]
  return sql`CASE WHEN count(${rates}) = 1 THEN max(${rates})
    ELSE sum(${rates} * ${counts}) / nullif(sum(${counts}) FILTER (WHERE ${rates} IS NOT NULL), 0) END`
}

export const readWeeklyFunnel = async (
  { db, schema }: StoreContext,
  query: WeeklyQuery,
): Promise<FunnelWeek[]> => {
  const { rows } = await sql<FunnelRow>`
    SELECT ${listingOfRow(query)} AS listing, window_start AS week, count(*)::integer AS listings,
      sum(p2_impressions_value)::double precision AS first_page_impressions,
      ${weighted('search_conversion_rate_value', 'p2_impressions_value')} AS search_to_listing,
      sum(p3_impressions_value)::double precision AS page_views,
      ${weighted('listing_conversion_rate_value', 'p3_impressions_value')} AS listing_to_booking,
      ${weighted('conversion_rate_value', 'p2_impressions_value')} AS conversion
    FROM (${newestNumbers(schema, 'list_of_metrics', query, NUMBERS, WHOLE_WEEK)}) AS known
    WHERE num_nonnulls(${sql.join(NUMBERS.map((name) => sql.ref(name)))}) > 0
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    week: row.week,
    listings: row.listings,
    firstPageImpressions: row.first_page_impressions,
    searchToListing: row.search_to_listing,
    pageViews: row.page_views,
    listingToBooking: row.listing_to_booking,
    conversion: row.conversion,
  }))
}
