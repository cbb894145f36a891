import {
  type CellColumns,
  changeCells,
  dailyCells,
  type LongTable,
  METRIC_REGISTRY,
  METRIC_TABLES,
  type Metric,
  windowCells,
} from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'

/**
 * The tables that have columns for a metric and that its series are read from. `list_of_metrics` holds nothing that
 * these do not.
 */
export type SeriesTable = 'chart_query' | 'chart_summary'

/** Where a wide table keeps one series of a metric. */
export interface SeriesCells {
  readonly table: SeriesTable
  readonly metric: string
  readonly series: 'your' | 'similar'
  readonly cells: CellColumns
  /** Where its difference to similar listings is; null where there is none. */
  readonly change: CellColumns | null
}

const METRICS: readonly Metric[] = METRIC_REGISTRY

/** Every series that has columns, in the registry's order. */
export const SERIES_CELLS: readonly SeriesCells[] = METRICS.flatMap((metric): SeriesCells[] => {
  const { name, byDay = false, byWindow = false, compared = false } = metric
  const nights = (['your', 'similar'] as const).map((series): SeriesCells => {
    return { table: 'chart_query', metric: name, series, cells: dailyCells(metric, series), change: null }
  })
  const windows: SeriesCells = {
    table: 'chart_summary',
    metric: name,
    series: 'your',
    cells: windowCells(metric),
    change: compared ? changeCells(metric) : null,
  }
  return [...(byDay ? nights : []), ...(byWindow ? [windows] : [])]
})

/** The columns of a series: each number and its text. */
export const columnNamesOf = ({ cells, change }: SeriesCells): readonly string[] =>
  [cells, ...(change === null ? [] : [change])].flatMap(({ value, text }) => [value, text])

/** What is said in place of a granularity of a number over a window, so that it is told apart from points. */
export const GRANULARITY_OF_WINDOWS = 'WINDOW'

const of = (name: string): RawBuilder<unknown> => sql.ref(`known.${name}`)
const NO_TEXT = sql`NULL::text`
const NO_NUMBER = sql`NULL::double precision`

/** What rows of series have, each column under its name. */
const columns = (row: Readonly<Record<string, RawBuilder<unknown>>>): RawBuilder<unknown> => sql`
  known.account_id, known.airbnb_listing_id,
  ${sql.join(Object.entries(row).map(([name, cell]) => sql`${cell} AS ${sql.id(name)}`))}`

/**
 * The rows of a series that has columns: those that have its number or its text.
 *
 * @param rows what follows FROM: rows of the table, with `time` and `confirmed_on`.
 */
export const rowsOfCells = (
  { table, metric, series, cells, change }: SeriesCells,
  rows: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const isWindow = table === 'chart_summary'
  const changed = change === null ? [] : [of(change.value), of(change.text)]
  const [valueChange = NO_NUMBER, changeText = NO_TEXT] = changed
  return sql`
    SELECT ${columns({
      metric: sql`${sql.lit(metric)}::text`,
      series: sql`${sql.lit(series)}::text`,
      granularity: sql`${sql.lit(isWindow ? GRANULARITY_OF_WINDOWS : 'DAY')}::text`,
      metric_date: of(METRIC_TABLES[table].day),
      window_end: isWindow ? of('window_end') : sql`NULL::date`,
      time: of('time'),
      confirmed_on: of('confirmed_on'),
      value: sql`${of(cells.value)}::double precision`,
      value_string: of(cells.text),
      value_type: NO_TEXT,
      value_raw: NO_TEXT,
      value_change: valueChange,
      value_change_string: changeText,
      compared_with:
        change === null
          ? NO_TEXT
          : sql`CASE WHEN num_nonnulls(${sql.join(changed)}) > 0 THEN 'similar'::text END`,
      currency: NO_TEXT,
    })}
    FROM ${rows} AS known
    WHERE num_nonnulls(${sql.join([of(cells.value), of(cells.text), ...changed])}) > 0`
}

/** The same of rows of a long table, all of them. */
export const rowsOfLong = (table: LongTable, rows: RawBuilder<unknown>): RawBuilder<unknown> => {
  const isWindow = table === 'metric_windows'
  const ifWindow = (name: string, otherwise: RawBuilder<unknown>) => (isWindow ? of(name) : otherwise)
  return sql`
    SELECT ${columns({
      metric: of('metric'),
      series: isWindow ? sql`'your'::text` : of('series'),
      granularity: isWindow ? sql`${sql.lit(GRANULARITY_OF_WINDOWS)}::text` : of('granularity'),
      metric_date: of(METRIC_TABLES[table].day),
      window_end: ifWindow('window_end', sql`NULL::date`),
      time: of('time'),
      confirmed_on: of('confirmed_on'),
      value: of('value'),
      value_string: of('value_string'),
      value_type: of('value_type'),
      value_raw: of('value_raw'),
      value_change: ifWindow('value_change', NO_NUMBER),
      value_change_string: ifWindow('value_change_string', NO_TEXT),
      compared_with: ifWindow('compared_with', NO_TEXT),
      currency: ifWindow('currency', NO_TEXT),
    })}
    FROM ${rows} AS known`
}
