import { METRIC_COLUMNS, type MetricTable } from 'insights-store-timescale'

/** The columns of a table's rows as they are given out: whose and when first, then as the table has them. */
export function metricRowColumns(table: MetricTable): readonly string[] {
  return ['account_id', 'time', ...METRIC_COLUMNS[table].given.map(({ name }) => name)]
}
