import type { CalendarDate } from './calendar-date.ts'
import type { DateWindow } from './date-window.ts'

/**
 * A row of the table `list_of_metrics`: one listing over one window. Always whole: what was not asked for, or has no
 * value, is null. Rates are fractions, impressions integers; a `…_value_string` is what Airbnb's page shows.
 */
export interface ListOfMetricsRow {
  airbnb_listing_id: string
  airbnb_internal_name: string | null
  window_start: CalendarDate
  window_end: CalendarDate
  conversion_rate_value: number | null
  conversion_rate_value_string: string | null
  p2_impressions_first_page_rate_value: number | null
  p2_impressions_first_page_rate_value_string: string | null
  search_conversion_rate_value: number | null
  search_conversion_rate_value_string: string | null
  listing_conversion_rate_value: number | null
  listing_conversion_rate_value_string: string | null
  p3_impressions_value: number | null
  p3_impressions_value_string: string | null
  p2_impressions_value: number | null
  p2_impressions_value_string: string | null
}

/** The columns of a {@link ListOfMetricsRow}, in the order of its keys. */
export const LIST_OF_METRICS_COLUMNS = [
  'airbnb_listing_id',
  'airbnb_internal_name',
  'window_start',
  'window_end',
  'conversion_rate_value',
  'conversion_rate_value_string',
  'p2_impressions_first_page_rate_value',
  'p2_impressions_first_page_rate_value_string',
  'search_conversion_rate_value',
  'search_conversion_rate_value_string',
  'listing_conversion_rate_value',
  'listing_conversion_rate_value_string',
  'p3_impressions_value',
  'p3_impressions_value_string',
  'p2_impressions_value',
  'p2_impressions_value_string',
] as const satisfies readonly (keyof ListOfMetricsRow)[]

/** A row without values. All keys at once, so that every row has the same shape and key order. */
export function emptyListOfMetricsRow(
  listingId: string,
  name: string | null,
  window: DateWindow,
): ListOfMetricsRow {
  return {
    airbnb_listing_id: listingId,
    airbnb_internal_name: name,
    window_start: window.start,
    window_end: window.end,
    conversion_rate_value: null,
    conversion_rate_value_string: null,
    p2_impressions_first_page_rate_value: null,
    p2_impressions_first_page_rate_value_string: null,
    search_conversion_rate_value: null,
    search_conversion_rate_value_string: null,
    listing_conversion_rate_value: null,
    listing_conversion_rate_value_string: null,
    p3_impressions_value: null,
    p3_impressions_value_string: null,
    p2_impressions_value: null,
    p2_impressions_value_string: null,
  }
}
