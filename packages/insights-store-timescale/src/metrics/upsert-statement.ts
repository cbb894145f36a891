import type { MetricColumn, MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { storableText } from '../storable-text.ts'
import { tableIn } from '../store-context.ts'
import { type AnyMetricRow, COLUMN_TYPES, type TableColumns } from './metric-columns.ts'

/** Whose rows, seen on which scrape day. */
export interface RowScope {
  accountId: string
  scrapeDay: string
}

/** What an upsert says of one table. */
interface WrittenRows {
  table: MetricTable
  inserted: number
  updated: number
}

const names = (columns: readonly MetricColumn[]) => sql.join(columns.map(({ name }) => sql.ref(name)))
const namesIn = (from: string, columns: readonly MetricColumn[]) =>
  sql.join(columns.map(({ name }) => sql.ref(`${from}.${name}`)))

/** The columns that an upsert inserts, in order. */
export const insertedColumns = ({ given }: TableColumns): RawBuilder<unknown> =>
  sql`(account_id, "time", ${names(given)})`

/** The account and the scrape day of each row, as the first two of {@link insertedColumns}. */
export const scopeOf = ({ accountId, scrapeDay }: RowScope): RawBuilder<unknown> =>
  sql`${accountId}::varchar, ${scrapeDay}::date`

/** Updates the row in the way of an insert into `stored`, but only if it differs, and says what was done. */
export const onConflictUpdate = ({ day, values }: TableColumns): RawBuilder<unknown> => sql`
  ON CONFLICT (account_id, airbnb_listing_id, ${sql.ref(day)}, "time") DO UPDATE SET
    ${sql.join(values.map(({ name }) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}
  WHERE (${namesIn('stored', values)}) IS DISTINCT FROM (${namesIn('excluded', values)})
  RETURNING xmax = 0 AS inserted`

/** One array for each column, whole: what a row leaves out is null. */
const arraysOf = (rows: readonly AnyMetricRow[], columns: readonly MetricColumn[]) =>
  sql.join(
    columns.map(({ name, type }) => {
      const cells = rows.map((row) => row[name] ?? null)
      const storable =
        type === 'text' ? cells.map((cell) => (cell === null ? null : storableText(String(cell)))) : cells
      return sql`${storable}::${sql.raw(COLUMN_TYPES[type])}[]`
    }),
  )

const written = (table: MetricTable) => sql.ref(`${table}_written`)

/**
 * One statement that upserts rows of any of the three tables, each as arrays through `unnest`: its text
 * depends on the tables alone, not on the number of rows, and no parameter limit is near.
 */
export const upsertStatement = (
  schema: string,
  scope: RowScope,
  batches: readonly { columns: TableColumns; rows: readonly AnyMetricRow[] }[],
): RawBuilder<WrittenRows> => {
  const inserts = batches.map(
    ({ columns, rows }) => sql`${written(columns.table)} AS (
      INSERT INTO ${tableIn(schema, columns.table)} AS stored ${insertedColumns(columns)}
      SELECT ${scopeOf(scope)}, given.* FROM unnest(${arraysOf(rows, columns.given)}) AS given
      ${onConflictUpdate(columns)})`,
  )
  const counts = batches.map(
    ({ columns: { table } }) => sql`
      SELECT ${sql.lit(table)} AS "table", count(*) FILTER (WHERE inserted)::int AS inserted,
        count(*) FILTER (WHERE NOT inserted)::int AS updated
      FROM ${written(table)}`,
  )
  return sql`WITH ${sql.join(inserts)} ${sql.join(counts, sql` UNION ALL `)}`
}
