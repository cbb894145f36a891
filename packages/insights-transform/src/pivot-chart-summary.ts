import { type ChartSummaryRow, emptyChartSummaryRow } from './chart-summary-row.ts'
import { type DriftOptions, driftReport } from './drift.ts'
import type { FlatChart } from './flat.ts'
import { numericCell, reportUnfit } from './numeric-cell.ts'
import { CHANGE_COLUMNS, WINDOW_COLUMNS } from './window-columns.ts'
import { WindowRows } from './window-rows.ts'
import { writeWindowMetric } from './write-window-metric.ts'

/**
 * Rows of the table `chart_summary`, one for each listing and window, out of the primary and secondary metrics among
 * `flats`; points and listed metrics are passed over. Listings come in the order in which they were first seen, each
 * listing's rows by window.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. A metric without columns
 * is drift. Windows of successive syncs overlap, so that these rows must not be summed.
 */
export function pivotChartSummary(
  flats: readonly FlatChart[],
  options: DriftOptions = {},
): ChartSummaryRow[] {
  const report = driftReport(options)
  const rows = new WindowRows(emptyChartSummaryRow)
  for (const flat of flats) {
    if (flat.kind !== 'metric' || flat.role === 'listed') continue
    const columns = WINDOW_COLUMNS.get(flat.metricName)
    if (columns === undefined) {
      report('metric', flat.listingId, flat.metricName, `no column of chart_summary holds ${flat.metricName}`)
      continue
    }
    const row = rows.of(flat)
    writeWindowMetric(row, columns, flat, report)
    const change = CHANGE_COLUMNS.get(flat.metricName)
    if (change === undefined) continue
    const { valueChange, valueChangeString, listingId } = flat
    const cell = numericCell(valueChange, valueChangeString, false)
    row[change.valueChange] =
      cell === undefined ? reportUnfit(valueChange, false, change.valueChange, listingId, report) : cell
    row[change.valueChangeString] = valueChangeString
  }
  return rows.all()
}
