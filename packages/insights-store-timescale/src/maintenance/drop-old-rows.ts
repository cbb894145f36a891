import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { Executor } from '../executor.ts'
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
 * Drops the chunks that lie before a day as a whole. A chunk that the day falls into stays, so rows may live
 * up to one chunk interval longer than asked.
 *
 * @returns how many chunks were dropped.
 */
export async function dropOldChunks(
  context: StoreContext,
  extension: string,
  before: string,
): Promise<number> {
  const { db, schema } = context
  return transact(db, async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
    // A chunk goes with its foreign key, for which all accounts are locked: whoever writes must not hold one by then.
    await sql`LOCK TABLE ${tableIn(schema, 'accounts')} IN ACCESS EXCLUSIVE MODE`.execute(trx)
    await vouchNoMore(context, trx, before)
    let dropped = 0
    for (const table of METRIC_TABLE_NAMES) {
      const chunks = await sql`
        SELECT ${sql.id(extension, 'drop_chunks')}(
          ${regclassText(schema, table)}::regclass, older_than => ${sql.lit(before)}::date
        )`.execute(trx)
      dropped += chunks.rows.length
    }
    return dropped
  })
}

/**
 * Deletes the rows of scrape days before a day, batch by batch.
 *
 * @returns how many rows were deleted.
 */
export async function deleteOldRows(context: StoreContext, before: string): Promise<number> {
  const { db, schema } = context
  let deleted = 0
  await vouchNoMore(context, db, before)
  for (const table of METRIC_TABLE_NAMES) {
    const rows = tableIn(schema, table)
    while (true) {
      const batch = await sql`
        DELETE FROM ${rows} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM ${rows} WHERE "time" < ${before}::date LIMIT ${sql.lit(BATCH)}
        ))`.execute(db)
      const count = Number(batch.numAffectedRows ?? 0)
      deleted += count
      if (count < BATCH) break
    }
  }
  return deleted
}
