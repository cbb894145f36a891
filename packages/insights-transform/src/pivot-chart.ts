import { type DriftOptions, driftReport } from './drift.ts'
import type { Flat, FlatPoint } from './flat.ts'
import type { CellColumns, ChartQueryRow } from './metric-tables.ts'
import { NightRows } from './night-rows.ts'

/**
 * Rows of the table `chart_query`, one for each listing and stay night, out of the points among `flats`; metrics are
 * passed over. Listings come in the order in which they were first seen, each listing's rows by night.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. A point without a calendar day
 * is drift. Those of weeks or months, and of a metric or series without columns, are {@link pivotMetricPoints}' business.
 */
export function pivotChart(flats: readonly Flat[], options: DriftOptions = {}): ChartQueryRow[] {
  const rows = new NightRows(driftReport(options))
  let cells: CellColumns | undefined
  let before: FlatPoint | undefined
  for (const flat of flats) {
    if (flat.kind !== 'point') continue
    // Points of one series follow one another: where they go is looked up when the series changes.
    if (before === undefined || !isOfSameSeries(flat, before)) cells = rows.cellsOf(flat)
    before = flat
    if (cells === undefined) continue
    rows.write(cells, flat.listingId, flat.internalName, flat.date, flat.value, flat.valueString)
  }
  return rows.all()
}

/** Whether two points are of one series. */
export function isOfSameSeries(one: FlatPoint, other: FlatPoint): boolean {
  return (
    one.metric === other.metric &&
    one.series === other.series &&
    one.granularity === other.granularity &&
    one.listingId === other.listingId
  )
}
