import type { ChartAnswer } from './answers.ts'
import { type DriftOptions, driftReport } from './drift.ts'
import { flattenMetric } from './flatten-metric.ts'
import { LongWindowRows, PointRows } from './long-rows.ts'
import type {
  ChartQueryRow,
  ChartSummaryRow,
  ListOfMetricsRow,
  MetricPointsRow,
  MetricWindowsRow,
} from './metric-tables.ts'
import { NightRows } from './night-rows.ts'
import { readChart } from './read-chart.ts'
import type { MetricUnit } from './sections.ts'
import { listRows, summaryRows } from './window-rows.ts'
import { rawValue, unwrapValue } from './wrapped-value.ts'

/** Rows, by table. */
export interface InsightRows {
  readonly chartQuery: ChartQueryRow[]
  readonly chartSummary: ChartSummaryRow[]
  readonly listOfMetrics: ListOfMetricsRow[]
  /** Points that `chartQuery` has no column for. */
  readonly metricPoints: MetricPointsRow[]
  /** What of windows `chartSummary` has no column for. */
  readonly metricWindows: MetricWindowsRow[]
}

/**
 * The rows of all tables that chart answers come to: the same as by flattening and pivoting, in less time, since no flat
 * point is made. What no column of a wide table holds becomes rows of the long ones, so that no number is left out.
 */
export function insightRows(answers: readonly ChartAnswer[], options: DriftOptions = {}): InsightRows {
  const report = driftReport(options)
  const nights = new NightRows(report)
  const summaries = summaryRows(report)
  const lists = listRows(report)
  const longPoints = new PointRows(report)
  const longWindows = new LongWindowRows(report)
  for (const answer of answers) {
    const { request } = answer
    const { listingId, internalName, metric } = request
    const { named, primary, secondary, comparedWith } = readChart(answer, report)
    for (const { series, granularity, dataPoints } of named) {
      const cells = nights.cellsOf({ metric, series, granularity })
      if (cells === undefined) {
        const long = longPoints.of({ listingId, metric, series, granularity })
        for (const { ds, value: wrapper, valueString = null, valueType = null } of dataPoints) {
          const value = unwrapValue(wrapper, valueString, listingId, report)
          const valueRaw = rawValue(wrapper, valueString, value, listingId, report)
          long.write(ds, value, valueRaw, valueString, valueType)
        }
        continue
      }
      for (const { ds, value: wrapper, valueString: text } of dataPoints) {
        const value = unwrapValue(wrapper, text, listingId, report)
        nights.write(cells, listingId, internalName, ds, value, text ?? null)
      }
    }
    const write = (unit: MetricUnit, role: 'primary' | 'secondary'): void => {
      const flat = flattenMetric(unit, role, comparedWith, request, report)
      summaries.write(flat)
      lists.write(flat)
      longWindows.write(flat)
    }
    if (primary) write(primary, 'primary')
    for (const unit of secondary) write(unit, 'secondary')
  }
  return {
    chartQuery: nights.all(),
    chartSummary: summaries.all(),
    listOfMetrics: lists.all(),
    metricPoints: longPoints.all(),
    metricWindows: longWindows.all(),
  }
}
