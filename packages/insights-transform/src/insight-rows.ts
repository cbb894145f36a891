import type { ChartAnswer } from './answers.ts'
import type { DriftOptions } from './drift.ts'
import { flattenChart } from './flatten-chart.ts'
import type { ChartQueryRow, ChartSummaryRow, ListOfMetricsRow } from './metric-tables.ts'
import { pivotChart } from './pivot-chart.ts'
import { pivotChartSummary, pivotListOfMetrics } from './pivot-windows.ts'

/** Wide rows, by table. */
export interface InsightRows {
  readonly chartQuery: ChartQueryRow[]
  readonly chartSummary: ChartSummaryRow[]
  readonly listOfMetrics: ListOfMetricsRow[]
}

/** The rows of all three tables that chart answers come to: flattened, then pivoted. */
export function insightRows(answers: readonly ChartAnswer[], options: DriftOptions = {}): InsightRows {
  const flats = answers.flatMap((answer) => flattenChart(answer, options))
  return {
    chartQuery: pivotChart(flats, options),
    chartSummary: pivotChartSummary(flats, options),
    listOfMetrics: pivotListOfMetrics(flats, options),
  }
}
