import type { ChartAnswer } from './answers.ts'
import { type DriftOptions, driftReport } from './drift.ts'
import type { Flat } from './flat.ts'
import { flattenMetric } from './flatten-metric.ts'
import { readChart } from './read-chart.ts'
import { rawValue, unwrapValue } from './wrapped-value.ts'

/**
 * The points of a `ChartQuery` answer, series by series, then its primary and its secondary metrics. Series are told
 * apart by position and by the comparison that the answer names; a value whose text is `"-"` is null. An answer
 * without section, series or points gives as much less.
 */
export function flattenChart(answer: ChartAnswer, options: DriftOptions = {}): Flat[] {
  const report = driftReport(options)
  const { request } = answer
  const { listingId, internalName, metric, window } = request
  const { named, primary, secondary, comparedWith } = readChart(answer, report)

  const flats: Flat[] = []
  for (const { series, granularity, dataPoints } of named) {
    for (const point of dataPoints) {
      const value = unwrapValue(point.value, point.valueString, listingId, report)
      flats.push({
        kind: 'point',
        listingId,
        internalName,
        metric,
        window,
        series,
        granularity,
        date: point.ds,
        value,
        valueRaw: rawValue(point.value, point.valueString, value, listingId, report),
        valueString: point.valueString ?? null,
        valueType: point.valueType ?? null,
        label: point.label ?? null,
      })
    }
  }
  if (primary) flats.push(flattenMetric(primary, 'primary', comparedWith, request, report))
  for (const unit of secondary) flats.push(flattenMetric(unit, 'secondary', comparedWith, request, report))
  return flats
}
