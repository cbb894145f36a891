import type { CalendarDate, LongTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { knownRows, type NewestQuery } from './as-of.ts'
import { listingsIn } from './listings-in.ts'
import { columnsOf } from './metric-columns.ts'
import {
  columnNamesOf,
  GRANULARITY_OF_WINDOWS,
  rowsOfCells,
  rowsOfLong,
  SERIES_CELLS,
  type SeriesTable,
} from './series-columns.ts'

/** Which numbers of a metric to read. */
export interface SeriesQuery {
  accountId: string
  /** The metric's name, as the API has it. */
  metric: string
  /** The first stay night wanted; of a week, month or window the first one in it. @defaultValue no limit */
  from?: CalendarDate
  /** The last stay night wanted, itself included. @defaultValue no limit */
  to?: CalendarDate
  /** A listing's id, for that listing alone. @defaultValue all of the account's */
  listingId?: string
  /** Only what was known on this scrape day or before it. @defaultValue what is known now */
  asOf?: CalendarDate
  /** Whose numbers: `your`, `similar`, `overTime`, or as the API calls a comparison. @defaultValue all of them */
  series?: string
  /**
   * `DAY`, `WEEK` or `MONTH` for points of charts, `WINDOW` for numbers over windows.
   *
   * @defaultValue 'DAY'; all of them where they are streamed
   */
  granularity?: string
}

/** One number of a metric, whichever table holds it. Rates are fractions. */
export interface SeriesRow {
  account_id: string
  airbnb_listing_id: string
  metric: string
  /** Whose number it is: `your`, `similar`, `overTime`, or as the API calls a comparison. */
  series: string
  /** `DAY`, `WEEK` or `MONTH`; `WINDOW` of a number over a window. */
  granularity: string
  /** The stay night, or the first one of the week, month or window. */
  metric_date: CalendarDate
  /** The window's last night; null of a point. */
  window_end: CalendarDate | null
  /** The scrape day since which the number is known to hold. */
  time: CalendarDate
  /** The last scrape day that read it. */
  confirmed_on: CalendarDate
  /** Null where the API has none, or something else than a number. */
  value: number | null
  /** What Airbnb's page shows. */
  value_string: string | null
  /** What the API says that the number is; null where a column of its own holds it. */
  value_type: string | null
  /** JSON of what came instead of a number. */
  value_raw: string | null
  /** Own minus compared, of a window. */
  value_change: number | null
  value_change_string: string | null
  /** Whose number the change is the difference to, in the words of `series`. */
  compared_with: string | null
  /** ISO 4217 code, of money. */
  currency: string | null
}

/**
 * Rows of a long table that are of one metric: a condition on its current table, called `known`. With the listings it
 * names a part of the key that the index can be entered at.
 */
export const isOfMetric = (
  schema: string,
  table: LongTable,
  { accountId, listingId, metric, series, granularity }: SeriesQuery,
): RawBuilder<boolean> => {
  const conditions = [sql`known.metric = ${metric}`]
  if (listingId === undefined) {
    conditions.push(sql`known.airbnb_listing_id = ANY(${listingsIn(schema, table, accountId)})`)
  }
  if (table === 'metric_points') {
    if (granularity !== undefined) conditions.push(sql`known.granularity = ${granularity}`)
    if (series !== undefined) conditions.push(sql`known.series = ${series}`)
  } else if (series !== undefined && series !== 'your') conditions.push(sql`FALSE`)
  return sql.join(conditions, sql` AND `)
}

/** One metric's points, or its numbers over windows: parts of a query, and what they are read from. */
const numbersIn = (
  schema: string,
  { wide, long }: { wide: SeriesTable; long: LongTable },
  query: SeriesQuery,
): { parts: RawBuilder<unknown>[]; read: RawBuilder<unknown>[] } => {
  const { metric, series, granularity } = query
  const isWindow = long === 'metric_windows'
  const wanted = keysOf(query)
  const values = columnsOf(long).values.map(({ name }) => name)
  const longRows = knownRows(schema, long, wanted, values, isOfMetric(schema, long, query))
  const parts = [rowsOfLong(long, sql`(${longRows})`)]
  const cells = SERIES_CELLS.filter(
    (candidate) =>
      candidate.table === wide &&
      candidate.metric === metric &&
      candidate.series === (series ?? candidate.series),
  )
  const isOfDays = granularity === undefined || granularity === 'DAY'
  if (cells.length === 0 || !(isWindow || isOfDays)) return { parts, read: [] }
  const names = [...(isWindow ? ['window_end'] : []), ...cells.flatMap(columnNamesOf)]
  const name = sql.id(`${wide}_rows`)
  return {
    parts: [...cells.map((each) => rowsOfCells(each, name)), ...parts],
    read: [sql`${name} AS MATERIALIZED (${knownRows(schema, wide, wanted, names)})`],
  }
}

const POINTS = { wide: 'chart_query', long: 'metric_points' } as const
const WINDOWS = { wide: 'chart_summary', long: 'metric_windows' } as const

/**
 * One metric's numbers; by listing id, granularity, series and night.
 *
 * @param query without a granularity those of all.
 */
export const seriesRows = (schema: string, query: SeriesQuery): RawBuilder<SeriesRow> => {
  const { granularity } = query
  const tables =
    granularity === undefined
      ? [POINTS, WINDOWS]
      : [granularity === GRANULARITY_OF_WINDOWS ? WINDOWS : POINTS]
  const numbers = tables.map((each) => numbersIn(schema, each, query))
  const read = numbers.flatMap((each) => each.read)
  return sql`
    ${read.length > 0 ? sql`WITH ${sql.join(read)}` : sql``}
    SELECT * FROM (${sql.join(
      numbers.flatMap(({ parts }) => parts),
      sql` UNION ALL `,
    )}) AS numbers
    ORDER BY airbnb_listing_id COLLATE "C", granularity COLLATE "C", series COLLATE "C", metric_date, window_end`
}

const keysOf = ({
  accountId,
  from,
  to,
  listingId,
  asOf,
}: SeriesQuery): NewestQuery<SeriesTable | LongTable> => ({
  accountId,
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
  ...(listingId !== undefined && { listingId }),
  ...(asOf !== undefined && { asOf }),
})
