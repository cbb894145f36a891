import type { ChartAnswer } from './answers.ts'
import { chartSeries } from './chart-series.ts'
import { type DriftOptions, type DriftReport, driftReport } from './drift.ts'
import type { Flat } from './flat.ts'
import { flattenMetric } from './flatten-metric.ts'
import { METRIC_REGISTRY, type Metric } from './metric-registry.ts'
import { unwrapValue } from './wrapped-value.ts'

/**
 * The points of a `ChartQuery` answer, series by series, then its primary and its secondary metrics. Series are told
 * apart by position and by the comparison that the answer names; a value whose text is `"-"` is null. An answer
 * without section, series or points gives as much less.
 */
export function flattenChart(answer: ChartAnswer, options: DriftOptions = {}): Flat[] {
  const { request, section } = answer
  const flats: Flat[] = []
  if (section === null) return flats
  const report = driftReport(options)
  const { listingId, internalName, metric, window } = request

  const seriesNames = chartSeries(section, request, report)
  for (let index = 0; index < seriesNames.length; index++) {
    const series = seriesNames[index]
    const chart = section.metricLineCharts[index]
    if (series === undefined || chart === undefined) continue
    const granularity = chart.granularity
    for (const point of chart.dataPoints) {
      flats.push({
        kind: 'point',
        listingId,
        internalName,
        metric,
        window,
        series,
        granularity,
        date: point.ds,
        value: unwrapValue(point.value, point.valueString, listingId, report),
        valueString: point.valueString ?? null,
        valueType: point.valueType ?? null,
        label: point.label ?? null,
      })
    }
  }

  const points = flats.length
  if (section.primaryMetric) flats.push(flattenMetric(section.primaryMetric, 'primary', request, report))
  for (const unit of section.secondaryMetrics ?? []) {
    flats.push(flattenMetric(unit, 'secondary', request, report))
  }
  reportMissing(flats, points, request, report)
  return flats
}

const registered: readonly Metric[] = METRIC_REGISTRY
/** The metrics that an answer was always seen to hold, by the metric that was asked for. */
const HELD = Map.groupBy(
  registered.filter(({ byWindow }) => byWindow === true),
  ({ name, carriedBy }) => carriedBy ?? name,
)

/** Tells of nights without their window's metrics, and of a window's numbers without its nights. */
function reportMissing(
  flats: readonly Flat[],
  points: number,
  { listingId, metric }: ChartAnswer['request'],
  report: DriftReport,
): void {
  if (points === 0) {
    if (flats.some(({ value }) => value !== null)) {
      report('missing', listingId, metric, `the chart of ${metric} has its window's numbers, but no nights`)
    }
    return
  }
  for (const { name } of HELD.get(metric) ?? []) {
    if (flats.some((flat, index) => index >= points && flat.metric === name)) continue
    report('missing', listingId, name, `the chart of ${metric} has nights, but its window has no ${name}`)
  }
}
