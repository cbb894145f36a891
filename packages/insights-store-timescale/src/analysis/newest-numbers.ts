import { API_LIMITS } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { knownRows, knownThen, wantedKeys } from '../metrics/as-of.ts'
import { isNotedOf } from '../metrics/lanes.ts'
import { columnsOf } from '../metrics/metric-columns.ts'
import { currentIn, tableIn } from '../store-context.ts'
import { sundayOf } from '../sunday-of.ts'
import type { AnalysisQuery } from './analysis-query.ts'

/** No number of a night that is further ahead of its scrape day was measured; answers have zeros there. */
const LAST_COUNTED = sql.lit(API_LIMITS.lastCountedNight)

/** So many days before it is counted a night is read at the most: a sync asks for twelve whole weeks ahead. */
const DAYS_UNCOUNTED = sql.lit(7)

const NIGHTS = columnsOf('chart_query')

/** Databases of the Python system have other windows than weeks, which overlap. */
const IS_WEEK = sql`window_end = window_start + 6 AND window_start = ${sundayOf(sql`window_start`)}`

/** Whether a night was counted on a scrape day. */
export const isCounted = (night: RawBuilder<unknown>, scrapeDay: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`${night} <= ${scrapeDay} + ${LAST_COUNTED}`

/** A night's counted rows cannot be older, but TimescaleDB picks chunks by what it is told of `time` alone. */
export const knownSince = (night: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`"time" >= ${night} - ${LAST_COUNTED}`

/** The same of a night's first row, which may be from before it was counted. */
export const readSince = (night: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`"time" >= ${firstRead(night)}`

/** The first scrape day that may have read a night. */
export const firstRead = (night: RawBuilder<unknown>): RawBuilder<string> =>
  sql`(${night} - ${LAST_COUNTED} - ${DAYS_UNCOUNTED})`

/** Numbers as what they are added up in, each after a comma. */
const numbers = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(
    columns.map((name) => sql`, ${sql.ref(name)}::double precision AS ${sql.ref(name)}`),
    sql``,
  )

/**
 * Some numbers of each listing and night as they were read last, on the day `time`, in no order.
 *
 * @param columns of type integer or double precision; read as the latter.
 * @param where which of them to look at.
 */
export const newestNights = (
  schema: string,
  query: AnalysisQuery,
  columns: readonly string[],
  where: RawBuilder<unknown> = sql`TRUE`,
): RawBuilder<unknown> => sql`
  SELECT * FROM (
    SELECT airbnb_listing_id, metric_date, confirmed_on AS "time" ${numbers(columns)}
    FROM (${knownRows(schema, 'chart_query', query, columns)}) AS known) AS newest
  WHERE ${isCounted(sql`metric_date`, sql`"time"`)} AND ${where}`

/** The same of each listing and week, which windows of other lengths are not: they hide none that was read before. */
export const newestWeeks = (
  schema: string,
  table: 'chart_summary' | 'list_of_metrics',
  query: AnalysisQuery,
  columns: readonly string[],
  where: RawBuilder<unknown> = sql`TRUE`,
): RawBuilder<unknown> => {
  const all = sql.join(columns.map((name) => sql.ref(name)))
  return sql`
  SELECT * FROM (
    SELECT airbnb_listing_id, window_start, read_on AS "time" ${numbers(columns)}
    FROM (
      SELECT airbnb_listing_id, window_start, window_end, confirmed_on AS read_on, ${all}
      FROM (${knownRows(schema, table, query, ['window_end', ...columns])}) AS known
      UNION ALL
      SELECT known.airbnb_listing_id, known.window_start, known.window_start + 6, before.*
      FROM (${knownRows(schema, table, query, ['window_end'])}) AS known
      CROSS JOIN LATERAL (
        SELECT stored."time", ${all} FROM ${tableIn(schema, table)} AS stored
        WHERE stored.account_id = known.account_id AND stored.airbnb_listing_id = known.airbnb_listing_id
          AND stored.window_start = known.window_start AND stored."time" < known."time"
          AND stored.window_end = stored.window_start + 6
        ORDER BY stored."time" DESC LIMIT 1) AS before
      WHERE known.window_end <> known.window_start + 6) AS weeks
    WHERE ${IS_WEEK}) AS newest
  WHERE ${where}`
}

/** Rows of `chart_query`, each a change, and a reading of the day {@link readOn}: FROM and WHERE. */
export const nightRows = (schema: string, query: AnalysisQuery): RawBuilder<unknown> => sql`
  ${tableIn(schema, 'chart_query')} AS stored WHERE ${wantedKeys(query, 'metric_date', 'stored')}
    AND ${query.asOf === undefined ? sql`TRUE` : sql`"time" <= ${query.asOf}::date`}`

/** When a row of `chart_query` was read: one that retention has carried to its day was read before that. */
export const readOn: RawBuilder<string> = sql`coalesce(stored.confirmed_on, stored."time")`

/** Whether a night was confirmed while it was counted, before a scrape day: of a row of `chart_query`, by its name. */
export const wasConfirmedBefore = (schema: string, row: string): RawBuilder<boolean> => sql`EXISTS (
  SELECT FROM ${tableIn(schema, 'confirmations')} AS noted
  WHERE noted.account_id = ${sql.ref(`${row}.account_id`)} AND ${isNotedOf(NIGHTS, row)}
    AND noted."time" < ${sql.ref(`${row}.time`)} AND noted."time" >= ${sql.ref(`${row}.metric_date`)} - ${LAST_COUNTED})`

/** The confirmations of nights, for all of an account's: by the index that has these alone. */
const notedNights = (schema: string): RawBuilder<unknown> =>
  sql`(SELECT * FROM ${tableIn(schema, 'confirmations')} WHERE kept_in = ${sql.lit(NIGHTS.table)})`

/**
 * Every reading of nights while they were counted, one a scrape day, with some numbers of it: also those that said what
 * was known before and have no row. In no order.
 *
 * @param columns of type integer or double precision; read as the latter.
 * @param first the first night.
 * @param last the last night; without it only readings after the night itself are given, so that what was read while it
 *   lay ahead need not be looked at.
 */
export const nightReadings = (
  schema: string,
  query: AnalysisQuery,
  columns: readonly string[],
  first: RawBuilder<unknown>,
  last?: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const { accountId, listingId, asOf } = query
  const all = sql.join(columns.map((name) => sql.ref(name)))
  // TimescaleDB picks chunks by what it is told of `time` alone.
  const wanted =
    last === undefined
      ? sql`metric_date >= ${first} AND "time" > metric_date AND "time" > ${first}`
      : sql`metric_date BETWEEN ${first} AND ${last} AND ${readSince(first)}`
  const span =
    last === undefined
      ? sql`daterange(${first}, greatest(${first}, noted."time"))`
      : sql`daterange(${first}, ${last}, '[]')`
  const nothing = sql.join(columns.map(() => sql`NULL::double precision`))
  // What was known on the night itself, for confirmations that follow it.
  const before = sql`
    SELECT known.airbnb_listing_id, known.metric_date, then_known."time", FALSE AS is_reading, TRUE AS is_row,
      ${sql.join(columns.map((name) => sql`${sql.ref(`then_known.${name}`)}::double precision`))}
    FROM ${currentIn(schema, 'chart_query')} AS known
    CROSS JOIN LATERAL (${knownThen(schema, 'chart_query', columns, sql`known.metric_date`, firstRead(first))}) AS then_known
    WHERE ${wantedKeys(query, 'metric_date', 'known')} AND known.metric_date >= ${first} AND EXISTS (
      SELECT FROM ${tableIn(schema, 'confirmations')} AS noted
      WHERE noted.account_id = known.account_id AND ${isNotedOf(NIGHTS, 'known')}
        AND noted."time" > ${first} AND noted."time" > known.metric_date)`
  return sql`
    SELECT airbnb_listing_id, metric_date, "time",
      ${sql.join(
        columns.map(
          (name) =>
            sql`max(${sql.ref(name)}) OVER (PARTITION BY airbnb_listing_id, metric_date, in_a_row) AS ${sql.ref(name)}`,
        ),
      )}, is_reading
    FROM (
      SELECT *, count(*) FILTER (WHERE is_row) OVER (
        PARTITION BY airbnb_listing_id, metric_date ORDER BY "time") AS in_a_row
      FROM (
        SELECT airbnb_listing_id, metric_date, ${readOn}, ${isCounted(sql`metric_date`, readOn)}
            AND ${last === undefined ? sql`${readOn} > metric_date` : sql`TRUE`} AS is_reading,
          TRUE AS is_row ${numbers(columns)}
        FROM ${nightRows(schema, query)} AND ${wanted}
        UNION ALL
        SELECT airbnb_listing_id, metric_date, "time", ${isCounted(sql`metric_date`, sql`"time"`)}, FALSE, ${nothing}
        FROM (
          SELECT noted.airbnb_listing_id, lower(span) + night AS metric_date, noted."time"
          FROM ${notedNights(schema)} AS noted CROSS JOIN unnest(
            noted.days * datemultirange(${span})) AS span
          CROSS JOIN LATERAL generate_series(0, upper(span) - lower(span) - 1) AS night
          WHERE noted.account_id = ${accountId}
            AND ${listingId === undefined ? sql`TRUE` : sql`noted.airbnb_listing_id = ${listingId}`}
            AND ${asOf === undefined ? sql`TRUE` : sql`noted."time" <= ${asOf}::date`}
            AND ${last === undefined ? sql`noted."time" > ${first}` : sql`noted.${knownSince(first)}`}
          ) AS confirmed
        WHERE ${wantedDays(query)} AND ${wanted}
        ${last === undefined ? sql`UNION ALL ${before}` : sql``}
      ) AS readings (airbnb_listing_id, metric_date, "time", is_reading, is_row, ${all})
    ) AS filled`
}

const wantedDays = ({ from, to }: AnalysisQuery): RawBuilder<unknown> => sql`
  (${from ?? null}::date IS NULL OR metric_date >= ${from ?? null}::date)
  AND (${to ?? null}::date IS NULL OR metric_date <= ${to ?? null}::date)`
