import { type DriftOptions, driftReport } from './drift.ts'
import type { Flat } from './flat.ts'
import type { ChartSummaryRow } from './metric-tables.ts'
import { summaryRows } from './window-rows.ts'

/**
 * Rows of the table `chart_summary`, one for each listing and window, out of the primary and secondary metrics among
 * `flats`; listed metrics, which know no change, are passed over. Listings come in the order in which they were first
 * seen, each listing's rows by window.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. A metric without columns
 * is drift; so is a change against anything but similar listings, which no column holds.
 */
export function pivotChartSummary(flats: readonly Flat[], options: DriftOptions = {}): ChartSummaryRow[] {
  const rows = summaryRows(driftReport(options))
  for (const flat of flats) if (flat.kind === 'metric' && flat.role !== 'listed') rows.write(flat)
  return rows.all()
}
