import { isCalendarDate } from './calendar-date.ts'
import { CHART_QUERY_CELLS, type ChartQueryCells } from './chart-query-cells.ts'
import { type ChartQueryRow, emptyChartQueryRow } from './chart-query-row.ts'
import { type DriftOptions, type DriftReport, driftReport } from './drift.ts'
import type { FlatChart, FlatPoint } from './flat.ts'
import { numericCell, reportUnfit } from './numeric-cell.ts'

/**
 * Daily rows of the table `chart_query`, one for each listing and date, out of the points among `flats`; metrics are
 * passed over. Listings come in the order in which they were first seen, each listing's rows by date.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. Points of weeks or months,
 * of a metric or series without columns, or without a calendar day make no row and are drift.
 */
export function pivotChart(flats: readonly FlatChart[], options: DriftOptions = {}): ChartQueryRow[] {
  const report = driftReport(options)
  const listings = new Map<string, Map<string, ChartQueryRow>>()
  // Flats of one answer follow one another: what depends on listing and metric is looked up when they change.
  let listingId: string | undefined
  let rowsByDate = new Map<string, ChartQueryRow>()
  let metric: string | undefined
  let cells: ChartQueryCells | undefined

  for (const flat of flats) {
    if (flat.kind !== 'point') continue
    if (flat.groupValue !== metric) {
      metric = flat.groupValue
      cells = CHART_QUERY_CELLS.get(metric)
    }
    const { series, ds, valueString } = flat
    if (cells === undefined || series === 'previousYear' || flat.granularity !== 'DAY') {
      reportPassedOver(flat, cells === undefined, report)
      continue
    }
    if (flat.listingId !== listingId) {
      listingId = flat.listingId
      rowsByDate = listings.get(listingId) ?? new Map<string, ChartQueryRow>()
      listings.set(listingId, rowsByDate)
    }
    let row = rowsByDate.get(ds)
    if (row === undefined) {
      if (!isCalendarDate(ds)) {
        report('date', listingId, ds, `the ds of a data point is not a calendar date: ${JSON.stringify(ds)}`)
        continue
      }
      row = emptyChartQueryRow(listingId, flat.listingName, ds)
      rowsByDate.set(ds, row)
    }
    row.airbnb_internal_name = flat.listingName
    let value = numericCell(flat.value, valueString, cells.integer)
    if (value === undefined) {
      value = reportUnfit(flat.value, cells.integer, `${metric}_${series}_value`, listingId, report)
    }
    if (series === 'your') cells.your(row, value, valueString)
    else cells.similar(row, value, valueString)
  }

  return [...listings.values()].flatMap((rows) => inDateOrder([...rows.values()]))
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

function reportPassedOver(flat: FlatPoint, isUnknownMetric: boolean, report: DriftReport): void {
  if (isUnknownMetric) {
    report('metric', flat.listingId, flat.groupValue, `no column of chart_query holds ${flat.groupValue}`)
  } else if (flat.granularity !== 'DAY') {
    const message = `points of ${flat.groupValue} stand for a ${flat.granularity} each, not for a day`
    report('granularity', flat.listingId, flat.granularity, message)
  } else {
    report('series', flat.listingId, flat.series, `no column of chart_query holds the series ${flat.series}`)
  }
}
