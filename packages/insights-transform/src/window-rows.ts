import type { DateWindow } from './date-window.ts'
import type { DriftReport } from './drift.ts'
import type { FlatMetric } from './flat.ts'
import { METRICS } from './metric-registry.ts'
import {
  type ChartSummaryRow,
  changeCells,
  emptyRow,
  type ListOfMetricsRow,
  windowCells,
} from './metric-tables.ts'
import { writeCell } from './write-cell.ts'

const CELLS = new Map(
  METRICS.filter(({ byWindow }) => byWindow).map((metric) => [
    metric.name,
    { own: windowCells(metric), change: metric.compared && changeCells(metric) },
  ]),
)

type WindowColumns = Pick<ListOfMetricsRow, 'window_start' | 'window_end'>

const EMPTY_SUMMARY = emptyRow('chart_summary')
const EMPTY_LIST = emptyRow('list_of_metrics')

/**
 * What of a metric's window the wide tables have no column for: `all` of it, or its `change` alone, which is so of one
 * against anything but similar listings.
 */
export function withoutColumns(flat: FlatMetric): 'all' | 'change' | 'nothing' {
  const { metric, comparedWith, valueChange, valueChangeRaw } = flat
  const cells = CELLS.get(metric)
  if (cells === undefined) return 'all'
  if (valueChange === null && valueChangeRaw === null) return 'nothing'
  return cells.change !== undefined && comparedWith === 'similar' ? 'nothing' : 'change'
}

/** Rows of the table `chart_summary`. */
export const summaryRows = (report: DriftReport): WindowRows<ChartSummaryRow> =>
  new WindowRows('chart_summary', EMPTY_SUMMARY, report)

/** Rows of the table `list_of_metrics`. */
export const listRows = (report: DriftReport): WindowRows<ListOfMetricsRow> =>
  new WindowRows('list_of_metrics', EMPTY_LIST, report)

/** Rows of a table of windows, made as their windows are first seen. */
class WindowRows<Row extends ListOfMetricsRow> {
  readonly #table: 'chart_summary' | 'list_of_metrics'
  readonly #report: DriftReport
  readonly #empty: Readonly<Row>
  /** The rows of each listing. They are few. */
  readonly #listings = new Map<string, Row[]>()
  #window: DateWindow | undefined
  #row: Row | undefined

  constructor(table: 'chart_summary' | 'list_of_metrics', empty: Readonly<Row>, report: DriftReport) {
    this.#table = table
    this.#report = report
    this.#empty = empty
  }

  /** Writes a metric into the row of its window, unless no column holds it. */
  write(flat: FlatMetric): void {
    const { listingId, metric, value, valueString, comparedWith, valueChange, valueChangeString } = flat
    const cells = CELLS.get(metric)
    if (cells === undefined) return
    const row = this.#rowOf(flat)
    writeCell(row, cells.own, value, valueString, listingId, this.#report)
    if (this.#table === 'list_of_metrics' || cells.change === undefined) return
    if (comparedWith === 'similar') {
      writeCell(row, cells.change, valueChange, valueChangeString, listingId, this.#report)
    }
  }

  /** All rows: listings in the order in which they were first seen, each listing's rows by window. */
  all(): Row[] {
    return [...this.#listings.values()].flatMap((rows) => rows.sort(inWindowOrder))
  }

  #rowOf({ listingId, internalName, window }: FlatMetric): Row {
    let row = this.#row
    // Flats of one answer follow one another, and share their window: most of the time the row is the last one.
    if (row === undefined || window !== this.#window || row.airbnb_listing_id !== listingId) {
      row = this.#find(listingId, window)
      this.#window = window
      this.#row = row
    }
    row.airbnb_internal_name = internalName
    return row
  }

  #find(listingId: string, { start, end }: DateWindow): Row {
    const rows = this.#listings.get(listingId) ?? []
    if (rows.length === 0) this.#listings.set(listingId, rows)
    let row = rows.findLast((one) => one.window_start === start && one.window_end === end)
    if (row === undefined) {
      row = { ...this.#empty, airbnb_listing_id: listingId, window_start: start, window_end: end }
      rows.push(row)
    }
    return row
  }
}

/** Sorts rows by their window. */
export function inWindowOrder(a: WindowColumns, b: WindowColumns): number {
  if (a.window_start !== b.window_start) return a.window_start < b.window_start ? -1 : 1
  return a.window_end === b.window_end ? 0 : a.window_end < b.window_end ? -1 : 1
}
