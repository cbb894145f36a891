import type { CalendarDate } from './calendar-date.ts'
import {
  type ComparedMetric,
  type DailyMetric,
  METRICS,
  type Metric,
  type WindowMetric,
} from './metric-registry.ts'

/** Whose row it is. The id is a decimal string above 2^53; the name is the host's own. */
export interface ListingColumns {
  airbnb_listing_id: string
  airbnb_internal_name: string | null
}

/** The columns that a metric has for each night: its number and the text beside it, own and of similar listings. */
export type DailyCells = {
  [Column in `${DailyMetric}_${'your' | 'similar'}_value`]: number | null
} & { [Column in `${DailyMetric}_${'your' | 'similar'}_value_string`]: string | null }

/** The columns that a metric has for a window: its number and the text beside it. */
export type WindowCells = {
  [Column in `${WindowMetric}_value`]: number | null
} & { [Column in `${WindowMetric}_value_string`]: string | null }

/** The columns that a metric has for its difference to similar listings. */
export type ChangeCells = {
  [Column in `${ComparedMetric}_value_change`]: number | null
} & { [Column in `${ComparedMetric}_value_change_string`]: string | null }

/**
 * A row of the table `chart_query`: one listing and one stay night, `metric_date`. Always whole: what was not asked
 * for, or has no value, is null. Rates are fractions, counts integers; a `…_value_string` is what Airbnb's page shows.
 */
export interface ChartQueryRow extends ListingColumns, DailyCells {
  metric_date: CalendarDate
}

/**
 * A row of the table `list_of_metrics`: one listing over one window of nights. Always whole: what was not asked for,
 * or has no value, is null. Rates are fractions, counts integers; a `…_value_string` is what Airbnb's page shows.
 */
export interface ListOfMetricsRow extends ListingColumns, WindowCells {
  window_start: CalendarDate
  window_end: CalendarDate
}

/**
 * A row of the table `chart_summary`: what {@link ListOfMetricsRow} has, and how far the window is from similar
 * listings. A `…_value_change` is own minus similar, of a rate in fraction points.
 */
export interface ChartSummaryRow extends ListOfMetricsRow, ChangeCells {}

/** What a long row holds of a value, whatever the API makes of it. */
export interface LongCells {
  /** The metric's name, as the API has it. */
  metric: string
  /** The number; rates are fractions. Null where there is none, or something else than a number. */
  value: number | null
  /** What Airbnb's page shows. */
  value_string: string | null
  /** What the API says that the number is, such as `NUMBER` or `PERCENTAGE`. */
  value_type: string | null
  /** JSON of what came instead of a number, or of one that a double does not hold exactly. */
  value_raw: string | null
}

/**
 * A row of the table `metric_points`: one point of a chart that no wide table has columns for. A metric's points of
 * days, weeks and months are told apart by `granularity`.
 */
export interface MetricPointsRow extends LongCells {
  /** A decimal string above 2^53. */
  airbnb_listing_id: string
  /** Whose number it is: `your`, `similar`, `overTime`, or as the API calls a comparison that is not known. */
  series: string
  /** `DAY`, `WEEK` or `MONTH`, as the API says it. */
  granularity: string
  /** The stay night, or the first one of the week or month. */
  metric_date: CalendarDate
}

/**
 * A row of the table `metric_windows`: one metric over one window of nights that no wide table has columns for; or of one
 * that has, how far it is from anything but similar listings, without the value, which is in its column.
 */
export interface MetricWindowsRow extends LongCells {
  /** A decimal string above 2^53. */
  airbnb_listing_id: string
  /** The first stay night. */
  window_start: CalendarDate
  /** The last stay night, itself included. */
  window_end: CalendarDate
  /** Own minus compared; of a rate in fraction points. */
  value_change: number | null
  /** The change as Airbnb's page shows it, or JSON of what came instead of a number and a text. */
  value_change_string: string | null
  /** Whose number the change is the difference to, in the words of `series`; null where nobody knows. */
  compared_with: string | null
  /** ISO 4217 code, of money. */
  currency: string | null
}

/** The rows of the wide tables, which have a column for each number of a metric; by table. */
export interface WideTableRows {
  chart_query: ChartQueryRow
  chart_summary: ChartSummaryRow
  list_of_metrics: ListOfMetricsRow
}

/** The rows of the long tables, which have a row for each number of a metric; by table. */
export interface LongTableRows {
  /** Points of charts. */
  metric_points: MetricPointsRow
  /** Numbers over windows. */
  metric_windows: MetricWindowsRow
}

/** The rows of all tables of insights, by table. */
export interface MetricTableRows extends WideTableRows, LongTableRows {}

/** A table of insights that has columns for each metric it holds. */
export type WideTable = keyof WideTableRows

/** A table of insights that has a row for each number of any metric. */
export type LongTable = keyof LongTableRows

/** A table that holds insights. */
export type MetricTable = keyof MetricTableRows

/** A column of such a table, beside `account_id` and `time`, which only a store knows. */
export interface MetricColumn {
  readonly name: string
  /** `integer` has 32 bits; a `number` is a double. */
  readonly type: 'text' | 'date' | 'integer' | 'number'
  readonly nullable: boolean
}

/** What there is to know of a table of insights. */
export interface MetricTableShape {
  /** The column that says which night, or where its window begins. */
  readonly day: 'metric_date' | 'window_start'
  /** The columns that tell a listing's rows of a scrape day apart, the day among them. */
  readonly key: readonly string[]
  /** In the order of a row's keys. */
  readonly columns: readonly MetricColumn[]
}

/** Where a table keeps a number and the text beside it. */
export interface CellColumns {
  readonly value: string
  readonly text: string
  /** Whether the number must be a 32-bit integer. */
  readonly integer: boolean
}

/** The columns of a metric's nights, of one series. */
export const dailyCells = ({ name, kind }: Metric, series: 'your' | 'similar'): CellColumns => ({
  value: `${name}_${series}_value`,
  text: `${name}_${series}_value_string`,
  integer: kind === 'count',
})

/** The columns of a metric's windows. */
export const windowCells = ({ name, kind }: Metric): CellColumns => ({
  value: `${name}_value`,
  text: `${name}_value_string`,
  integer: kind === 'count',
})

/** The columns of how far a metric's windows are from similar listings. */
export const changeCells = ({ name }: Metric): CellColumns => ({
  value: `${name}_value_change`,
  text: `${name}_value_change_string`,
  integer: false,
})

const LISTING_ID: MetricColumn = { name: 'airbnb_listing_id', type: 'text', nullable: false }

const LISTING: readonly MetricColumn[] = [
  LISTING_ID,
  { name: 'airbnb_internal_name', type: 'text', nullable: true },
]

const WINDOW: readonly MetricColumn[] = [
  { name: 'window_start', type: 'date', nullable: false },
  { name: 'window_end', type: 'date', nullable: false },
]

const textColumn = (name: string): MetricColumn => ({ name, type: 'text', nullable: false })

const LONG_CELLS: readonly MetricColumn[] = [
  { name: 'value', type: 'number', nullable: true },
  { name: 'value_string', type: 'text', nullable: true },
  { name: 'value_type', type: 'text', nullable: true },
  { name: 'value_raw', type: 'text', nullable: true },
]

const cellColumns = ({ value, text, integer }: CellColumns): readonly MetricColumn[] => [
  { name: value, type: integer ? 'integer' : 'number', nullable: true },
  { name: text, type: 'text', nullable: true },
]

function dailyColumns(metric: Metric): readonly MetricColumn[] {
  if (metric.byDay === undefined) return []
  return [...cellColumns(dailyCells(metric, 'your')), ...cellColumns(dailyCells(metric, 'similar'))]
}

function windowColumns(metric: Metric, withChange: boolean): readonly MetricColumn[] {
  if (metric.byWindow === undefined) return []
  const own = cellColumns(windowCells(metric))
  return withChange && metric.compared ? [...own, ...cellColumns(changeCells(metric))] : own
}

/** The tables of insights, and every column that a row of theirs has. */
export const METRIC_TABLES: Readonly<Record<MetricTable, MetricTableShape>> = {
  chart_query: {
    day: 'metric_date',
    key: ['metric_date'],
    columns: [
      ...LISTING,
      { name: 'metric_date', type: 'date', nullable: false },
      ...METRICS.flatMap(dailyColumns),
    ],
  },
  chart_summary: {
    day: 'window_start',
    key: ['window_start'],
    columns: [...LISTING, ...WINDOW, ...METRICS.flatMap((metric) => windowColumns(metric, true))],
  },
  list_of_metrics: {
    day: 'window_start',
    key: ['window_start'],
    columns: [...LISTING, ...WINDOW, ...METRICS.flatMap((metric) => windowColumns(metric, false))],
  },
  metric_points: {
    day: 'metric_date',
    key: ['metric', 'series', 'granularity', 'metric_date'],
    columns: [
      LISTING_ID,
      textColumn('metric'),
      textColumn('series'),
      textColumn('granularity'),
      { name: 'metric_date', type: 'date', nullable: false },
      ...LONG_CELLS,
    ],
  },
  metric_windows: {
    day: 'window_start',
    key: ['metric', 'window_start', 'window_end'],
    columns: [
      LISTING_ID,
      textColumn('metric'),
      ...WINDOW,
      ...LONG_CELLS,
      { name: 'value_change', type: 'number', nullable: true },
      { name: 'value_change_string', type: 'text', nullable: true },
      { name: 'compared_with', type: 'text', nullable: true },
      { name: 'currency', type: 'text', nullable: true },
    ],
  },
}

/** The wide tables by name, in the order in which they are written. */
export const WIDE_TABLE_NAMES: readonly WideTable[] = ['chart_query', 'chart_summary', 'list_of_metrics']

/** The long tables by name, in the order in which they are written. */
export const LONG_TABLE_NAMES: readonly LongTable[] = ['metric_points', 'metric_windows']

/** Whether a table has a row for each number of any metric. */
export function isLongTable(table: MetricTable): table is LongTable {
  return LONG_TABLE_NAMES.some((long) => long === table)
}

/** All tables of insights by name, in the order in which they are written. */
export const METRIC_TABLE_NAMES: readonly MetricTable[] = [...WIDE_TABLE_NAMES, ...LONG_TABLE_NAMES]

/** A row without values: every key, in the order of the columns, so that all rows have the same shape. */
export function emptyRow<Table extends MetricTable>(table: Table): Readonly<MetricTableRows[Table]> {
  const nulls = METRIC_TABLES[table].columns.map(({ name }): [string, null] => [name, null])
  // The columns are made from the same registry as the type.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.freeze(Object.fromEntries(nulls)) as unknown as Readonly<MetricTableRows[Table]>
}
