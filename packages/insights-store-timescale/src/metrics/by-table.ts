import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'

/** Something of each table of insights. */
export const byTable = <Value>(of: (table: MetricTable) => Value): Record<MetricTable, Value> =>
  // Every table is among the names.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  Object.fromEntries(METRIC_TABLE_NAMES.map((table) => [table, of(table)])) as Record<MetricTable, Value>
