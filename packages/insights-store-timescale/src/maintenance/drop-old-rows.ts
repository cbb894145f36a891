import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { Executor } from '../executor.ts'
import { carryRows } from '../history/carry-rows.ts'
import { regclassText, type StoreContext, tableIn } from '../store-context.ts'

/** Rows per DELETE: each statement ends well before any time-out, and locks little. */
const BATCH = 20_000

/**
 * Lets the cursors vouch no more for rows of scrape days before a day, which are dropped on purpose: nobody is to miss
 * them, nor to ask for them again.
 */
export async function vouchNoMore({ schema }: StoreContext, db: Executor, before: string): Promise<void> {
  const columns = METRIC_TABLE_NAMES.map((table) => sql.ref(table))
  await sql`
    UPDATE ${tableIn(schema, 'stored_weeks')} SET ${sql.join(columns.map((column) => sql`${column} = 0`))}
    WHERE read_on < ${before}::date AND (${sql.join(columns)}) <> (${sql.join(columns.map(() => sql`0`))})
  `.execute(db)
}

/**
 * Drops the chunks that lie before a day as a whole, once what was last known of each night has been carried to where
 * they end. A chunk that the day falls into stays, so rows may live up to one chunk interval longer than asked.
 *
 * @returns how many chunks were dropped.
 */
export async function dropOldChunks(
  context: StoreContext,
  extension: string,
  before: string,
): Promise<number> {
  const { db, schema } = context
  const cuts: [MetricTable, string][] = []
  for (const table of METRIC_TABLE_NAMES) {
    const cut = await endOfOldChunks(db, schema, table, before)
    if (cut !== null) cuts.push([table, cut])
  }
  if (cuts.length === 0) {
    await vouchNoMore(context, db, before)
    return 0
  }
  for (const [table, cut] of cuts) await carryRows(context, table, cut)
  const dropped = await transact(db, async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
    // A chunk goes with its foreign key, for which all accounts are locked: whoever writes must not hold one by then.
    await sql`LOCK TABLE ${tableIn(schema, 'accounts')} IN ACCESS EXCLUSIVE MODE`.execute(trx)
    await vouchNoMore(context, trx, before)
    let chunks = 0
    for (const [table, cut] of cuts) {
      const gone = await sql`
        SELECT ${sql.id(extension, 'drop_chunks')}(
          ${regclassText(schema, table)}::regclass, older_than => ${sql.lit(cut)}::date
        )`.execute(trx)
      chunks += gone.rows.length
    }
    return chunks
  })
  // Of a table that keeps all its rows, every confirmation counts.
  for (const [table, cut] of cuts) await deleteConfirmations(context, table, cut)
  return dropped
}

/** Where the last chunk ends that lies before a day as a whole; null where none does. */
async function endOfOldChunks(
  db: Executor,
  schema: string,
  table: MetricTable,
  before: string,
): Promise<string | null> {
  const { rows } = await sql<{ cut: string | null }>`
    SELECT max(range_end)::date AS cut FROM timescaledb_information.chunks
    WHERE hypertable_schema = ${schema} AND hypertable_name = ${table} AND range_end <= ${before}::date`.execute(
    db,
  )
  return rows[0]?.cut ?? null
}

/**
 * Deletes the rows of scrape days before a day, batch by batch, once what was last known of each night has been carried
 * to that day.
 *
 * @returns how many rows were deleted.
 */
export async function deleteOldRows(context: StoreContext, before: string): Promise<number> {
  const { db, schema } = context
  let deleted = 0
  await vouchNoMore(context, db, before)
  for (const table of METRIC_TABLE_NAMES) {
    const { rows } = await sql`
      SELECT FROM ${tableIn(schema, table)} WHERE "time" < ${before}::date LIMIT 1`.execute(db)
    if (rows.length === 0) continue
    await carryRows(context, table, before)
    deleted += await deleteBefore(context, table, before)
    await deleteConfirmations(context, table, before)
  }
  return deleted
}

const deleteConfirmations = (context: StoreContext, table: MetricTable, before: string): Promise<number> =>
  deleteBefore(context, 'confirmations', before, sql`kept_in = ${table}`)

async function deleteBefore(
  { db, schema }: StoreContext,
  table: MetricTable | 'confirmations',
  before: string,
  where: RawBuilder<boolean> = sql`TRUE`,
): Promise<number> {
  const rows = tableIn(schema, table)
  let deleted = 0
  while (true) {
    const batch = await sql`
      DELETE FROM ${rows} WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM ${rows} WHERE "time" < ${before}::date AND ${where} LIMIT ${sql.lit(BATCH)}
      ))`.execute(db)
    const count = Number(batch.numAffectedRows ?? 0)
    deleted += count
    if (count < BATCH) return deleted
  }
}
