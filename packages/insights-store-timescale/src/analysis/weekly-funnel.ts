import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { FUNNEL_COLUMNS } from '../funnel-columns.ts'
import type { StoreContext } from '../store-context.ts'
import { listingOfRow, type WeeklyQuery } from './analysis-query.ts'
import { newestWeeks } from './newest-numbers.ts'

/**
 * A week of nights from the first page of search results to the booking, behind or ahead. A week without any number has
 * no row.
 */
export interface FunnelWeek {
  /** Null where the row stands for all listings of the account. */
  listingId: string | null
  /** The Sunday that the week begins on. */
  week: CalendarDate
  /** How many listings have numbers for it. */
  listings: number
  /** The scrape day on which it was read last; of several listings the newest. */
  scrapeDay: CalendarDate
  /** How often a listing was shown on the first page of a search for these nights. */
  impressions: number | null
  /** How often its page was viewed by guests who searched for these nights. */
  pageViews: number | null
  /**
   * How many of these nights were booked, conversion × impressions: a stay of five nights counts five. Airbnb has the
   * number and does not show it.
   */
  bookedNights: number | null
  /** Page views out of impressions, at most 1; of several listings weighted by their impressions. */
  searchToListing: number | null
  /** Booked nights out of page views; of several listings weighted by their page views. */
  listingToBooking: number | null
  /** Booked nights out of impressions; of several listings weighted by their impressions. */
  conversion: number | null
}

interface FunnelRow {
  listing: string | null
  week: CalendarDate
  listings: number
  scrape_day: CalendarDate
  impressions: number | null
  page_views: number | null
  booked_nights: number | null
  search_to_listing: number | null
  listing_to_booking: number | null
  conversion: number | null
}

/**
 * A rate of several listings together. Each rate is a whole number out of its count. That of one listing is taken as it
 * is: it may come without the count.
 */
const weighted = (rate: string, count: string): RawBuilder<number | null> => {
  const [rates, counts] = [sql.ref(rate), sql.ref(count)]
  return sql`CASE WHEN count(${rates}) = 1 THEN max(${rates})
    ELSE sum(round(${rates} * ${counts})) / nullif(sum(${counts}) FILTER (WHERE ${rates} IS NOT NULL), 0) END`
}

export const readWeeklyFunnel = async (
  { db, schema }: StoreContext,
  query: WeeklyQuery,
): Promise<FunnelWeek[]> => {
  const { rows } = await sql<FunnelRow>`
    SELECT ${listingOfRow(query)} AS listing, window_start AS week, count(*)::integer AS listings,
      max("time") AS scrape_day, sum(p2_impressions_value) AS impressions, sum(p3_impressions_value) AS page_views,
      sum(round(conversion_rate_value * p2_impressions_value)) AS booked_nights,
      ${weighted('search_conversion_rate_value', 'p2_impressions_value')} AS search_to_listing,
      ${weighted('listing_conversion_rate_value', 'p3_impressions_value')} AS listing_to_booking,
      ${weighted('conversion_rate_value', 'p2_impressions_value')} AS conversion
    FROM (${newestWeeks(schema, 'list_of_metrics', query, FUNNEL_COLUMNS)}) AS known
    WHERE num_nonnulls(${sql.join(FUNNEL_COLUMNS.map((name) => sql.ref(name)))}) > 0
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    week: row.week,
    listings: row.listings,
    scrapeDay: row.scrape_day,
    impressions: row.impressions,
    pageViews: row.page_views,
    bookedNights: row.booked_nights,
    searchToListing: row.search_to_listing,
    listingToBooking: row.listing_to_booking,
    conversion: row.conversion,
  }))
}
