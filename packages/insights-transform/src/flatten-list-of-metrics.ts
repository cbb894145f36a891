import { type DriftOptions, driftReport } from './drift.ts'
import { firstSection } from './first-section.ts'
import type { FlatMetric, FlattenContext } from './flat.ts'
import { flattenMetric } from './flatten-metric.ts'
import type { ListOfMetricsSection, PerformanceResponse } from './response-shapes.ts'

/**
 * The metrics of a `ListOfMetricsQuery` answer, in its order, each with the request's fields. The answer carries no
 * date: `context.window` must be what the server took the request to mean, so ask with a measured base day
 * (see {@link baseDayFrom}). A value whose text is `"-"` is null. An answer without sections gives none.
 */
export function flattenListOfMetrics(
  response: PerformanceResponse<ListOfMetricsSection>,
  context: FlattenContext,
  options: DriftOptions = {},
): FlatMetric[] {
  const report = driftReport(options)
  const section = firstSection(response, context.listingId, report)
  return (section?.metrics ?? []).map((unit) => flattenMetric(unit, 'listed', context, report))
}
