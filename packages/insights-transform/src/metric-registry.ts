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
  /** What the page calls it, in English. */
  readonly label: string
  /** What it counts, in words. */
  readonly meaning: string
}

const UNSEEN = 'asked for by name; what it answers is public nowhere'

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
    meaning: 'booked nights, out of first-page search impressions',
  },
  {
    name: 'p2_impressions_first_page_rate',
    page: 'CONVERSION',
    kind: 'rate',
    carriedBy: 'conversion_rate',
    byWindow: true,
    label: 'First-page search impression rate',
    meaning: 'search impressions that were on the first page, out of all; none for nights ahead',
  },
  {
    name: 'search_conversion_rate',
    page: 'CONVERSION',
    kind: 'rate',
    carriedBy: 'conversion_rate',
    byWindow: true,
    label: 'Search-to-listing conversion',
    meaning: 'page views, out of first-page search impressions; at most 1',
  },
  {
    name: 'listing_conversion_rate',
    page: 'CONVERSION',
    kind: 'rate',
    carriedBy: 'conversion_rate',
    byWindow: true,
    label: 'Listing-to-booking conversion',
    meaning: 'booked nights, out of page views',
  },
  {
    name: 'p3_impressions',
    page: 'CONVERSION',
    kind: 'count',
    byDay: true,
    byWindow: true,
    compared: true,
    label: 'Total page views',
    meaning: 'page views by guests who searched for the nights',
  },
  {
    name: 'p2_impressions',
    page: 'CONVERSION',
    kind: 'count',
    carriedBy: 'p3_impressions',
    byWindow: true,
    label: 'Total first-page search impressions',
    meaning: 'showings on the first page of search results for the nights',
  },
  { name: 'booking_window', page: 'CONVERSION', kind: 'unknown', label: 'Booking window', meaning: UNSEEN },
  { name: 'return_guest', page: 'CONVERSION', kind: 'unknown', label: 'Returning guests', meaning: UNSEEN },
  { name: 'wishlist', page: 'CONVERSION', kind: 'unknown', label: 'Wishlists', meaning: UNSEEN },
  { name: 'occupancy_rate', page: 'OCCUPANCY', kind: 'unknown', label: 'Occupancy rate', meaning: UNSEEN },
  { name: 'cancellation_rate', page: 'OCCUPANCY', kind: 'unknown', label: 'Cancellations', meaning: UNSEEN },
  { name: 'length_of_stay', page: 'OCCUPANCY', kind: 'unknown', label: 'Length of stay', meaning: UNSEEN },
  { name: 'nightly_rate', page: 'OCCUPANCY', kind: 'unknown', label: 'Nightly rate', meaning: UNSEEN },
  { name: 'overall', page: 'QUALITY', kind: 'unknown', label: 'Overall rating', meaning: UNSEEN },
  { name: 'accuracy', page: 'QUALITY', kind: 'unknown', label: 'Accuracy', meaning: UNSEEN },
  { name: 'checkin', page: 'QUALITY', kind: 'unknown', label: 'Check-in', meaning: UNSEEN },
  { name: 'cleanliness', page: 'QUALITY', kind: 'unknown', label: 'Cleanliness', meaning: UNSEEN },
  { name: 'communication', page: 'QUALITY', kind: 'unknown', label: 'Communication', meaning: UNSEEN },
  { name: 'location', page: 'QUALITY', kind: 'unknown', label: 'Location', meaning: UNSEEN },
  { name: 'value', page: 'QUALITY', kind: 'unknown', label: 'Value', meaning: UNSEEN },
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

const entries: readonly Metric[] = METRIC_REGISTRY
const byName = new Map(entries.map((metric) => [metric.name, metric]))

/** What is known of a metric; undefined for a name that the registry does not have. */
export function metricNamed(name: string): Metric | undefined {
  return byName.get(name)
}

/** Whether a request can ask for a metric of this name. */
export function isAskableMetric(name: unknown): name is AskableMetric {
  return typeof name === 'string' && isAskable(byName.get(name))
}

function isAskable(metric: Metric | undefined): boolean {
  return metric !== undefined && metric.carriedBy === undefined
}

/** The metrics that a request can ask for, in the registry's order. */
export const ASKABLE_METRICS: readonly AskableMetric[] = entries
  .map(({ name }) => name)
  .filter((name) => isAskableMetric(name))

/** The metrics to ask for so that every column of the three tables is filled. */
export const STORED_METRICS: readonly AskableMetric[] = ASKABLE_METRICS.filter((asked) =>
  entries.some(
    ({ name, carriedBy, byDay, byWindow }) => (carriedBy ?? name) === asked && (byDay ?? byWindow),
  ),
)
