import {
  type ChartSection,
  hasColumns,
  type ListingsSection,
  type ListOfMetricsSection,
  type OperationName,
} from 'insights-transform'
import type { z } from 'zod'
import { chartResponseSchema, longChartResponseSchema } from './schemas/chart-response.ts'
import {
  fitsChartResponse,
  fitsChartWithOthers,
  fitsListingsResponse,
  fitsListOfMetricsResponse,
  fitsListWithOthers,
  fitsLongChartResponse,
  fitsLongListOfMetricsResponse,
} from './schemas/fits.ts'
import {
  listOfMetricsResponseSchema,
  longListOfMetricsResponseSchema,
} from './schemas/list-of-metrics-response.ts'
import { listingsResponseSchema } from './schemas/listings-response.ts'
import type { PerformanceResponse } from './schemas/performance-response.ts'

/** How to tell whether an answer is one of an operation. */
export interface ResponseSpec<Section> {
  readonly operation: OperationName
  readonly schema: z.ZodType
  /** Whether a value is such an answer: says the same as the schema, only faster. */
  readonly fits: (json: unknown) => json is PerformanceResponse<Section>
  /** Whether a value that does not fit passes all the same, since only what nobody knows is odd. */
  readonly passes?: (json: unknown) => json is PerformanceResponse<Section>
  /** The `__typename` that the section was always seen with. */
  readonly sectionType: string
  /** The key that makes a component this operation's section, whatever type it calls itself. */
  readonly sectionKey: string
}

export const LISTINGS: ResponseSpec<ListingsSection> = {
  operation: 'ListingsSectionQuery',
  schema: listingsResponseSchema,
  fits: fitsListingsResponse,
  sectionType: 'porygonPPivotListingsSection',
  sectionKey: 'tableRows',
}

export const CHART: ResponseSpec<ChartSection> = {
  operation: 'ChartQuery',
  schema: chartResponseSchema,
  fits: fitsChartResponse,
  passes: fitsChartWithOthers,
  sectionType: 'porygonPPivotChartSection',
  sectionKey: 'metricLineCharts',
}

/** A chart of a metric without columns. */
export const LONG_CHART: ResponseSpec<ChartSection> = {
  ...CHART,
  schema: longChartResponseSchema,
  fits: fitsLongChartResponse,
}

export const LIST_OF_METRICS: ResponseSpec<ListOfMetricsSection> = {
  operation: 'ListOfMetricsQuery',
  schema: listOfMetricsResponseSchema,
  fits: fitsListOfMetricsResponse,
  passes: fitsListWithOthers,
  sectionType: 'porygonPListOfMetricsSection',
  sectionKey: 'metrics',
}

/** A list of metrics of which the one asked for has no columns. */
export const LONG_LIST_OF_METRICS: ResponseSpec<ListOfMetricsSection> = {
  ...LIST_OF_METRICS,
  schema: longListOfMetricsResponseSchema,
  fits: fitsLongListOfMetricsResponse,
}

/**
 * What a chart of a metric must be. Of one with columns a value that cannot be read would overwrite a known number with
 * null; of any other, whatever comes is kept.
 */
export const chartSpec = (metric: string): ResponseSpec<ChartSection> =>
  hasColumns(metric) ? CHART : LONG_CHART

/** What a list of metrics that was asked for by this one must be. */
export const listOfMetricsSpec = (metric: string): ResponseSpec<ListOfMetricsSection> =>
  hasColumns(metric) ? LIST_OF_METRICS : LONG_LIST_OF_METRICS
