import { METRIC_COLUMNS, type MetricColumn, type MetricTable } from 'insights-store-timescale'

/** The columns of a table's rows as they are given out: whose and when first, then as the table has them. */
export function metricRowColumns(table: MetricTable): readonly MetricColumn[] {
  return [
    { name: 'account_id', type: 'character varying' },
    { name: 'time', type: 'date' },
    ...METRIC_COLUMNS[table].given,
  ]
}
