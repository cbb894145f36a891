import { type DriftOptions, driftReport } from './drift.ts'
import type { Flat } from './flat.ts'
import { LongWindowRows } from './long-rows.ts'
import type { MetricWindowsRow } from './metric-tables.ts'

/**
 * Rows of the table `metric_windows`, one for each metric of a window among `flats` that no wide table has columns for;
 * points are passed over. Listings come in the order in which they were first seen, each listing's rows by window.
 *
 * Of a metric with columns it is a change against anything but similar listings, without the value, which has its column.
 *
 * A later flat of the same metric and window wins, also with null. A value whose text is `"-"` is null. A metric that is
 * not known, one of the same name as in an answer to another question (it is told apart by that), and a value that is no
 * number are drift.
 */
export function pivotMetricWindows(flats: readonly Flat[], options: DriftOptions = {}): MetricWindowsRow[] {
  const rows = new LongWindowRows(driftReport(options))
  for (const flat of flats) if (flat.kind === 'metric') rows.write(flat)
  return rows.all()
}
