/** The three persisted queries behind the Performance pages. */
export const OPERATION_NAMES = ['ListingsSectionQuery', 'ChartQuery', 'ListOfMetricsQuery'] as const

/** The name of a persisted query. */
export type OperationName = (typeof OPERATION_NAMES)[number]
