import type { ChartSection, ListingsSection, ListOfMetricsSection, OperationName } from 'insights-transform'
import type { z } from 'zod'
import { chartResponseSchema } from './schemas/chart-response.ts'
import { fitsChartResponse, fitsListingsResponse, fitsListOfMetricsResponse } from './schemas/fits.ts'
import { listOfMetricsResponseSchema } from './schemas/list-of-metrics-response.ts'
import { listingsResponseSchema } from './schemas/listings-response.ts'
import type { PerformanceResponse } from './schemas/performance-response.ts'

/** How to tell whether an answer is one of an operation. */
export interface ResponseSpec<Section> {
  readonly operation: OperationName
  readonly schema: z.ZodType<PerformanceResponse<Section>>
  /** Whether a value is such an answer: says the same as the schema, only faster. */
  readonly fits: (json: unknown) => json is PerformanceResponse<Section>
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
  sectionType: 'porygonPPivotChartSection',
  sectionKey: 'metricLineCharts',
}

export const LIST_OF_METRICS: ResponseSpec<ListOfMetricsSection> = {
  operation: 'ListOfMetricsQuery',
  schema: listOfMetricsResponseSchema,
  fits: fitsListOfMetricsResponse,
  sectionType: 'porygonPListOfMetricsSection',
  sectionKey: 'metrics',
}
