import { type DriftOptions, driftReport } from './drift.ts'
import type { FlatChart } from './flat.ts'
import { emptyListOfMetricsRow, type ListOfMetricsRow } from './list-of-metrics-row.ts'
import { WINDOW_COLUMNS } from './window-columns.ts'
import { WindowRows } from './window-rows.ts'
import { writeWindowMetric } from './write-window-metric.ts'

/**
 * Rows of the table `list_of_metrics`, one for each listing and window, out of the listed metrics among `flats`; a
 * chart's points and metrics are passed over. Listings come in the order in which they were first seen, each
 * listing's rows by window.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. A metric without columns
 * is drift.
 */
export function pivotListOfMetrics(
  flats: readonly FlatChart[],
  options: DriftOptions = {},
): ListOfMetricsRow[] {
  const report = driftReport(options)
  const rows = new WindowRows(emptyListOfMetricsRow)
  for (const flat of flats) {
    if (flat.kind !== 'metric' || flat.role !== 'listed') continue
    const columns = WINDOW_COLUMNS.get(flat.metricName)
    if (columns === undefined) {
      report(
        'metric',
        flat.listingId,
        flat.metricName,
        `no column of list_of_metrics holds ${flat.metricName}`,
      )
      continue
    }
    writeWindowMetric(rows.of(flat), columns, flat, report)
  }
  return rows.all()
}
