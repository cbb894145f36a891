import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { newestNumbers } from './newest-numbers.ts'
import { listingOfRow, sundayOf, type WeeklyQuery } from './weekly-query.ts'

/** Own numbers and those of similar listings, of the same days. */
export interface OwnAndSimilar {
  /** How many calendar days have both numbers; only these are counted, so that the two can be compared. */
  days: number
  own: number | null
  /** Those of similar listings, as the API gives them: of an average one of them. */
  similar: number | null
}

/** A week of own numbers beside those of similar listings. A week in which no day has both has no row. */
export interface MarketGapWeek {
  /** Null where the row stands for all listings of the account. */
  listingId: string | null
  /** The Sunday that the week begins on. */
  week: string
  /** Page views of all these days. Each listing is compared with its own similar ones, then all are added up. */
  pageViews: OwnAndSimilar
  /** The mean of these days' conversion rates, a fraction. */
  conversion: OwnAndSimilar
}

interface GapRow {
  listing: string | null
  week: string
  view_days: number
  own_views: number | null
  similar_views: number | null
  conversion_days: number
  own_conversion: number | null
  similar_conversion: number | null
}

const NUMBERS = [
  'p3_impressions_your_value',
  'p3_impressions_similar_value',
  'conversion_rate_your_value',
  'conversion_rate_similar_value',
] as const

export const readMarketGap = async (
  { db, schema }: StoreContext,
  query: WeeklyQuery,
): Promise<MarketGapWeek[]> => {
  const bothViews = sql`
    FILTER (WHERE num_nulls(p3_impressions_your_value, p3_impressions_similar_value) = 0)`
  const bothRates = sql`
    FILTER (WHERE num_nulls(conversion_rate_your_value, conversion_rate_similar_value) = 0)`
  const { rows } = await sql<GapRow>`
    SELECT * FROM (
      SELECT ${listingOfRow(query)} AS listing, ${sundayOf(sql`metric_date`)} AS week,
        (count(DISTINCT metric_date) ${bothViews})::integer AS view_days,
        (sum(p3_impressions_your_value) ${bothViews})::double precision AS own_views,
        (sum(p3_impressions_similar_value) ${bothViews})::double precision AS similar_views,
        (count(DISTINCT metric_date) ${bothRates})::integer AS conversion_days,
        avg(conversion_rate_your_value) ${bothRates} AS own_conversion,
        avg(conversion_rate_similar_value) ${bothRates} AS similar_conversion
      FROM (${newestNumbers(schema, 'chart_query', query, NUMBERS)}) AS known
      GROUP BY 1, 2) AS weeks
    WHERE view_days + conversion_days > 0
    ORDER BY listing, week`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    week: row.week,
    pageViews: { days: row.view_days, own: row.own_views, similar: row.similar_views },
    conversion: { days: row.conversion_days, own: row.own_conversion, similar: row.similar_conversion },
  }))
}
