import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import { regclassText, type StoreContext, tableIn } from '../store-context.ts'

/** Rows per DELETE: each statement ends well before any time-out, and locks little. */
const BATCH = 20_000

/**
 * Drops the chunks that lie before a day as a whole. A chunk that the day falls into stays, so rows may live
 * up to one chunk interval longer than asked.
 *
 * @returns how many chunks were dropped.
 */
export async function dropOldChunks(
  { db, schema }: StoreContext,
  extension: string,
  before: string,
): Promise<number> {
  return transact(db, async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
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
export async function deleteOldRows({ db, schema }: StoreContext, before: string): Promise<number> {
  let deleted = 0
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
