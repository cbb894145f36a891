// What the functions here read of an answer, and no more: whatever validates answers gives types that fit these,
// unknown keys included. Every optional thing may also be null or undefined.

/**
 * A value as the API wraps it. Which kind it is shows in the key that is present; a `longValue` is a decimal string.
 * The value inside may be null. Of a metric without columns nobody knows what it should be: there, any JSON may stand in
 * its place.
 */
export interface ValueWrapper {
  readonly __typename?: string | null | undefined
  readonly doubleValue?: number | null | undefined
  readonly longValue?: string | null | undefined
  readonly stringValue?: string | null | undefined
  readonly booleanValue?: boolean | null | undefined
}

/** One metric over the whole window that was asked for (`porygonPMetricUnit`). */
export interface MetricUnit {
  readonly __typename?: string | null | undefined
  readonly metricName: string
  readonly value?: ValueWrapper | null | undefined
  readonly valueType?: string | null | undefined
  /** The value as the page shows it; `"-"` means that there is none, whatever `value` says. */
  readonly valueString?: string | null | undefined
  readonly valueChange?: ValueWrapper | null | undefined
  readonly valueChangeType?: string | null | undefined
  readonly valueChangeString?: string | null | undefined
  readonly currency?: string | null | undefined
  readonly label?: string | null | undefined
}

/** One point of a series (`porygonPDataPoint`). `ds` is its stay night, or the first one of its week or month. */
export interface DataPoint {
  readonly __typename?: string | null | undefined
  readonly ds: string
  readonly value?: ValueWrapper | null | undefined
  readonly valueType?: string | null | undefined
  readonly valueString?: string | null | undefined
  readonly label?: string | null | undefined
}

/** One series (`porygonPMetricLineChart`). `granularity` was seen as `DAY`, `WEEK` and `MONTH`. */
export interface LineChart {
  readonly __typename?: string | null | undefined
  readonly label?: string | null | undefined
  readonly granularity: string
  readonly dataPoints: readonly DataPoint[]
}

/** A choice of comparison on the page: `MARKET` are similar listings; `YOY` is labelled "Over time". */
export interface ComparisonTypeSelector {
  readonly __typename?: string | null | undefined
  readonly type?: string | null | undefined
  readonly label?: string | null | undefined
  readonly isActive?: boolean | null | undefined
}

/** The section of a `ChartQuery` answer (`porygonPPivotChartSection`). */
export interface ChartSection {
  readonly comparisonTypeSelectors?: readonly ComparisonTypeSelector[] | null | undefined
  readonly metricLineCharts: readonly LineChart[]
  readonly primaryMetric?: MetricUnit | null | undefined
  readonly secondaryMetrics?: readonly MetricUnit[] | null | undefined
}

/** The section of a `ListOfMetricsQuery` answer (`porygonPListOfMetricsSection`). It carries no date. */
export interface ListOfMetricsSection {
  readonly metrics: readonly MetricUnit[]
}

/** One listing of a `ListingsSectionQuery` answer (`porygonPListingMetric`). `id` is a decimal string above 2^53. */
export interface ListingTableRow {
  readonly __typename?: string | null | undefined
  readonly id: string
  readonly listingName?: string | null | undefined
  readonly internalName?: string | null | undefined
  readonly thumbnailUrl?: string | null | undefined
  readonly metricUnit?: MetricUnit | null | undefined
}

/** The section of a `ListingsSectionQuery` answer (`porygonPPivotListingsSection`). */
export interface ListingsSection {
  readonly totalCount?: number | null | undefined
  readonly resultsCount?: number | null | undefined
  readonly tableRows: readonly ListingTableRow[]
}
