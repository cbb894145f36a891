/** Which `groupByValues` the API knows for each `metricType`. A request asks for one of them at a time. */
export const METRIC_CATALOGUE = {
  CONVERSION: ['conversion_rate', 'p3_impressions', 'booking_window', 'return_guest', 'wishlist'],
  OCCUPANCY: ['occupancy_rate', 'cancellation_rate', 'length_of_stay', 'nightly_rate'],
  QUALITY: ['overall', 'accuracy', 'checkin', 'cleanliness', 'communication', 'location', 'value'],
} as const

/** A page of the host's performance section. */
export type MetricType = keyof typeof METRIC_CATALOGUE

/** What a request may ask for. */
export type GroupByValue = (typeof METRIC_CATALOGUE)[MetricType][number]
