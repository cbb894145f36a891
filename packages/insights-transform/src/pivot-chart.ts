import { isCalendarDate } from './calendar-date.ts'
import { type DriftOptions, type DriftReport, driftReport } from './drift.ts'
import type { Flat, FlatPoint } from './flat.ts'
import { METRIC_REGISTRY, type Metric } from './metric-registry.ts'
import { type CellColumns, type ChartQueryRow, dailyCells, emptyRow } from './metric-tables.ts'
import { writeCell } from './write-cell.ts'

const EMPTY = emptyRow('chart_query')

interface DailyColumns {
  readonly your: CellColumns
  readonly similar: CellColumns
}

const metrics: readonly Metric[] = METRIC_REGISTRY
const COLUMNS: ReadonlyMap<string, DailyColumns> = new Map(
  metrics
    .filter(({ byDay }) => byDay === true)
    .map((metric) => [
      metric.name,
      { your: dailyCells(metric, 'your'), similar: dailyCells(metric, 'similar') },
    ]),
)

/**
 * Rows of the table `chart_query`, one for each listing and stay night, out of the points among `flats`; metrics are
 * passed over. Listings come in the order in which they were first seen, each listing's rows by night.
 *
 * A later flat of the same cell wins, also with null. A value whose text is `"-"` is null. Points of weeks or months,
 * of a metric or series without columns, or without a calendar day make no row and are drift.
 */
export function pivotChart(flats: readonly Flat[], options: DriftOptions = {}): ChartQueryRow[] {
  const report = driftReport(options)
  const listings = new Map<string, Map<string, ChartQueryRow>>()
  // Flats of one answer follow one another: what depends on listing and metric is looked up when they change.
  let listingId: string | undefined
  let rowsByNight = new Map<string, ChartQueryRow>()
  let metric: string | undefined
  let columns: DailyColumns | undefined

  for (const flat of flats) {
    if (flat.kind !== 'point') continue
    if (flat.metric !== metric) {
      metric = flat.metric
      columns = COLUMNS.get(metric)
    }
    const { series, date } = flat
    if (columns === undefined || series === 'overTime' || flat.granularity !== 'DAY') {
      reportPassedOver(flat, columns === undefined, report)
      continue
    }
    if (flat.listingId !== listingId) {
      listingId = flat.listingId
      rowsByNight = listings.get(listingId) ?? new Map<string, ChartQueryRow>()
      listings.set(listingId, rowsByNight)
    }
    let row = rowsByNight.get(date)
    if (row === undefined) {
      if (!isCalendarDate(date)) {
        report('date', listingId, date, `a data point's date is not a calendar date: ${JSON.stringify(date)}`)
        continue
      }
      row = { ...EMPTY, airbnb_listing_id: listingId, metric_date: date }
      rowsByNight.set(date, row)
    }
    row.airbnb_internal_name = flat.internalName
    writeCell(row, columns[series], flat.value, flat.valueString, listingId, report)
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
  const { listingId, metric, granularity, series } = flat
  if (isUnknownMetric) {
    report('metric', listingId, metric, `no column of chart_query holds ${metric}`)
  } else if (granularity !== 'DAY') {
    const message = `points of ${metric} stand for a ${granularity} each, not for a night`
    report('granularity', listingId, granularity, message)
  } else {
    report('series', listingId, series, `no column of chart_query holds the series ${series}`)
  }
}
