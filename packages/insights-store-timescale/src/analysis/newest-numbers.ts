import { API_LIMITS, METRIC_TABLES, type MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { wantedRows } from '../metrics/as-of.ts'
import { tableIn } from '../store-context.ts'
import { type AnalysisQuery, sundayOf } from './analysis-query.ts'

/** Days are numbers in an array, counted from here. */
const EPOCH = sql`date '2000-01-01'`

/** No number of a night that is further ahead of its scrape day was measured; answers have zeros there. */
const LAST_COUNTED = sql.lit(API_LIMITS.lastCountedNight)

/** Databases of the Python system have other windows than weeks, which overlap. */
const IS_WEEK = sql`window_end = window_start + 6 AND window_start = ${sundayOf(sql`window_start`)}`

/** A night's counted rows cannot be older, but TimescaleDB picks chunks by what it is told of `time` alone. */
export const knownSince = (night: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`"time" >= ${night} - ${LAST_COUNTED}`

/** All readings of the nights that are asked for, one a scrape day, where the night was counted: FROM and WHERE. */
export const nightReadings = (schema: string, query: AnalysisQuery): RawBuilder<unknown> => sql`
  ${tableIn(schema, 'chart_query')} WHERE ${wantedRows(query, sql.ref('metric_date'))}
    AND metric_date <= "time" + ${LAST_COUNTED}
    AND ${query.from === undefined ? sql`TRUE` : knownSince(sql`${query.from}::date`)}`

/**
 * A row's scrape day and some of its numbers in an array: of several the greatest is that of the newest scrape day, so
 * that one pass with a hash finds the newest rows. To sort all rows of years takes three times as long, and a join goes
 * wrong on a table without statistics.
 *
 * @param columns of type integer or double precision; read as the latter.
 */
export const reading = (columns: readonly string[]): RawBuilder<unknown> =>
  sql`ARRAY["time" - ${EPOCH}, ${sql.join(columns.map((name) => sql.ref(name)))}]::double precision[]`

/** The scrape day of a {@link reading}. */
export const readingDay = (of: string): RawBuilder<string> => sql`(${EPOCH} + ${sql.ref(of)}[1]::integer)`

/** The number of a {@link reading}'s column that has this place among its columns, from 0 on. */
export const readingNumber = (of: string, place: number): RawBuilder<number | null> =>
  sql`${sql.ref(of)}[${sql.lit(place + 2)}]`

const newestReadings = (
  table: MetricTable,
  columns: readonly string[],
  rows: RawBuilder<unknown>,
  filter: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> => {
  const day = sql.ref(METRIC_TABLES[table].day)
  const numbers = columns.map((name, place) => sql`${readingNumber('newest', place)} AS ${sql.ref(name)}`)
  return sql`
    SELECT airbnb_listing_id, ${day}, ${readingDay('newest')} AS "time", ${sql.join(numbers)}
    FROM (
      SELECT airbnb_listing_id, ${day}, max(${reading(columns)}) ${filter} AS newest
      FROM ${rows}
      GROUP BY airbnb_listing_id, ${day}) AS keys
    WHERE newest IS NOT NULL`
}

/**
 * Some numbers of the newest row of each listing and night, in no order.
 *
 * @param columns as for {@link reading}.
 * @param where which of the readings to look at.
 */
export const newestNights = (
  schema: string,
  query: AnalysisQuery,
  columns: readonly string[],
  where: RawBuilder<unknown> = sql`TRUE`,
): RawBuilder<unknown> =>
  newestReadings('chart_query', columns, sql`${nightReadings(schema, query)} AND ${where}`)

/** The same of each listing and week, which windows of other lengths are not. */
export const newestWeeks = (
  schema: string,
  table: 'chart_summary' | 'list_of_metrics',
  query: AnalysisQuery,
  columns: readonly string[],
  where: RawBuilder<unknown> = sql`TRUE`,
): RawBuilder<unknown> => {
  const rows = sql`${tableIn(schema, table)} WHERE ${wantedRows(query, sql.ref('window_start'))} AND ${where}`
  // Not in WHERE: it would make the planner expect a handful of rows, and sort them all.
  return newestReadings(table, columns, rows, sql`FILTER (WHERE ${IS_WEEK})`)
}
