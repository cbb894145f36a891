import type { CalendarDate } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type Run, type RunRow, runFrom } from './run.ts'

/** A sync by hand that failed before its run began. */
export interface UnbegunInput {
  accountId: string
  scrapeDay: CalendarDate
  error: { code: string; message: string }
}

/**
 * Records the failure as a run of that day which has not started, or with the one that failed before; where the day has
 * any other run, that tells more and stays as it is.
 */
export const recordUnbegun = (
  { db, schema }: StoreContext,
  { accountId, scrapeDay, error }: UnbegunInput,
): Promise<Run | undefined> => {
  const runs = tableIn(schema, 'sync_runs')
  const code = storableText(error.code)
  const message = storableText(error.message)
  return transact(db, async (tx) => {
    const { rows } = await sql<RunRow>`
      WITH newest AS (
        SELECT run_id, status, started_at FROM ${runs}
        WHERE account_id = ${accountId} AND scrape_day = ${scrapeDay}::date
        ORDER BY created_at DESC, run_id DESC LIMIT 1 FOR UPDATE),
      noted AS (
        UPDATE ${runs} AS run SET error_code = ${code}, error_message = ${message},
          finished_at = clock_timestamp(), sequence = sequence + 1
        FROM newest
        WHERE run.run_id = newest.run_id AND newest.status = 'failed' AND newest.started_at IS NULL
        RETURNING run.*),
      made AS (
        INSERT INTO ${runs} (account_id, status, trigger, scrape_day, attempts, error_code, error_message, created_at, finished_at)
        SELECT account_id, 'failed', 'manual', ${scrapeDay}::date, 0, ${code}, ${message}, clock_timestamp(),
          clock_timestamp()
        FROM ${tableIn(schema, 'accounts')}
        WHERE account_id = ${accountId} AND deleted_at IS NULL AND NOT EXISTS (SELECT FROM newest)
        RETURNING *)
      SELECT * FROM noted UNION ALL SELECT * FROM made`.execute(tx)
    const [row] = rows
    return row && runFrom(row)
  })
}
