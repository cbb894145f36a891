import { apiName } from './api-name.ts'
import { isCalendarDate } from './calendar-date.ts'
import type { Series } from './chart-series.ts'
import type { DriftReport } from './drift.ts'
import type { FlatMetric } from './flat.ts'
import { groupBy } from './group-by.ts'
import { metricNamed } from './metric-registry.ts'
import { emptyRow, type LongCells, type MetricPointsRow, type MetricWindowsRow } from './metric-tables.ts'
import { inWindowOrder, withoutColumns } from './window-rows.ts'
import { LONGEST_VALUE, type MetricValue, NO_VALUE } from './wrapped-value.ts'

const EMPTY_WINDOW = emptyRow('metric_windows')

/** What the points of one series have in common. */
interface SeriesOfPoints {
  readonly listingId: string
  readonly metric: string
  readonly series: Series
  readonly granularity: string
}

/** Rows of the table `metric_points`, series by series in the order in which they are first seen. */
export class PointRows {
  readonly #report: DriftReport
  readonly #series = new Map<string, PointsOfSeries>()

  constructor(report: DriftReport) {
    this.#report = report
  }

  /** Where the points of a series go. What is not known of such a series is drift. */
  of({ listingId, metric: given, series, granularity }: SeriesOfPoints): PointsOfSeries {
    const metric = storedName(given, listingId, this.#report)
    const key = { metric, series: apiName(series), granularity: apiName(granularity) }
    const text = JSON.stringify([listingId, key])
    let found = this.#series.get(text)
    if (found === undefined) {
      this.#tell(listingId, metric, key)
      found = new PointsOfSeries(listingId, key, this.#report)
      this.#series.set(text, found)
    }
    return found
  }

  /** All rows: listings in the order in which they were first seen, each series by date. */
  all(): MetricPointsRow[] {
    const listings = groupBy(this.#series.values(), ({ listingId }) => listingId)
    return [...listings.values()].flatMap((series) => series.flatMap(({ rows }) => rows))
  }

  #tell(
    listingId: string,
    metric: string,
    { series, granularity }: Pick<MetricPointsRow, 'series' | 'granularity'>,
  ) {
    const known = metricNamed(metric)
    if (known === undefined) {
      this.#report('metric', listingId, metric, `${metric} is not known here: metric_points has its points`)
    } else if (known.byDay && granularity !== 'DAY') {
      const message = `points of ${metric} stand for a ${granularity} each: metric_points has them`
      this.#report('granularity', listingId, granularity, message)
    } else if (known.byDay) {
      const message = `no column holds the series ${series}: metric_points has it`
      this.#report('series', listingId, series, message)
    }
  }
}

/** The rows of one series, always in the order of their dates. */
class PointsOfSeries {
  readonly listingId: string
  readonly rows: MetricPointsRow[] = []
  readonly #key: Pick<MetricPointsRow, 'metric' | 'series' | 'granularity'>
  readonly #report: DriftReport
  /** The type that the last point came with, and its name: mostly all points of a series have one. */
  #type: string | null = null
  #typeName: string | null = null

  constructor(
    listingId: string,
    key: Pick<MetricPointsRow, 'metric' | 'series' | 'granularity'>,
    report: DriftReport,
  ) {
    this.listingId = listingId
    this.#key = key
    this.#report = report
  }

  /** Writes a point; a later one of the same date wins. One without a calendar day is drift. */
  write(
    date: string,
    value: MetricValue,
    valueRaw: string | null,
    valueString: string | null,
    valueType: string | null,
  ): void {
    if (!isCalendarDate(date)) {
      const message = `a data point's date is not a calendar date: ${JSON.stringify(date)}`
      this.#report('date', this.listingId, date, message)
      return
    }
    if (valueType !== this.#type) {
      this.#type = valueType
      this.#typeName = nameOrNull(valueType)
    }
    const { metric, series, granularity } = this.#key
    const row: MetricPointsRow = {
      airbnb_listing_id: this.listingId,
      metric,
      series,
      granularity,
      metric_date: date,
      value: null,
      value_string: null,
      value_type: this.#typeName,
      value_raw: null,
    }
    writeValue(row, value, valueRaw, valueString, this.listingId, this.#report)
    const { rows } = this
    // Points mostly come in order.
    const before = rows.findLastIndex((one) => one.metric_date <= date)
    const isAgain = before >= 0 && rows[before]!.metric_date === date
    rows.splice(isAgain ? before : before + 1, isAgain ? 1 : 0, row)
  }
}

/** Rows of the table `metric_windows`, in the order in which their metrics are first seen. */
export class LongWindowRows {
  readonly #report: DriftReport
  readonly #rows = new Map<string, { readonly row: MetricWindowsRow; readonly asked: string }>()

  constructor(report: DriftReport) {
    this.#report = report
  }

  /**
   * Writes what no wide table has a column for of a metric's window; a later one of the same name and window wins, unless
   * it is an answer to another question: that has the question's metric beside its name. A name that is not known, and
   * one that questions have in common, are drift.
   */
  write(flat: FlatMetric): void {
    const what = withoutColumns(flat)
    if (what === 'nothing') return
    const { listingId, window, asked, valueChangeString, comparedWith, currency } = flat
    const name = storedName(flat.metric, listingId, this.#report)
    const compared = nameOrNull(comparedWith)
    if (metricNamed(name) === undefined) {
      this.#report('metric', listingId, name, `${name} is not known here: metric_windows has it`)
    } else if (what === 'change') {
      const against = compared ?? 'unknown comparison'
      const message = `no column holds a change of ${name} against ${against}: metric_windows has it`
      this.#report('series', listingId, `${name} ${against}`, message)
    }
    const metric = this.#nameIn(flat, name)
    const row = {
      ...EMPTY_WINDOW,
      airbnb_listing_id: listingId,
      metric,
      window_start: window.start,
      window_end: window.end,
      value_change_string: valueChangeString,
      compared_with: compared,
      currency: nameOrNull(currency),
    }
    // Where the value has a column, it is there.
    if (what === 'all') {
      row.value_type = nameOrNull(flat.valueType)
      writeValue(row, flat.value, flat.valueRaw, flat.valueString, listingId, this.#report)
    }
    this.#writeChange(row, flat)
    this.#rows.set(keyOf(flat, metric), { row, asked })
  }

  /** What a metric is called beside those of other answers. */
  #nameIn(flat: FlatMetric, name: string): string {
    const { listingId, asked } = flat
    const before = this.#rows.get(keyOf(flat, name))
    if (before === undefined || before.asked === asked) return name
    const other = `${name} (${asked})`
    const message = `${name} came in answers to ${before.asked} and to ${asked}: metric_windows has the latter as ${other}`
    this.#report('metric', listingId, `${name} twice`, message)
    return other
  }

  #writeChange(
    row: MetricWindowsRow,
    { listingId, valueChange, valueChangeRaw, valueChangeString }: FlatMetric,
  ) {
    if (isNumber(valueChange) && valueChangeString !== NO_VALUE) {
      row.value_change = valueChange
    } else if (valueChangeRaw !== null && valueChangeString !== NO_VALUE) {
      row.value_change_string ??= valueChangeRaw
      const message = `the change of ${row.metric} is no number: value_change is null`
      this.#report('value', listingId, `${row.metric} change`, message)
    }
  }

  /** All rows: listings in the order in which they were first seen, each listing's by window. */
  all(): MetricWindowsRow[] {
    const listings = groupBy(
      [...this.#rows.values()].map(({ row }) => row),
      (row) => row.airbnb_listing_id,
    )
    return [...listings.values()].flatMap((rows) => rows.sort(inWindowOrder))
  }
}

const keyOf = ({ listingId, window }: FlatMetric, metric: string): string =>
  JSON.stringify([listingId, metric, window.start, window.end])

/** Writes a value and its text into a row. What is no number is kept as it came, and is drift. */
function writeValue(
  row: LongCells,
  value: MetricValue,
  valueRaw: string | null,
  valueString: string | null,
  listingId: string,
  report: DriftReport,
): void {
  const { metric } = row
  row.value_string = valueString
  if (valueString !== null && valueString.length > LONGEST_VALUE) {
    row.value_string = `${valueString.slice(0, LONGEST_VALUE)}…`
    const message = `the text of a value of ${metric} is cut`
    report('value', listingId, `${metric} text`, message)
  }
  if (valueString === NO_VALUE) return
  if (isNumber(value)) row.value = value
  else if (valueRaw !== null) {
    row.value_raw = valueRaw
    const message = `a value of ${metric} is no number: value_raw has it`
    report('value', listingId, metric, message)
  }
}

const nameOrNull = (given: string | null): string | null => (given === null ? null : apiName(given))

const isNumber = (value: MetricValue): value is number => typeof value === 'number' && Number.isFinite(value)

/** A metric's name as it is stored. One that cannot be kept as it came is drift. */
function storedName(given: string, listingId: string, report: DriftReport): string {
  const name = apiName(given)
  if (name !== given) {
    const message = `a metric's name of ${String(given.length)} characters is stored as ${JSON.stringify(name)}`
    report('metric', listingId, `name ${name}`, message)
  }
  return name
}
