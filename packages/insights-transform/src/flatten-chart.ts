import { chartSeries } from './chart-series.ts'
import { type DriftOptions, driftReport } from './drift.ts'
import { firstSection } from './first-section.ts'
import type { FlatChart, FlattenChartContext } from './flat.ts'
import { flattenMetric } from './flatten-metric.ts'
import type { ChartSection, PerformanceResponse } from './response-shapes.ts'
import { unwrapValue } from './wrapped-value.ts'

/**
 * The points of a `ChartQuery` answer, series by series, then its primary and its secondary metrics, each with the
 * request's fields. Series are told apart by position and by the comparison that the answer names; a value whose
 * text is `"-"` is null. An answer without sections, series or points gives as much less.
 *
 * Hand the same flats to {@link pivotChart} and {@link pivotChartSummary}.
 */
export function flattenChart(
  response: PerformanceResponse<ChartSection>,
  context: FlattenChartContext,
  options: DriftOptions = {},
): FlatChart[] {
  const report = driftReport(options)
  const { listingId, listingName, metricType, groupValue, window } = context
  const section = firstSection(response, listingId, report)
  const flats: FlatChart[] = []
  if (section === undefined) return flats

  const seriesNames = chartSeries(section, context, report)
  for (let index = 0; index < seriesNames.length; index++) {
    const series = seriesNames[index]
    const chart = section.metricLineCharts[index]
    if (series === undefined || chart === undefined) continue
    const granularity = chart.granularity
    for (const point of chart.dataPoints) {
      flats.push({
        kind: 'point',
        listingId,
        listingName,
        metricType,
        groupValue,
        window,
        series,
        granularity,
        ds: point.ds,
        value: unwrapValue(point.value, point.valueString, listingId, report),
        valueString: point.valueString ?? null,
        valueType: point.valueType ?? null,
        label: point.label ?? null,
      })
    }
  }

  if (section.primaryMetric) flats.push(flattenMetric(section.primaryMetric, 'primary', context, report))
  for (const unit of section.secondaryMetrics ?? []) {
    flats.push(flattenMetric(unit, 'secondary', context, report))
  }
  return flats
}
