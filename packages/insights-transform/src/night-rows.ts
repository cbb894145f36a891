import { isCalendarDate } from './calendar-date.ts'
import type { Series } from './chart-series.ts'
import type { DriftReport } from './drift.ts'
import { METRICS } from './metric-registry.ts'
import { type CellColumns, type ChartQueryRow, dailyCells, emptyRow } from './metric-tables.ts'
import type { MetricValue } from './wrapped-value.ts'
import { writeCell } from './write-cell.ts'

const EMPTY = emptyRow('chart_query')

const CELLS = new Map(
  METRICS.filter(({ byDay }) => byDay).map((metric) => [
    metric.name,
    { your: dailyCells(metric, 'your'), similar: dailyCells(metric, 'similar') },
  ]),
)

/** What the points of one series have in common. */
interface SeriesOfPoints {
  readonly metric: string
  readonly series: Series
  readonly granularity: string
}

/** Rows of the table `chart_query`, made as their nights are first seen. */
export class NightRows {
  readonly #report: DriftReport
  readonly #listings = new Map<string, NightsOfListing>()
  #listingId: string | undefined
  #nights = new NightsOfListing('')

  constructor(report: DriftReport) {
    this.#report = report
  }

  /** Where the points of a series go; undefined where no column holds them. */
  cellsOf({ metric, series, granularity }: SeriesOfPoints): CellColumns | undefined {
    if (granularity !== 'DAY') return undefined
    const cells = CELLS.get(metric)
    return series === 'your' ? cells?.your : series === 'similar' ? cells?.similar : undefined
  }

  /** Writes a point into the row of its night. One without a calendar day is drift. */
  write(
    cells: CellColumns,
    listingId: string,
    internalName: string | null,
    date: string,
    value: MetricValue,
    text: string | null,
  ): void {
    // Points of one answer follow one another: the listing's rows are looked up when it changes.
    if (listingId !== this.#listingId) {
      this.#listingId = listingId
      this.#nights = this.#listings.get(listingId) ?? new NightsOfListing(listingId)
      this.#listings.set(listingId, this.#nights)
    }
    const row = this.#nights.row(date)
    if (row === undefined) {
      const message = `a data point's date is not a calendar date: ${JSON.stringify(date)}`
      this.#report('date', listingId, date, message)
      return
    }
    row.airbnb_internal_name = internalName
    writeCell(row, cells, value, text, listingId, this.#report)
  }

  /** All rows: listings in the order in which they were first seen, each listing's rows by night. */
  all(): ChartQueryRow[] {
    return [...this.#listings.values()].flatMap(({ rows }) => rows)
  }
}

/** The rows of one listing, always in the order of their nights. */
class NightsOfListing {
  readonly rows: ChartQueryRow[] = []
  readonly #listingId: string
  /** Where the next point's row is, mostly: points come night after night, series after series. */
  #next = 0

  constructor(listingId: string) {
    this.#listingId = listingId
  }

  /** The row of a night, a new one where there is none yet; undefined for what is no calendar day. */
  row(date: string): ChartQueryRow | undefined {
    const { rows } = this
    let place = this.#next
    if (rows[place]?.metric_date !== date) {
      place = this.#placeOf(date)
      if (rows[place]?.metric_date !== date) {
        if (!isCalendarDate(date)) return undefined
        rows.splice(place, 0, { ...EMPTY, airbnb_listing_id: this.#listingId, metric_date: date })
      }
    }
    this.#next = place + 1
    return rows[place]
  }

  /** The place of the first row that is not before a date. */
  #placeOf(date: string): number {
    const { rows } = this
    let low = 0
    let high = rows.length
    // Most new nights are the last, most known ones that are not the next the first.
    if (high > 0 && rows[high - 1]!.metric_date < date) return high
    if (high > 0 && rows[0]!.metric_date >= date) return 0
    while (low < high) {
      const middle = (low + high) >> 1
      if (rows[middle]!.metric_date < date) low = middle + 1
      else high = middle
    }
    return low
  }
}
