import type { CalendarDate, MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { MetricRow } from '../database.ts'
import { currentIn, tableIn } from '../store-context.ts'
import { isNotedOf } from './lanes.ts'
import { COLUMN_TYPES, columnsOf, metricRowColumns } from './metric-columns.ts'
import { namesIn, sameKey } from './upsert-statement.ts'

/** Which rows to read. */
export interface LatestQuery<Table extends MetricTable = 'chart_query'> {
  /** The table to read. @defaultValue 'chart_query' */
  table?: Table
  accountId: string
  /** The first stay night wanted, of `metric_date` or `window_start`. @defaultValue no limit */
  from?: CalendarDate
  /** The last stay night wanted, itself included. @defaultValue no limit */
  to?: CalendarDate
  /** A listing's id, for that listing alone. @defaultValue all of the account's */
  listingId?: string
}

/** Which rows to read, as they were known on a day. */
export interface AsOfQuery<Table extends MetricTable = 'chart_query'> extends LatestQuery<Table> {
  /** Only what was known on this scrape day or before it. */
  asOf: CalendarDate
}

/** Which rows to read, as they are known now or as they were on a day. */
export type NewestQuery<Table extends MetricTable> = Omit<AsOfQuery<Table>, 'asOf'> & { asOf?: CalendarDate }

const within = (
  column: RawBuilder<unknown>,
  { from, to }: Pick<LatestQuery<MetricTable>, 'from' | 'to'>,
): RawBuilder<unknown> => sql`
  ${from === undefined ? sql`TRUE` : sql`${column} >= ${from}::date`}
  AND ${to === undefined ? sql`TRUE` : sql`${column} <= ${to}::date`}`

/**
 * Whose rows, of which nights and listing: a condition on the columns of a table.
 *
 * @param row what the table is called in the query.
 */
export const wantedKeys = (
  { accountId, listingId, ...days }: NewestQuery<MetricTable>,
  day: string,
  row: string,
): RawBuilder<unknown> => sql`
  ${sql.ref(`${row}.account_id`)} = ${accountId} AND ${within(sql.ref(`${row}.${day}`), days)}
  AND ${listingId === undefined ? sql`TRUE` : sql`${sql.ref(`${row}.airbnb_listing_id`)} = ${listingId}`}`

/** Columns of a row, each with the comma that follows it. */
const eachBefore = (columns: readonly string[], row: string): RawBuilder<unknown> =>
  sql.join(
    columns.map((name) => sql`${sql.ref(`${row}.${name}`)}, `),
    sql``,
  )

/**
 * For LATERAL: what was known of a row of the current table, called `known`, on a day; no row where nothing was. Of
 * what has not changed since, the current row has the numbers; else the newest row of the history at or before the day,
 * by its index, newest chunk first. When it was read last is looked up where it was read again after that day: among
 * what was noted, then in the row that retention made of what had been noted before.
 *
 * @param columns of the table, beside its key.
 * @param day undefined for what is known now.
 * @param since the first scrape day that rows can be of: TimescaleDB opens no chunk before it.
 */
export const knownThen = (
  schema: string,
  table: MetricTable,
  columns: readonly string[],
  day: RawBuilder<unknown> | undefined,
  since?: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const now = sql`SELECT ${eachBefore(columns, 'known')} known."time", known.confirmed_on`
  if (day === undefined) return now
  const keyed = columnsOf(table)
  const of = (row: string) => eachBefore(columns, row)
  const lastNoted = (row: RawBuilder<unknown>) => sql`(
    SELECT noted."time" FROM ${tableIn(schema, 'confirmations')} AS noted
    WHERE noted.account_id = known.account_id AND ${isNotedOf(keyed, 'known')}
      AND noted."time" <= ${day} AND noted."time" >= ${row}
    ORDER BY noted."time" DESC LIMIT 1)`
  const isOfKey = sql`
    stored.account_id = known.account_id AND ${sameKey('stored', 'known', keyed)} AND stored."time" <= ${day}`
  const lastCarried = sql`(
    SELECT stored.confirmed_on FROM ${tableIn(schema, table)} AS stored
    WHERE ${isOfKey} AND stored."time" >= known."time" AND stored.confirmed_on IS NOT NULL
    ORDER BY stored."time" DESC LIMIT 1)`
  return sql`
    ${now} WHERE known.confirmed_on <= ${day}
      UNION ALL
      SELECT ${of('known')} known."time", coalesce(${lastNoted(sql`known."time"`)}, ${lastCarried}, known."time")
      WHERE known.confirmed_on > ${day} AND known."time" <= ${day}
      UNION ALL
      SELECT * FROM (
        SELECT ${of('stored')} stored."time", coalesce(
          ${lastNoted(sql`stored."time"`)}, stored.confirmed_on, stored."time") AS confirmed_on
        FROM ${tableIn(schema, table)} AS stored
        WHERE ${isOfKey} AND known."time" > ${day} AND known.first_read_on <= ${day}
          AND ${since === undefined ? sql`TRUE` : sql`stored."time" >= ${since}`}
        ORDER BY stored."time" DESC LIMIT 1) AS before`
}

/**
 * Some columns of what is known now, or was on a day, with the key, `time` and `confirmed_on`; what was first read later
 * is left out. In no order.
 *
 * @param columns of the table, beside its key.
 * @param where which rows: a condition on the columns of the current table, called `known`.
 */
export const knownRows = (
  schema: string,
  table: MetricTable,
  query: NewestQuery<MetricTable>,
  columns: readonly string[],
  where: RawBuilder<unknown> = sql`TRUE`,
): RawBuilder<unknown> => {
  const { day, key } = columnsOf(table)
  const { asOf } = query
  const then = asOf === undefined ? undefined : sql`${asOf}::date`
  return sql`
    SELECT known.account_id, known.airbnb_listing_id, ${namesIn('known', key)}, ${eachBefore(columns, 'then_known')} then_known."time", then_known.confirmed_on
    FROM ${currentIn(schema, table)} AS known
    CROSS JOIN LATERAL (${knownThen(schema, table, columns, then)}) AS then_known
    WHERE ${wantedKeys(query, day, 'known')}
      AND ${then === undefined ? sql`TRUE` : sql`known.first_read_on <= ${then}`} AND ${where}`
}

/** The columns by which rows are ordered: no two have the same. */
export const orderOf = (table: MetricTable): readonly string[] => [
  'airbnb_listing_id',
  ...columnsOf(table).key.map(({ name }) => name),
]

/** Rows that come after one, whose cells of {@link orderOf} these are: a condition on the current table. */
const comesAfter = (table: MetricTable, cells: readonly string[]): RawBuilder<boolean> => {
  const { given } = columnsOf(table)
  const values = orderOf(table).map((name, index) => {
    const type = given.find((column) => column.name === name)?.type ?? 'text'
    return sql`${cells[index]}::${sql.raw(COLUMN_TYPES[type])}`
  })
  const columns = orderOf(table).map((name) => sql.ref(`known.${name}`))
  return sql`(${sql.join(columns)}) > (${sql.join(values)})`
}

/**
 * For each listing and key what is known now, or was on the day `asOf`; in the order of {@link orderOf}. `after` leaves
 * out all that do not come after a row with these cells, `limit` those that come after so many.
 */
export const newestRowsQuery = <Table extends MetricTable>(
  schema: string,
  table: Table,
  query: NewestQuery<Table>,
  { after, limit = null }: { after?: readonly string[]; limit?: number | null } = {},
): RawBuilder<MetricRow<Table>> => {
  const { values } = columnsOf(table)
  const rows = knownRows(
    schema,
    table,
    query,
    values.map(({ name }) => name),
    after && comesAfter(table, after),
  )
  const names = sql.join(metricRowColumns(table).map(({ name }) => sql.ref(name)))
  return sql<MetricRow<Table>>`
    SELECT ${names} FROM (${rows}) AS rows
    ORDER BY ${sql.join(orderOf(table).map((name) => sql.ref(name)))} LIMIT ${limit}::bigint`
}
