import type { z } from 'zod'
import type { OperationName } from './operations.ts'
import { type ChartResponse, chartResponseSchema } from './schemas/chart-response.ts'
import { fitsChartResponse, fitsListingsResponse, fitsListOfMetricsResponse } from './schemas/fits.ts'
import {
  type ListOfMetricsResponse,
  listOfMetricsResponseSchema,
} from './schemas/list-of-metrics-response.ts'
import { type ListingsResponse, listingsResponseSchema } from './schemas/listings-response.ts'

/** How to tell whether an answer is one of an operation. */
export interface ResponseSpec<Response> {
  readonly operation: OperationName
  readonly schema: z.ZodType<Response>
  /** Whether a value is such an answer: says the same as the schema, only faster. */
  readonly fits: (json: unknown) => json is Response
  /** The `__typename` that the section was always seen with. */
  readonly sectionType: string
  /** The key that makes a component this operation's section, whatever type it calls itself. */
  readonly sectionKey: string
}

export const LISTINGS: ResponseSpec<ListingsResponse> = {
  operation: 'ListingsSectionQuery',
  schema: listingsResponseSchema,
  fits: fitsListingsResponse,
  sectionType: 'porygonPPivotListingsSection',
  sectionKey: 'tableRows',
}

export const CHART: ResponseSpec<ChartResponse> = {
  operation: 'ChartQuery',
  schema: chartResponseSchema,
  fits: fitsChartResponse,
  sectionType: 'porygonPPivotChartSection',
  sectionKey: 'metricLineCharts',
}

export const LIST_OF_METRICS: ResponseSpec<ListOfMetricsResponse> = {
  operation: 'ListOfMetricsQuery',
  schema: listOfMetricsResponseSchema,
  fits: fitsListOfMetricsResponse,
  sectionType: 'porygonPListOfMetricsSection',
  sectionKey: 'metrics',
}
