import type { CalendarDate } from './calendar-date.ts'

/**
 * A row of the table `chart_query`: one listing on one day. Always whole: what was not asked for, or has no value,
 * is null. Rates are fractions, impressions integers; a `…_value_string` is what Airbnb's page shows.
 */
export interface ChartQueryRow {
  airbnb_listing_id: string
  airbnb_internal_name: string | null
  metric_date: CalendarDate
  conversion_rate_your_value: number | null
  conversion_rate_your_value_string: string | null
  conversion_rate_similar_value: number | null
  conversion_rate_similar_value_string: string | null
  p3_impressions_your_value: number | null
  p3_impressions_your_value_string: string | null
  p3_impressions_similar_value: number | null
  p3_impressions_similar_value_string: string | null
}

/** The columns of a {@link ChartQueryRow}, in the order of its keys. */
export const CHART_QUERY_COLUMNS = [
  'airbnb_listing_id',
  'airbnb_internal_name',
  'metric_date',
  'conversion_rate_your_value',
  'conversion_rate_your_value_string',
  'conversion_rate_similar_value',
  'conversion_rate_similar_value_string',
  'p3_impressions_your_value',
  'p3_impressions_your_value_string',
  'p3_impressions_similar_value',
  'p3_impressions_similar_value_string',
] as const satisfies readonly (keyof ChartQueryRow)[]

/** A row without values. All keys at once, so that every row has the same shape and key order. */
export function emptyChartQueryRow(
  listingId: string,
  name: string | null,
  date: CalendarDate,
): ChartQueryRow {
  return {
    airbnb_listing_id: listingId,
    airbnb_internal_name: name,
    metric_date: date,
    conversion_rate_your_value: null,
    conversion_rate_your_value_string: null,
    conversion_rate_similar_value: null,
    conversion_rate_similar_value_string: null,
    p3_impressions_your_value: null,
    p3_impressions_your_value_string: null,
    p3_impressions_similar_value: null,
    p3_impressions_similar_value_string: null,
  }
}
