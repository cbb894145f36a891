import type { DateWindow } from './date-window.ts'
import type { FlatMetric } from './flat.ts'

interface WindowRow {
  airbnb_listing_id: string
  airbnb_internal_name: string | null
  window_start: string
  window_end: string
}

/** Rows by listing and window, made as they are first asked for. */
export class WindowRows<Row extends WindowRow> {
  readonly #emptyRow: (listingId: string, name: string | null, window: DateWindow) => Row
  readonly #listings = new Map<string, Map<string, Row[]>>()
  #last: Row | undefined

  constructor(emptyRow: (listingId: string, name: string | null, window: DateWindow) => Row) {
    this.#emptyRow = emptyRow
  }

  /** The row of a flat's listing and window, under the name that the flat gives the listing. */
  of({ listingId, listingName, window }: FlatMetric): Row {
    let row = this.#last
    // Flats of one answer follow one another: most of the time the row is the last one.
    if (!row || row.airbnb_listing_id !== listingId || !covers(row, window)) {
      row = this.#find(listingId, listingName, window)
      this.#last = row
    }
    row.airbnb_internal_name = listingName
    return row
  }

  /** All rows: listings in the order in which they were first seen, each listing's rows by window. */
  all(): Row[] {
    return [...this.#listings.values()].flatMap((rows) => [...rows.values()].flat().sort(byWindow))
  }

  #find(listingId: string, listingName: string | null, window: DateWindow): Row {
    let byStart = this.#listings.get(listingId)
    if (byStart === undefined) {
      byStart = new Map()
      this.#listings.set(listingId, byStart)
    }
    let rows = byStart.get(window.start)
    if (rows === undefined) {
      rows = []
      byStart.set(window.start, rows)
    }
    let row = rows.find((candidate) => covers(candidate, window))
    if (row === undefined) {
      row = this.#emptyRow(listingId, listingName, window)
      rows.push(row)
    }
    return row
  }
}

function covers(row: WindowRow, window: DateWindow): boolean {
  return row.window_start === window.start && row.window_end === window.end
}

function byWindow(a: WindowRow, b: WindowRow): number {
  if (a.window_start !== b.window_start) return a.window_start < b.window_start ? -1 : 1
  return a.window_end < b.window_end ? -1 : 1
}
