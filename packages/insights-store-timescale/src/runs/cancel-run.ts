import { type RawBuilder, sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { Executor } from '../executor.ts'
import { returnedRow } from '../returned-row.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { LIFE_CYCLE } from './life-cycle.ts'
import { type Run, type RunRow, runFrom } from './run.ts'
import { isRunId } from './running-run.ts'

/** What a wish to cancel came to. */
export interface RunCancellation {
  /**
   * `cancelled`: nothing will be asked any more. `requested`: whoever carries the run out stops within seconds.
   * `ended`: it had ended already, and nothing was changed.
   */
  kind: 'cancelled' | 'requested' | 'ended'
  run: Run
}

/**
 * Cancels a run: one that waits at once, one that somebody carries out by a wish that they look for.
 *
 * @returns undefined where there is no such run.
 */
export const cancelRun = (
  { db, schema }: StoreContext,
  runId: string,
): Promise<RunCancellation | undefined> =>
  transact(db, async (tx) => {
    if (!isRunId(runId)) return undefined
    const { rows } = await sql<RunRow & { held: boolean }>`
      SELECT run.*, coalesce(lease.expires_at > clock_timestamp(), FALSE) AS held
      FROM ${tableIn(schema, 'sync_runs')} AS run
      LEFT JOIN ${tableIn(schema, 'account_leases')} AS lease ON lease.account_id = run.account_id
      WHERE run.run_id = ${runId}::uuid FOR UPDATE OF run`.execute(tx)
    const [row] = rows
    if (!row) return undefined
    const change = (what: RawBuilder<unknown>) => changeRun(tx, schema, runId, what)
    if (LIFE_CYCLE[row.status].cancel === 'cancel') {
      if (row.status !== 'running' || !row.held)
        return { kind: 'cancelled', run: await cancelAbandoned(tx, schema, runId) }
      const requested = sql`cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())`
      return { kind: 'requested', run: await change(requested) }
    }
    // What has ended in part stays what it is, and is not tried again.
    if (row.next_attempt_at !== null)
      return { kind: 'cancelled', run: await change(sql`next_attempt_at = NULL`) }
    return { kind: 'ended', run: runFrom(row) }
  })

const changeRun = async (
  tx: Executor,
  schema: string,
  runId: string,
  what: RawBuilder<unknown>,
): Promise<Run> => {
  const { rows } = await sql<RunRow>`
    UPDATE ${tableIn(schema, 'sync_runs')} SET ${what}, sequence = sequence + 1
    WHERE run_id = ${runId}::uuid RETURNING *`.execute(tx)
  return runFrom(returnedRow(rows))
}

/** Ends a run that is queued, or whose holder has died, as cancelled. */
export const cancelAbandoned = (tx: Executor, schema: string, runId: string): Promise<Run> =>
  changeRun(tx, schema, runId, asCancelled('cancelled', 'Cancelled before it was carried out.'))

/** The changes that end a run as cancelled, without anybody who holds it. */
export const asCancelled = (code: string, message: string): RawBuilder<unknown> => sql`
  status = 'cancelled', error_code = ${code}::text, error_message = ${message}::text,
  cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
  finished_at = clock_timestamp(), next_attempt_at = NULL`
