import { addDays, type CalendarDate, sundayOf as sundayOnOrBefore } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { sundayOf } from '../sunday-of.ts'
import { type AnalysisQuery, listingOfRow, type WeeklyQuery } from './analysis-query.ts'
import { newestNights, newestWeeks } from './newest-numbers.ts'
import type { OwnAndSimilar } from './own-and-similar.ts'

/**
 * A week of nights, own numbers beside those of similar listings. Only what is known of both is told, so that the two
 * can be compared; a week with nothing of the kind has no row.
 */
export interface MarketGapWeek {
  /** Null where the row stands for all listings of the account. */
  listingId: string | null
  /** The Sunday that the week begins on. */
  week: CalendarDate
  /** Page views of the week. Each listing is compared with its own similar ones, then all are added up. */
  pageViews: OwnAndSimilar
  /**
   * Booked nights out of first-page impressions. Of several listings, `own` is all booked nights out of all impressions,
   * and `similar` the mean weighted by the listings' impressions.
   */
  conversion: OwnAndSimilar
  /**
   * Whether the week, of one listing at least, is put together from its nights, because there is no row of the week
   * itself, as in databases of the Python system: page views are those of the nights, and conversion is weighted by
   * page views, since impressions by night are not known.
   */
  estimated: boolean
}

interface GapRow {
  listing: string | null
  week: CalendarDate
  own_views: number | null
  similar_views: number | null
  own_conversion: number | null
  similar_conversion: number | null
  estimated: boolean
}

const OF_WEEKS = [
  'p3_impressions_value',
  'p3_impressions_value_change',
  'conversion_rate_value',
  'conversion_rate_value_change',
  'p2_impressions_value',
] as const

const OF_NIGHTS = [
  'p3_impressions_your_value',
  'p3_impressions_similar_value',
  'conversion_rate_your_value',
  'conversion_rate_similar_value',
] as const

const known = (...columns: readonly string[]): RawBuilder<boolean> =>
  sql`num_nulls(${sql.join(columns.map((name) => sql.ref(name)))}) = 0`

/** The sum of some nights' numbers, if both the own and the similar one are known. */
const bothViews = (column: string): RawBuilder<number | null> =>
  sql`sum(${sql.ref(column)}) FILTER (WHERE ${known('p3_impressions_your_value', 'p3_impressions_similar_value')})`

/** Nights' conversion rates, by weight. */
const rateOfNights = (rate: string, weight: RawBuilder<unknown>): RawBuilder<number | null> => {
  const filter = sql`FILTER (WHERE ${known(...OF_NIGHTS)})`
  return sql`sum(${sql.ref(rate)} * ${weight}) ${filter} / nullif(sum(${weight}) ${filter}, 0)`
}

/** A night is booked once at most, so it had no more impressions than 1 ÷ its rate, however many views came by a link. */
const OWN_WEIGHT = sql`least(p3_impressions_your_value, 1 / nullif(conversion_rate_your_value, 0))`
const SIMILAR_WEIGHT = sql`p3_impressions_similar_value`

/** The listings' weeks as the API tells them: of similar listings it says how far they are away. */
const told = (schema: string, query: WeeklyQuery): RawBuilder<unknown> => sql`
  SELECT airbnb_listing_id, window_start AS week,
    p3_impressions_value AS own_views, p3_impressions_value - p3_impressions_value_change AS similar_views,
    conversion_rate_value AS own_conversion,
    conversion_rate_value - conversion_rate_value_change AS similar_conversion,
    p2_impressions_value AS impressions, FALSE AS estimated
  FROM (${newestWeeks(schema, 'chart_summary', query, OF_WEEKS)}) AS weeks`

/** The same query in nights: all those of the weeks. */
const nightsOf = ({ from, to, ...query }: WeeklyQuery): AnalysisQuery => ({
  ...query,
  ...(from !== undefined && { from: sundayOnOrAfter(from) }),
  ...(to !== undefined && { to: addDays(sundayOnOrBefore(to), 6) }),
})
const sundayOnOrAfter = (day: string): string => sundayOnOrBefore(addDays(day, 6))

/** The listings' weeks of which there are nights and no row of the week, mostly none. */
const untold = (schema: string, query: WeeklyQuery): RawBuilder<unknown> => sql`
  SELECT airbnb_listing_id, ${sundayOf(sql`metric_date`)} AS week
  FROM (${newestNights(schema, nightsOf(query), [])}) AS nights
  GROUP BY 1, 2
  EXCEPT SELECT airbnb_listing_id, week FROM told`

/** These weeks as their nights have them. */
const fromNights = (schema: string, query: WeeklyQuery): RawBuilder<unknown> => {
  const first = sql`(SELECT min(week) FROM untold)`
  const among = sql`metric_date BETWEEN ${first} AND (SELECT max(week) + 6 FROM untold)`
  return sql`
  SELECT airbnb_listing_id, ${sundayOf(sql`metric_date`)} AS week,
    ${bothViews('p3_impressions_your_value')} AS own_views,
    ${bothViews('p3_impressions_similar_value')} AS similar_views,
    ${rateOfNights('conversion_rate_your_value', OWN_WEIGHT)} AS own_conversion,
    ${rateOfNights('conversion_rate_similar_value', SIMILAR_WEIGHT)} AS similar_conversion,
    NULL::double precision AS impressions, TRUE AS estimated
  FROM (${newestNights(schema, nightsOf(query), OF_NIGHTS, among)}) AS nights
  GROUP BY 1, 2`
}

/** The mean of several listings' rates, by weight. */
const weighted = (rate: string, weight: 'impressions' | 'own_views'): RawBuilder<number | null> => {
  const filter = sql`FILTER (WHERE ${known('own_conversion', 'similar_conversion', weight)})`
  const product = sql`${sql.ref(rate)} * ${sql.ref(weight)}`
  // Booked nights are whole.
  const part = rate === 'own_conversion' && weight === 'impressions' ? sql`round(${product})` : product
  return sql`sum(${part}) ${filter} / nullif(sum(${sql.ref(weight)}) ${filter}, 0)`
}

export const readMarketGap = async (
  { db, schema }: StoreContext,
  query: WeeklyQuery,
): Promise<MarketGapWeek[]> => {
  const views = sql`FILTER (WHERE ${known('own_views', 'similar_views')})`
  const rates = sql`FILTER (WHERE ${known('own_conversion', 'similar_conversion')})`
  const conversion = (rate: string): RawBuilder<number | null> => sql`
    CASE WHEN count(*) ${rates} = 1 THEN max(${sql.ref(rate)}) ${rates}
      WHEN bool_or(estimated) THEN ${weighted(rate, 'own_views')}
      ELSE ${weighted(rate, 'impressions')} END`
  const { rows } = await sql<GapRow>`
    WITH told AS MATERIALIZED (${told(schema, query)}),
    untold AS MATERIALIZED (${untold(schema, query)}),
    weeks AS (
      SELECT * FROM told
      UNION ALL
      SELECT * FROM (${fromNights(schema, query)}) AS counted
      WHERE (airbnb_listing_id, week) IN (SELECT airbnb_listing_id, week FROM untold))
    SELECT ${listingOfRow(query)} AS listing, week, bool_or(estimated) AS estimated,
      sum(own_views) ${views} AS own_views, sum(similar_views) ${views} AS similar_views,
      ${conversion('own_conversion')} AS own_conversion, ${conversion('similar_conversion')} AS similar_conversion
    FROM weeks
    WHERE ${known('own_views', 'similar_views')} OR ${known('own_conversion', 'similar_conversion')}
    GROUP BY 1, 2 ORDER BY 1, 2`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    week: row.week,
    pageViews: { own: row.own_views, similar: row.similar_views },
    conversion: { own: row.own_conversion, similar: row.similar_conversion },
    estimated: row.estimated,
  }))
}
