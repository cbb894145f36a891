/**
 * What can be asked for: each metric type and the group-by values that belong to it, of which one goes into a request.
 * Frozen, in the order of the Performance pages.
 */
export const METRIC_CATALOGUE = Object.freeze({
  CONVERSION: Object.freeze([
    'conversion_rate',
    'p3_impressions',
    'booking_window',
    'return_guest',
    'wishlist',
  ] as const),
  OCCUPANCY: Object.freeze([
    'occupancy_rate',
    'cancellation_rate',
    'length_of_stay',
    'nightly_rate',
  ] as const),
  QUALITY: Object.freeze([
    'overall',
    'accuracy',
    'checkin',
    'cleanliness',
    'communication',
    'location',
    'value',
  ] as const),
})

/** `CONVERSION`, `OCCUPANCY` or `QUALITY`: one for each of the Performance pages. */
export type MetricType = keyof typeof METRIC_CATALOGUE

/** A metric that `ChartQuery` and `ListOfMetricsQuery` can be asked for, such as `conversion_rate`. */
export type GroupByValue = (typeof METRIC_CATALOGUE)[MetricType][number]

/** The metric type that a group-by value belongs to. Values that the catalogue does not know count as `CONVERSION`. */
export function metricTypeOf(groupByValue: GroupByValue): MetricType {
  for (const metricType of ['OCCUPANCY', 'QUALITY'] as const) {
    const values: readonly string[] = METRIC_CATALOGUE[metricType]
    if (values.includes(groupByValue)) return metricType
  }
  return 'CONVERSION'
}
