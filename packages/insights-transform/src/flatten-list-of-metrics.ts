import type { ListOfMetricsAnswer } from './answers.ts'
import { type DriftOptions, driftReport } from './drift.ts'
import type { FlatMetric } from './flat.ts'
import { flattenMetric } from './flatten-metric.ts'

/**
 * The metrics of a `ListOfMetricsQuery` answer, in its order, under the window of its question: the answer itself
 * carries no date. A value whose text is `"-"` is null. An answer without section gives none.
 */
export function flattenListOfMetrics(
  { request, section }: ListOfMetricsAnswer,
  options: DriftOptions = {},
): FlatMetric[] {
  const report = driftReport(options)
  return (section?.metrics ?? []).map((unit) => flattenMetric(unit, 'listed', null, request, report))
}
