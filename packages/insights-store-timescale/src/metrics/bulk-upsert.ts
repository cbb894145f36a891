import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type RawBuilder, sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import type { PoolSession } from '../connection/pg-pool.ts'
import { storableIn } from '../connection/storable-characters.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { copyText } from './copy-text.ts'
import type { AnyMetricRow, TableColumns } from './metric-columns.ts'
import type { RowCounts } from './upsert-counts.ts'
import { insertedColumns, onConflictUpdate, type RowScope, scopeOf } from './upsert-statement.ts'

/** Runs a statement on the session of the transaction. */
export type RunStatement = <Row>(statement: RawBuilder<Row>) => Promise<Row[]>

/**
 * Upserts many rows of one table inside the transaction that `session` is in: COPY into a temporary table,
 * which writes no WAL, then an update of what differs and an insert of what is not there. What is unchanged
 * is only read. Each key may occur once.
 */
export const bulkUpsert = async (
  session: PoolSession,
  run: RunStatement,
  { db, schema, server, limits }: Pick<StoreContext, 'db' | 'schema' | 'server' | 'limits'>,
  scope: RowScope,
  columns: TableColumns,
  rows: readonly AnyMetricRow[],
): Promise<RowCounts> => {
  const { table, day, given, values } = columns
  const target = tableIn(schema, table)
  const staged = sql.id('pg_temp', `staged_${table}`)
  const givenNames = sql.join(given.map(({ name }) => sql.ref(name)))
  const stagedValues = (of: typeof given) => sql.join(of.map(({ name }) => sql.ref(`staged.${name}`)))
  // The scrape day is one constant, so that TimescaleDB looks at one chunk alone.
  const sameKey = sql`
    stored.account_id = ${scope.accountId}::varchar AND stored."time" = ${scope.scrapeDay}::date
    AND stored.airbnb_listing_id = staged.airbnb_listing_id
    AND ${sql.ref(`stored.${day}`)} = ${sql.ref(`staged.${day}`)}`

  // Compiling these statements takes longer than it saves.
  await run(sql`SET LOCAL jit = off`)
  await run(sql`
    CREATE TEMPORARY TABLE ${staged} ON COMMIT DROP AS SELECT ${givenNames} FROM ${target} WITH NO DATA`)
  const copy = sql`COPY ${staged} (${givenNames}) FROM STDIN`.compile(db).sql
  const texts = copyText(rows, given, storableIn(server.lossyEncoding))
  const copied = pipeline(Readable.from(texts), session.client.query(copyFrom(copy)))
  await session.answer(copied, limits.longQueryMs)

  const [changed] = await run<{ updated: number }>(sql`
    WITH changed AS (
      UPDATE ${target} AS stored
      SET ${sql.join(values.map(({ name }) => sql`${sql.ref(name)} = ${sql.ref(`staged.${name}`)}`))}
      FROM ${staged} AS staged
      WHERE ${sameKey}
        AND (${sql.join(values.map(({ name }) => sql.ref(`stored.${name}`)))})
          IS DISTINCT FROM (${stagedValues(values)})
      RETURNING 1)
    SELECT count(*)::int AS updated FROM changed`)
  // Somebody else may insert a row between the look and the insert: then it is updated after all.
  const [added] = await run<{ inserted: number; updated: number }>(sql`
    WITH added AS (
      INSERT INTO ${target} AS stored ${insertedColumns(columns)}
      SELECT ${scopeOf(scope)}, ${stagedValues(given)} FROM ${staged} AS staged
      WHERE NOT EXISTS (SELECT FROM ${target} AS stored WHERE ${sameKey})
      ${onConflictUpdate(columns)})
    SELECT count(*) FILTER (WHERE inserted)::int AS inserted,
      count(*) FILTER (WHERE NOT inserted)::int AS updated
    FROM added`)
  const inserted = added?.inserted ?? 0
  const updated = (changed?.updated ?? 0) + (added?.updated ?? 0)
  return { inserted, updated, unchanged: rows.length - inserted - updated }
}
