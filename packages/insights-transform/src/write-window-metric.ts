import type { DriftReport } from './drift.ts'
import type { FlatMetric } from './flat.ts'
import type { ListOfMetricsRow } from './list-of-metrics-row.ts'
import { numericCell, reportUnfit } from './numeric-cell.ts'
import type { WindowColumns } from './window-columns.ts'

/** The columns that `chart_summary` and `list_of_metrics` have in common. */
type WindowCells = Pick<ListOfMetricsRow, WindowColumns['value'] | WindowColumns['valueString']>

/** Writes a metric's value and its text into a row. */
export function writeWindowMetric(
  row: WindowCells,
  { integer, value: column, valueString: textColumn }: WindowColumns,
  { value, valueString, listingId }: FlatMetric,
  report: DriftReport,
): void {
  const cell = numericCell(value, valueString, integer)
  row[column] = cell === undefined ? reportUnfit(value, integer, column, listingId, report) : cell
  row[textColumn] = valueString
}
