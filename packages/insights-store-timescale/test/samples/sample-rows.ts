import type { MetricRowInput } from '../../src/metrics/metric-columns.ts'
import type { MetricRows } from '../../src/metrics/metric-rows.ts'

type WideRows = Required<Pick<MetricRows, 'chartQuery' | 'chartSummary' | 'listOfMetrics'>>

/** Beyond 2^53, as Airbnb's are. */
export const LISTING = '918273645546372819'
export const OTHER_LISTING = '918273645546372820'

/** `days` calendar days on from `start`. */
export const dayAfter = (start: string, days: number): string =>
  new Date(Date.parse(`${start}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

export const chartRow = (
  metricDate: string,
  { listingId = LISTING, impressions = 10 }: { listingId?: string; impressions?: number | null } = {},
): MetricRowInput<'chart_query'> => ({
  airbnb_listing_id: listingId,
  airbnb_internal_name: 'Sea view 🌊',
  metric_date: metricDate,
  conversion_rate_your_value: 0.0123,
  conversion_rate_your_value_string: '1.23%',
  conversion_rate_similar_value: null,
  conversion_rate_similar_value_string: '-',
  p3_impressions_your_value: impressions,
  p3_impressions_your_value_string: impressions === null ? null : String(impressions),
  p3_impressions_similar_value: 7,
  p3_impressions_similar_value_string: '7',
})

export const summaryRow = (windowStart: string, listingId = LISTING): MetricRowInput<'chart_summary'> => ({
  airbnb_listing_id: listingId,
  airbnb_internal_name: 'Sea view 🌊',
  window_start: windowStart,
  window_end: dayAfter(windowStart, 27),
  conversion_rate_value: 0.02,
  conversion_rate_value_string: '2%',
  p3_impressions_value: 120,
})

export const listOfMetricsRow = (
  windowStart: string,
  listingId = LISTING,
): MetricRowInput<'list_of_metrics'> => ({
  airbnb_listing_id: listingId,
  airbnb_internal_name: 'Sea view 🌊',
  window_start: windowStart,
  window_end: dayAfter(windowStart, 6),
  p2_impressions_value: 33,
  p2_impressions_value_string: '33',
})

/** A point of a metric that no table has columns for. */
export const pointRow = (
  metricDate: string,
  {
    listingId = LISTING,
    metric = 'occupancy_rate',
    series = 'your',
    granularity = 'DAY',
    value = 0.5,
  }: {
    listingId?: string
    metric?: string
    series?: string
    granularity?: string
    value?: number | null
  } = {},
): MetricRowInput<'metric_points'> => ({
  airbnb_listing_id: listingId,
  metric,
  series,
  granularity,
  metric_date: metricDate,
  value,
  value_string: value === null ? '-' : String(value),
  value_type: 'NUMBER',
  value_raw: null,
})

/** A week's number of such a metric. */
export const windowRow = (
  windowStart: string,
  {
    listingId = LISTING,
    metric = 'nights_booked',
    nights = 7,
    value = 3,
  }: { listingId?: string; metric?: string; nights?: number; value?: number | null } = {},
): MetricRowInput<'metric_windows'> => ({
  airbnb_listing_id: listingId,
  metric,
  window_start: windowStart,
  window_end: dayAfter(windowStart, nights - 1),
  value,
  value_string: value === null ? '-' : String(value),
  value_type: 'NUMBER',
  value_raw: null,
  value_change: null,
  value_change_string: null,
  compared_with: null,
  currency: null,
})

/** A listing's rows of the wide tables: so many chart days from 2025-06-01 on, a summary and a list of metrics. */
export const listingRows = (days: number, listingId = LISTING): WideRows => ({
  chartQuery: Array.from({ length: days }, (_, index) =>
    chartRow(dayAfter('2025-06-01', index), { listingId }),
  ),
  chartSummary: [summaryRow('2025-06-01', listingId)],
  listOfMetrics: [listOfMetricsRow('2025-06-01', listingId)],
})
