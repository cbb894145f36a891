import { type DriftOptions, type DriftReport, driftReport } from './drift.ts'
import type { Flat, FlatMetric } from './flat.ts'
import { METRIC_REGISTRY, type Metric } from './metric-registry.ts'
import {
  type CellColumns,
  type ChartSummaryRow,
  changeCells,
  emptyRow,
  type ListOfMetricsRow,
  windowCells,
} from './metric-tables.ts'
import { writeCell } from './write-cell.ts'

const EMPTY_SUMMARY = emptyRow('chart_summary')
const EMPTY_LIST = emptyRow('list_of_metrics')

const metrics: readonly Metric[] = METRIC_REGISTRY
const cellsBy = (
  has: (metric: Metric) => boolean,
  cells: (metric: Metric) => CellColumns,
): ReadonlyMap<string, CellColumns> =>
  new Map(metrics.filter(has).map((metric) => [metric.name, cells(metric)]))

const WINDOW_CELLS = cellsBy(({ byWindow }) => byWindow === true, windowCells)
const CHANGE_CELLS = cellsBy(({ compared }) => compared === true, changeCells)

/**
 * Rows of the table `list_of_metrics`, one for each listing and window, out of the metrics among `flats`: those of
 * lists, and those of charts, which say the same. Listings come in the order in which they were first seen, each
 * listing's rows by window.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. A metric without columns
 * is drift.
 */
export function pivotListOfMetrics(flats: readonly Flat[], options: DriftOptions = {}): ListOfMetricsRow[] {
  const report = driftReport(options)
  const rows = new WindowRows(EMPTY_LIST)
  for (const flat of flats) {
    if (flat.kind === 'metric') writeWindow(rows, flat, 'list_of_metrics', report)
  }
  return rows.all()
}

/**
 * Rows of the table `chart_summary`, one for each listing and window, out of the primary and secondary metrics among
 * `flats`; listed metrics, which know no change, are passed over. Order, nulls and drift are as in
 * {@link pivotListOfMetrics}.
 */
export function pivotChartSummary(flats: readonly Flat[], options: DriftOptions = {}): ChartSummaryRow[] {
  const report = driftReport(options)
  const rows = new WindowRows(EMPTY_SUMMARY)
  for (const flat of flats) {
    if (flat.kind !== 'metric' || flat.role === 'listed') continue
    const row = writeWindow(rows, flat, 'chart_summary', report)
    const change = CHANGE_CELLS.get(flat.metric)
    if (row === undefined || change === undefined) continue
    writeCell(row, change, flat.valueChange, flat.valueChangeString, flat.listingId, report)
  }
  return rows.all()
}

/** Writes a metric into the row of its window; gives that row, or undefined where no column holds the metric. */
function writeWindow<Row extends ListOfMetricsRow>(
  rows: WindowRows<Row>,
  flat: FlatMetric,
  table: string,
  report: DriftReport,
): Row | undefined {
  const { listingId, metric, value, valueString } = flat
  const cells = WINDOW_CELLS.get(metric)
  if (cells === undefined) {
    report('metric', listingId, metric, `no column of ${table} holds ${metric}`)
    return undefined
  }
  const row = rows.of(flat)
  writeCell(row, cells, value, valueString, listingId, report)
  return row
}

/** Rows by listing and window, made as they are first asked for. */
class WindowRows<Row extends ListOfMetricsRow> {
  readonly #empty: Readonly<Row>
  readonly #listings = new Map<string, Map<string, Row>>()
  #last: Row | undefined

  constructor(empty: Readonly<Row>) {
    this.#empty = empty
  }

  /** The row of a flat's listing and window, under the name that the flat gives the listing. */
  of({ listingId, internalName, window }: FlatMetric): Row {
    let row = this.#last
    // Flats of one answer follow one another: most of the time the row is the last one.
    if (
      row?.airbnb_listing_id !== listingId ||
      row.window_start !== window.start ||
      row.window_end !== window.end
    ) {
      row = this.#find(listingId, window)
      this.#last = row
    }
    row.airbnb_internal_name = internalName
    return row
  }

  /** All rows: listings in the order in which they were first seen, each listing's rows by window. */
  all(): Row[] {
    return [...this.#listings.values()].flatMap((rows) => [...rows.values()].sort(byWindow))
  }

  #find(listingId: string, { start, end }: FlatMetric['window']): Row {
    let rows = this.#listings.get(listingId)
    if (rows === undefined) {
      rows = new Map()
      this.#listings.set(listingId, rows)
    }
    const key = `${start} ${end}`
    let row = rows.get(key)
    if (row === undefined) {
      row = { ...this.#empty, airbnb_listing_id: listingId, window_start: start, window_end: end }
      rows.set(key, row)
    }
    return row
  }
}

function byWindow(a: ListOfMetricsRow, b: ListOfMetricsRow): number {
  if (a.window_start !== b.window_start) return a.window_start < b.window_start ? -1 : 1
  return a.window_end < b.window_end ? -1 : 1
}
