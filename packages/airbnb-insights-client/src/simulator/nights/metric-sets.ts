import { type AskableMetric, METRIC_REGISTRY, type Metric, type MetricName } from 'insights-transform'
import { ASSUMED_WINDOW_METRICS, type AssumedMetric } from './assumed-metrics.ts'

const registered: readonly (Metric & { readonly name: MetricName })[] = METRIC_REGISTRY

/** A metric that an answer of the simulator can hold. */
export type SimulatedMetric = MetricName | AssumedMetric

/**
 * The metrics of an answer, by the metric asked for: the first is a chart's primary metric and the rest its secondary
 * ones; a list of metrics holds them all. What answers that were seen carry along is in the registry.
 */
export function metricSet(metric: AskableMetric): readonly [SimulatedMetric, ...SimulatedMetric[]] {
  if (metric !== 'conversion_rate' && metric !== 'p3_impressions') return ASSUMED_WINDOW_METRICS[metric]
  return [metric, ...registered.filter(({ carriedBy }) => carriedBy === metric).map(({ name }) => name)]
}
