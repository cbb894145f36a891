import type { MetricInput } from './metric-unit.ts'
import { metricUnit } from './metric-unit.ts'
import { performanceResponse } from './performance-response.ts'
import type { ListOfMetricsSectionShape, PerformanceResponseShape } from './response-shape.ts'

/** What a list of metrics is built from. */
export interface ListOfMetricsResponseOptions {
  /** @defaultValue none */
  metrics?: readonly MetricInput[]
  traceId?: string
}

/** Builds a whole answer to `ListOfMetricsQuery`. The API's carries no date, and neither does this one. */
export function listOfMetricsResponse(
  options: ListOfMetricsResponseOptions = {},
): PerformanceResponseShape<ListOfMetricsSectionShape> {
  const section: ListOfMetricsSectionShape = {
    __typename: 'porygonPListOfMetricsSection',
    metrics: (options.metrics ?? []).map(metricUnit),
    componentName: 'LIST_OF_METRICS_SECTION',
  }
  return performanceResponse([section], options.traceId)
}
