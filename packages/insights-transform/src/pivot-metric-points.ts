import { type DriftOptions, driftReport } from './drift.ts'
import type { Flat } from './flat.ts'
import { PointRows } from './long-rows.ts'
import type { MetricPointsRow } from './metric-tables.ts'
import { NightRows } from './night-rows.ts'

/**
 * Rows of the table `metric_points`, one for each point among `flats` that `chart_query` has no column for; metrics are
 * passed over. Listings come in the order in which they were first seen, each series by date.
 *
 * A later flat of the same point wins, also with null. A value whose text is `"-"` is null. A metric that is not known, a
 * point of a known one that its columns should have held, a value that is no number and a date that is none are drift.
 */
export function pivotMetricPoints(flats: readonly Flat[], options: DriftOptions = {}): MetricPointsRow[] {
  const report = driftReport(options)
  const nights = new NightRows(report)
  const rows = new PointRows(report)
  for (const flat of flats) {
    if (flat.kind !== 'point' || nights.cellsOf(flat) !== undefined) continue
    rows.of(flat).write(flat.date, flat.value, flat.valueRaw, flat.valueString, flat.valueType)
  }
  return rows.all()
}
