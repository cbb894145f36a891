import type { MetricColumn, MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { storableText } from '../storable-text.ts'
import { currentIn, tableIn } from '../store-context.ts'
import { laneOf, lanePartsOf, nightsOf } from './lanes.ts'
import { type AnyMetricRow, COLUMN_TYPES, type TableColumns } from './metric-columns.ts'

/** Whose rows, seen on which scrape day, and whether a reading that says what was known before gets a row. */
export interface RowScope {
  accountId: string
  scrapeDay: string
  allRows: RawBuilder<boolean>
  /** Whether a row may be missing that should be there: then none is taken for granted. */
  rowsLost: boolean
}

/** Rows of one table, as what follows FROM: a table or a function named `given` with the columns of the same name. */
export interface GivenRows {
  columns: TableColumns
  given: RawBuilder<unknown>
}

/** What an upsert says of one table. */
export interface WrittenRows {
  table: MetricTable
  inserted: number
  updated: number
  /** How many it left to {@link lateStatement}: of them something is known from a later scrape day. */
  late: number
}

export const namesOf = (columns: readonly MetricColumn[]): RawBuilder<unknown> =>
  sql.join(columns.map(({ name }) => sql.ref(name)))
export const namesIn = (from: string, columns: readonly MetricColumn[]): RawBuilder<unknown> =>
  sql.join(columns.map(({ name }) => sql.ref(`${from}.${name}`)))
export const assignedFrom = (from: string, columns: readonly MetricColumn[]): RawBuilder<unknown> =>
  sql.join(columns.map(({ name }) => sql`${sql.ref(name)} = ${sql.ref(`${from}.${name}`)}`))

/** Whether two rows have the same key, of an account that is given elsewhere. */
export const sameKey = (
  one: string,
  other: string,
  { key }: Pick<TableColumns, 'key'>,
): RawBuilder<boolean> =>
  sql.join(
    ['airbnb_listing_id', ...key.map(({ name }) => name)].map(
      (name) => sql`${sql.ref(`${one}.${name}`)} = ${sql.ref(`${other}.${name}`)}`,
    ),
    sql` AND `,
  )

/**
 * Inserts into the history what a query gives of `given`; a row in the way is updated, but only if it differs, or was
 * not read on its day but carried there.
 */
export const insertIntoHistory = (
  schema: string,
  { table, key, given, values }: TableColumns,
  rows: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  INSERT INTO ${tableIn(schema, table)} AS stored (account_id, "time", ${namesOf(given)})
  ${rows}
  ON CONFLICT (account_id, airbnb_listing_id, ${namesOf(key)}, "time") DO UPDATE SET
    ${assignedFrom('excluded', values)}, confirmed_on = NULL
  WHERE stored.confirmed_on IS NOT NULL
    OR (${namesIn('stored', values)}) IS DISTINCT FROM (${namesIn('excluded', values)})
  RETURNING xmax = 0 AS inserted`

/** One array for each column, whole: what a row leaves out is null. */
export const arraysOf = (rows: readonly AnyMetricRow[], { given }: TableColumns): RawBuilder<unknown> => sql`
  unnest(${sql.join(
    given.map(({ name, type }) => {
      const cells = rows.map((row) => row[name] ?? null)
      const storable =
        type === 'text' ? cells.map((cell) => (cell === null ? null : storableText(String(cell)))) : cells
      return sql`${storable}::${sql.raw(COLUMN_TYPES[type])}[]`
    }),
  )}) AS given (${namesOf(given)})`

const partOf = (table: MetricTable, part: string) => sql.ref(`${table}_${part}`)

/**
 * What each given row is beside what is known of its key: new; confirmed, read again with the same numbers; changed,
 * read again with others, or with a row of its own in any case; the same as this scrape day has it, or a correction of
 * that; or late.
 */
const known = (schema: string, scope: RowScope, { columns, given }: GivenRows): RawBuilder<unknown> => {
  const { table, values } = columns
  return sql`${partOf(table, 'known')} AS MATERIALIZED (
    SELECT beside.*, CASE
      WHEN known_on IS NULL THEN 'new'
      WHEN known_on < ${scope.scrapeDay}::date THEN
        CASE WHEN is_same AND NOT ${scope.allRows} THEN 'confirmed' ELSE 'changed' END
      WHEN known_on > ${scope.scrapeDay}::date THEN 'late'
      WHEN is_same THEN ${sql.lit(scope.rowsLost ? 'corrected' : 'same')}
      WHEN known_time = ${scope.scrapeDay}::date THEN 'corrected'
      ELSE 'late' END AS step
    FROM (
      SELECT given.*, stored."time" AS known_time, stored.confirmed_on AS known_on,
        (${namesIn('stored', values)}) IS NOT DISTINCT FROM (${namesIn('given', values)}) AS is_same
      FROM ${given} LEFT JOIN ${currentIn(schema, table)} AS stored
        ON stored.account_id = ${scope.accountId}::varchar AND ${sameKey('stored', 'given', columns)}) AS beside)`
}

/** The changes of one table, from what {@link known} says. */
const changesOf = (schema: string, { accountId, scrapeDay }: RowScope, columns: TableColumns) => {
  const { table, key, given, values } = columns
  const rows = partOf(table, 'known')
  const current = currentIn(schema, table)
  const scope = sql`${accountId}::varchar, ${scrapeDay}::date`
  return [
    sql`${partOf(table, 'written')} AS (${insertIntoHistory(
      schema,
      columns,
      sql`SELECT ${scope}, ${namesOf(given)} FROM ${rows} WHERE step IN ('new', 'changed', 'corrected')`,
    )})`,
    sql`${partOf(table, 'current')} AS (
      INSERT INTO ${current} (account_id, "time", confirmed_on, first_read_on, ${namesOf(given)})
      SELECT ${accountId}::varchar, CASE step WHEN 'confirmed' THEN known_time ELSE ${scrapeDay}::date END,
        ${scrapeDay}::date, ${scrapeDay}::date, ${namesOf(given)}
      FROM ${rows} WHERE step IN ('new', 'confirmed', 'changed', 'corrected')
      ON CONFLICT (account_id, airbnb_listing_id, ${namesOf(key)}) DO UPDATE SET
        "time" = excluded."time", confirmed_on = excluded.confirmed_on, ${assignedFrom('excluded', values)})`,
  ]
}

/** Notes which readings have no row of their own. */
const confirmations = (
  schema: string,
  { accountId, scrapeDay }: RowScope,
  tables: readonly TableColumns[],
): RawBuilder<unknown> => {
  const confirmed = tables.map(
    (columns) => sql`
      SELECT ${accountId}::varchar, read.airbnb_listing_id, ${sql.lit(columns.table)}::text, ${laneOf(columns, 'read')},
        ${scrapeDay}::date, ${nightsOf(columns)}
      FROM ${partOf(columns.table, 'known')} AS read WHERE step = 'confirmed'
      GROUP BY ${sql.join([sql`read.airbnb_listing_id`, ...lanePartsOf(columns, 'read')])}`,
  )
  return sql`confirmed AS (
    INSERT INTO ${tableIn(schema, 'confirmations')} AS noted (
      account_id, airbnb_listing_id, kept_in, lane, "time", days)
    ${sql.join(confirmed, sql` UNION ALL `)}
    ON CONFLICT (account_id, airbnb_listing_id, kept_in, lane, "time") DO UPDATE SET
      days = noted.days + excluded.days)`
}

/**
 * One statement that upserts rows of any tables: the history, what is known now, and what was confirmed. Its
 * text depends on the tables alone, not on the number of rows. Nobody else may write rows of the account meanwhile, and
 * each key may occur once.
 */
export const upsertStatement = (
  schema: string,
  scope: RowScope,
  batches: readonly GivenRows[],
): RawBuilder<WrittenRows> => {
  const parts = batches.flatMap((batch) => [
    known(schema, scope, batch),
    ...changesOf(schema, scope, batch.columns),
  ])
  const noted = confirmations(
    schema,
    scope,
    batches.map(({ columns }) => columns),
  )
  // Of what was lost, and what is read on the day that retention has carried rows to, the history has its own idea.
  const counts = batches.map(
    ({ columns: { table } }) => sql`
      SELECT ${sql.lit(table)} AS "table",
        greatest(count(*) FILTER (WHERE step IN ('new', 'changed')),
          (SELECT count(*) FROM ${partOf(table, 'written')} WHERE inserted))::int AS inserted,
        count(*) FILTER (WHERE step = 'corrected' AND NOT is_same)::int AS updated,
        count(*) FILTER (WHERE step = 'late')::int AS late
      FROM ${partOf(table, 'known')}`,
  )
  return sql`WITH ${sql.join([...parts, noted])} ${sql.join(counts, sql` UNION ALL `)}`
}
