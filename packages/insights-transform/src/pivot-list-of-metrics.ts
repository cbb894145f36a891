import { type DriftOptions, driftReport } from './drift.ts'
import type { Flat } from './flat.ts'
import type { ListOfMetricsRow } from './metric-tables.ts'
import { listRows } from './window-rows.ts'

/**
 * Rows of the table `list_of_metrics`, one for each listing and window, out of the metrics among `flats`: those of
 * lists, and those of charts, which say the same. Listings come in the order in which they were first seen, each
 * listing's rows by window.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. A metric without columns
 * is drift.
 */
export function pivotListOfMetrics(flats: readonly Flat[], options: DriftOptions = {}): ListOfMetricsRow[] {
  const rows = listRows(driftReport(options))
  for (const flat of flats) if (flat.kind === 'metric') rows.write(flat)
  return rows.all()
}
