import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import type { PoolSession } from '../connection/pool-session.ts'
import { storableIn } from '../connection/storable-characters.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { copyText } from './copy-text.ts'
import type { AnyMetricRow, TableColumns } from './metric-columns.ts'
import type { RunStatement } from './run-statement.ts'
import { type GivenRows, namesOf } from './upsert-statement.ts'

/**
 * Copies many rows of one table into a temporary table, which writes no WAL, inside the transaction that `session` is in
 * and until it ends.
 */
export const stageRows = async (
  session: PoolSession,
  run: RunStatement,
  { db, schema, server, limits }: Pick<StoreContext, 'db' | 'schema' | 'server' | 'limits'>,
  columns: TableColumns,
  rows: readonly AnyMetricRow[],
): Promise<GivenRows> => {
  const { table, given } = columns
  const staged = sql.id('pg_temp', `staged_${table}`)
  // Compiling the statements that follow takes longer than it saves.
  await run(sql`SET LOCAL jit = off`)
  await run(sql`
    CREATE TEMPORARY TABLE ${staged} ON COMMIT DROP AS
    SELECT ${namesOf(given)} FROM ${tableIn(schema, table)} WITH NO DATA`)
  const copy = sql`COPY ${staged} (${namesOf(given)}) FROM STDIN`.compile(db).sql
  const texts = copyText(rows, given, storableIn(server.lossyEncoding))
  const copied = pipeline(Readable.from(texts), session.client.query(copyFrom(copy)))
  await session.answer(copied, limits.longQueryMs)
  // Nobody else does, and a plan for a handful of rows takes for ever.
  await run(sql`ANALYZE ${staged}`)
  return { columns, given: sql`${staged} AS given` }
}
