import { type AskableMetric, METRIC_REGISTRY, type Metric, type MetricName } from 'insights-transform'

const registered: readonly (Metric & { readonly name: MetricName })[] = METRIC_REGISTRY

/**
 * The metrics of an answer, by the metric asked for: the first is a chart's primary metric and the rest its secondary
 * ones; a list of metrics holds them all. What each carries along is in the registry.
 */
export function metricSet(metric: AskableMetric): readonly [MetricName, ...MetricName[]] {
  return [metric, ...registered.filter(({ carriedBy }) => carriedBy === metric).map(({ name }) => name)]
}
