/** A page of the host's performance section, which a request names as its `metricType`. */
export type MetricPage = 'CONVERSION' | 'OCCUPANCY' | 'QUALITY'

/**
 * What the numbers of a metric are: whole `count`s, `rate`s as fractions, or `unknown`, of which no answer has been
 * seen.
 */
export type MetricKind = 'count' | 'rate' | 'unknown'

/** All that there is to say of a metric. */
export interface Metric {
  /** The API's name for it: what a request asks for, and `metricName` in answers. */
  readonly name: string
  readonly page: MetricPage
  readonly kind: MetricKind
  /** The metric whose answers carry this one along, where it cannot be asked for by itself. */
  readonly carriedBy?: string
  /** `chart_query` has columns for its nights: the listing's own number, and that of similar listings. */
  readonly byDay?: true
  /** `chart_summary` and `list_of_metrics` have columns for its windows. */
  readonly byWindow?: true
  /** `chart_summary` has columns for how far its windows are from similar listings. */
  readonly compared?: true
  /** What the page calls it, in English; of a metric whose answers nobody has seen, what its name suggests. */
  readonly label: string
}

/**
 * Every metric that is known, in the order of the tables' columns. Row types, columns, tables, the catalogue, what a
 * sync asks, schemas, exports and reports derive from it: a metric with columns of its own is one entry here, and one
 * migration.
 */
export const METRIC_REGISTRY = [
  {
    name: 'conversion_rate',
    page: 'CONVERSION',
    kind: 'rate',
    byDay: true,
    byWindow: true,
    compared: true,
    label: 'Overall conversion rate',
  },
  {
    name: 'p2_impressions_first_page_rate',
    page: 'CONVERSION',
    kind: 'rate',
    carriedBy: 'conversion_rate',
    byWindow: true,
    label: 'First-page search impression rate',
  },
  {
    name: 'search_conversion_rate',
    page: 'CONVERSION',
    kind: 'rate',
    carriedBy: 'conversion_rate',
    byWindow: true,
    label: 'Search-to-listing conversion',
  },
  {
    name: 'listing_conversion_rate',
    page: 'CONVERSION',
    kind: 'rate',
    carriedBy: 'conversion_rate',
    byWindow: true,
    label: 'Listing-to-booking conversion',
  },
  {
    name: 'p3_impressions',
    page: 'CONVERSION',
    kind: 'count',
    byDay: true,
    byWindow: true,
    compared: true,
    label: 'Total page views',
  },
  {
    name: 'p2_impressions',
    page: 'CONVERSION',
    kind: 'count',
    carriedBy: 'p3_impressions',
    byWindow: true,
    label: 'Total first-page search impressions',
  },
  { name: 'booking_window', page: 'CONVERSION', kind: 'unknown', label: 'Booking window' },
  { name: 'return_guest', page: 'CONVERSION', kind: 'unknown', label: 'Returning guests' },
  { name: 'wishlist', page: 'CONVERSION', kind: 'unknown', label: 'Wishlists' },
  { name: 'occupancy_rate', page: 'OCCUPANCY', kind: 'unknown', label: 'Occupancy rate' },
  { name: 'cancellation_rate', page: 'OCCUPANCY', kind: 'unknown', label: 'Cancellations' },
  { name: 'length_of_stay', page: 'OCCUPANCY', kind: 'unknown', label: 'Length of stay' },
  { name: 'nightly_rate', page: 'OCCUPANCY', kind: 'unknown', label: 'Nightly rate' },
  { name: 'overall', page: 'QUALITY', kind: 'unknown', label: 'Overall rating' },
  { name: 'accuracy', page: 'QUALITY', kind: 'unknown', label: 'Accuracy' },
  { name: 'checkin', page: 'QUALITY', kind: 'unknown', label: 'Check-in' },
  { name: 'cleanliness', page: 'QUALITY', kind: 'unknown', label: 'Cleanliness' },
  { name: 'communication', page: 'QUALITY', kind: 'unknown', label: 'Communication' },
  { name: 'location', page: 'QUALITY', kind: 'unknown', label: 'Location' },
  { name: 'value', page: 'QUALITY', kind: 'unknown', label: 'Value' },
] as const satisfies readonly Metric[]

/** An entry of the registry. */
export type RegisteredMetric = (typeof METRIC_REGISTRY)[number]

/** The name of a metric that is known. */
export type MetricName = RegisteredMetric['name']

/** A metric that a request can ask for, one at a time. */
export type AskableMetric = Exclude<RegisteredMetric, { readonly carriedBy: string }>['name']

/** A metric whose nights have columns. */
export type DailyMetric = Extract<RegisteredMetric, { readonly byDay: true }>['name']

/** A metric whose windows have columns. */
export type WindowMetric = Extract<RegisteredMetric, { readonly byWindow: true }>['name']

/** A metric whose windows have columns for the difference to similar listings. */
export type ComparedMetric = Extract<RegisteredMetric, { readonly compared: true }>['name']

/** The registry's entries as what all of them are, so that what only some have can be asked of each. */
export const METRICS: readonly Metric[] = METRIC_REGISTRY

const BY_NAME: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.name, metric]))

/** What is known of a metric; undefined for a name that the registry does not have. */
export function metricNamed(name: string): Metric | undefined {
  return BY_NAME.get(name)
}

/** The metrics that a request can ask for, in the registry's order. */
export const ASKABLE_METRICS: readonly AskableMetric[] = METRIC_REGISTRY.flatMap((metric) =>
  'carriedBy' in metric ? [] : [metric.name],
)

/** Whether a request can ask for a metric of this name. */
export function isAskableMetric(name: unknown): name is AskableMetric {
  return ASKABLE_METRICS.some((askable) => askable === name)
}

/** The metrics to ask for so that every column of the wide tables is filled. */
export const STORED_METRICS: readonly AskableMetric[] = ASKABLE_METRICS.filter((asked) =>
  METRICS.some(
    ({ name, carriedBy, byDay, byWindow }) => (carriedBy ?? name) === asked && (byDay ?? byWindow),
  ),
)

/** Whether the wide tables have columns of a metric that can be asked for, or of one that its answers carry along. */
export function hasColumns(metric: string): boolean {
  return STORED_METRICS.some((stored) => stored === metric)
}
