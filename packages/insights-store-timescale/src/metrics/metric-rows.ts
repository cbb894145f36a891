import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import type { AnyMetricRow, MetricRowInput } from './metric-columns.ts'

/** Rows of any of the tables of insights; a row of `insights-transform` fits as it is. */
export interface MetricRows {
  chartQuery?: readonly MetricRowInput<'chart_query'>[]
  chartSummary?: readonly MetricRowInput<'chart_summary'>[]
  listOfMetrics?: readonly MetricRowInput<'list_of_metrics'>[]
  metricPoints?: readonly MetricRowInput<'metric_points'>[]
  metricWindows?: readonly MetricRowInput<'metric_windows'>[]
}

const NAMES = {
  chart_query: 'chartQuery',
  chart_summary: 'chartSummary',
  list_of_metrics: 'listOfMetrics',
  metric_points: 'metricPoints',
  metric_windows: 'metricWindows',
} as const satisfies Record<MetricTable, keyof MetricRows>

/** The tables that have rows, with these. */
export const givenTables = (rows: MetricRows): { table: MetricTable; rows: readonly AnyMetricRow[] }[] =>
  METRIC_TABLE_NAMES.map((table) => ({ table, rows: rows[NAMES[table]] ?? [] })).filter(
    (given) => given.rows.length > 0,
  )
