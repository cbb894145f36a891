import type { CalendarDate, LongTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { currentIn } from '../store-context.ts'
import { knownRows, type NewestQuery } from './as-of.ts'
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
  /** `DAY`, `WEEK` or `MONTH` for points of charts, `WINDOW` for numbers over windows. @defaultValue 'DAY' */
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

/** The listings of an account that a table knows, each found by its index: nothing that lies between is read. */
const listingsIn = (schema: string, table: LongTable, accountId: string): RawBuilder<string[]> => {
  const next = (after: RawBuilder<unknown>) => sql`
    SELECT known.airbnb_listing_id FROM ${currentIn(schema, table)} AS known
    WHERE known.account_id = ${accountId} AND ${after} ORDER BY known.airbnb_listing_id LIMIT 1`
  return sql`ARRAY(
    WITH RECURSIVE listing AS (
      (${next(sql`TRUE`)})
      UNION ALL
      SELECT (${next(sql`known.airbnb_listing_id > listing.airbnb_listing_id`)}) FROM listing
      WHERE listing.airbnb_listing_id IS NOT NULL)
    SELECT airbnb_listing_id FROM listing WHERE airbnb_listing_id IS NOT NULL)`
}

/**
 * Rows of a long table that are of one metric: a condition on its current table, called `known`. With the listings it
 * names a part of the key that the index can be entered at.
 */
export const isOfMetric = (
  schema: string,
  table: LongTable,
  { accountId, listingId, metric, series, granularity = 'DAY' }: SeriesQuery,
): RawBuilder<boolean> => {
  const conditions = [sql`known.metric = ${metric}`]
  if (listingId === undefined) {
    conditions.push(sql`known.airbnb_listing_id = ANY(${listingsIn(schema, table, accountId)})`)
  }
  if (table === 'metric_points') {
    conditions.push(sql`known.granularity = ${granularity}`)
    if (series !== undefined) conditions.push(sql`known.series = ${series}`)
  } else if (series !== undefined && series !== 'your') conditions.push(sql`FALSE`)
  return sql.join(conditions, sql` AND `)
}

/** One metric's numbers; by listing id, series and night. */
export const seriesRows = (schema: string, query: SeriesQuery): RawBuilder<SeriesRow> => {
  const { metric, series, granularity = 'DAY' } = query
  const isWindow = granularity === GRANULARITY_OF_WINDOWS
  const wide: SeriesTable = isWindow ? 'chart_summary' : 'chart_query'
  const long: LongTable = isWindow ? 'metric_windows' : 'metric_points'
  const wanted = keysOf(query)
  const cells = SERIES_CELLS.filter(
    (candidate) =>
      candidate.table === wide &&
      candidate.metric === metric &&
      candidate.series === (series ?? candidate.series),
  )
  const hasCells = cells.length > 0 && (isWindow || granularity === 'DAY')
  const names = [...(isWindow ? ['window_end'] : []), ...cells.flatMap(columnNamesOf)]
  const values = columnsOf(long).values.map(({ name }) => name)
  const longRows = knownRows(schema, long, wanted, values, isOfMetric(schema, long, query))
  const parts = [
    ...(hasCells ? cells.map((each) => rowsOfCells(each, sql`wide_rows`)) : []),
    rowsOfLong(long, sql`(${longRows})`),
  ]
  return sql`
    ${hasCells ? sql`WITH wide_rows AS MATERIALIZED (${knownRows(schema, wide, wanted, names)})` : sql``}
    SELECT * FROM (${sql.join(parts, sql` UNION ALL `)}) AS numbers
    ORDER BY airbnb_listing_id COLLATE "C", series COLLATE "C", metric_date, window_end`
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
