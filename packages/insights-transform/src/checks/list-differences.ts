import type { ChartAnswer, ListOfMetricsAnswer } from '../answers.ts'
import { flattenChart } from '../flatten-chart.ts'
import { flattenListOfMetrics } from '../flatten-list-of-metrics.ts'

/** A metric of which a chart and a list of metrics say different things. */
export interface ListDifference {
  readonly metric: string
  /** What the chart says, as the page writes it. */
  readonly chart: string | null
  /** What the list says; null where it does not have the metric. */
  readonly list: string | null
}

/**
 * What a list of metrics says otherwise than the chart of the same metric and window. Nothing, in every pair of answers
 * ever seen: that is why charts alone need to be asked.
 */
export function listDifferences(chart: ChartAnswer, list: ListOfMetricsAnswer): ListDifference[] {
  const listed = new Map(flattenListOfMetrics(list).map((flat) => [flat.metric, flat]))
  return flattenChart(chart).flatMap((flat) => {
    if (flat.kind !== 'metric') return []
    const { metric, value, valueRaw, valueString } = flat
    const other = listed.get(metric)
    const isSame =
      other !== undefined &&
      other.value === value &&
      other.valueRaw === valueRaw &&
      other.valueString === valueString
    if (isSame) return []
    const told = other === undefined ? null : (other.valueString ?? String(other.value))
    return [{ metric, chart: valueString ?? String(value), list: told }]
  })
}
