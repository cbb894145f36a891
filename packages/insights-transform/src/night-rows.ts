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
  readonly listingId: string
  readonly metric: string
  readonly series: Series
  readonly granularity: string
}

/** Rows of the table `chart_query`, made as their nights are first seen. */
export class NightRows {
  readonly #report: DriftReport
  readonly #listings = new Map<string, Map<string, ChartQueryRow>>()
  #listingId: string | undefined
  #rows = new Map<string, ChartQueryRow>()

  constructor(report: DriftReport) {
    this.#report = report
  }

  /** Where the points of a series go. Undefined, and drift, where no column holds them. */
  cellsOf({ listingId, metric, series, granularity }: SeriesOfPoints): CellColumns | undefined {
    const cells = CELLS.get(metric)
    if (cells === undefined) {
      this.#report('metric', listingId, metric, `no column of chart_query holds ${metric}`)
    } else if (granularity !== 'DAY') {
      const message = `points of ${metric} stand for a ${granularity} each, not for a night`
      this.#report('granularity', listingId, granularity, message)
    } else if (series === 'overTime') {
      this.#report('series', listingId, series, `no column of chart_query holds the series ${series}`)
    } else return cells[series]
    return undefined
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
      this.#rows = this.#listings.get(listingId) ?? new Map<string, ChartQueryRow>()
      this.#listings.set(listingId, this.#rows)
    }
    let row = this.#rows.get(date)
    if (row === undefined) {
      if (!isCalendarDate(date)) {
        const message = `a data point's date is not a calendar date: ${JSON.stringify(date)}`
        this.#report('date', listingId, date, message)
        return
      }
      row = { ...EMPTY, airbnb_listing_id: listingId, metric_date: date }
      this.#rows.set(date, row)
    }
    row.airbnb_internal_name = internalName
    writeCell(row, cells, value, text, listingId, this.#report)
  }

  /** All rows: listings in the order in which they were first seen, each listing's rows by night. */
  all(): ChartQueryRow[] {
    return [...this.#listings.values()].flatMap((rows) => inDateOrder([...rows.values()]))
  }
}

function inDateOrder(rows: ChartQueryRow[]): ChartQueryRow[] {
  // They mostly are already, and a look is cheaper than a sort.
  let before = ''
  let isOrdered = true
  for (const { metric_date: date } of rows) {
    if (date < before) isOrdered = false
    before = date
  }
  return isOrdered ? rows : rows.sort((a, b) => (a.metric_date < b.metric_date ? -1 : 1))
}
