import type { AskableMetric, Comparison, DateWindowInput } from 'insights-transform'

/** What {@link AirbnbInsightsClient.listOfMetrics} is asked. */
export interface ListOfMetricsRequest {
  /** A decimal string, never a number: ids are above 2^53. */
  readonly listingId: string
  /** One of the names in `METRIC_REGISTRY` that can be asked for; its answer may carry others along. */
  readonly metric: AskableMetric
  /** Two to 28 nights, both ends included, from 180 days before the API's base day to 182 after it. */
  readonly window: DateWindowInput
  /**
   * The host's own name of the listing. It is not sent; it goes into the answer's `request`, and from there into rows.
   *
   * @defaultValue `null`
   */
  readonly internalName?: string | null | undefined
}

/** What {@link AirbnbInsightsClient.chart} is asked. */
export interface ChartRequest extends ListOfMetricsRequest {
  /**
   * What the second series is: similar listings, or the listing itself at another time. With `null` the API chooses.
   *
   * @defaultValue `'MARKET'`
   */
  readonly comparison?: Comparison | null | undefined
}
