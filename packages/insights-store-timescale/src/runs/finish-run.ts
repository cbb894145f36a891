import { sql } from 'kysely'
import { RunNotRunningError } from '../errors.ts'
import { checkLease } from '../leases/fence.ts'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type Run, type RunOutcome, type RunRow, runFrom } from './run.ts'
import { type HeldRun, isRunningRun } from './running-run.ts'

/** How a run ends. */
export interface FinishInput extends HeldRun {
  /** How it ended. `succeeded` with a listing that is not committed is recorded as `partial`. */
  status: RunOutcome
  error?: { code: string; message: string }
  /** The run's requests so far, to be told along: those since the last commit among them. */
  requestsDone?: number
  /** When it may be continued at the earliest, e.g. after a rate limit. Dropped where somebody wants it cancelled. */
  nextAttemptAt?: Date
}

/** Whether a run's plan is still to be carried out: what else ended makes no request that it has not made. */
const isContinued = (status: RunOutcome): boolean =>
  status === 'cancelled' || status === 'auth_failed' || status === 'rate_limited'

/** Ends a run: its counts are those of its listings, and the account has synced only if all succeeded. */
export const finishRun = (context: StoreContext, input: FinishInput): Promise<Run> =>
  context.db.transaction().execute(async (tx) => {
    const { lease, runId, status, error, nextAttemptAt, requestsDone = 0 } = input
    const { schema } = context
    await checkLease(tx, context, lease)
    const { rows } = await sql<RunRow>`
      UPDATE ${tableIn(schema, 'sync_runs')} AS run SET
        status = CASE WHEN ${status}::text = 'succeeded' AND counted.succeeded < counted.listings
          THEN 'partial' ELSE ${status}::text END,
        error_code = ${error ? storableText(error.code) : null}::text,
        error_message = ${error ? storableText(error.message) : null}::text,
        finished_at = clock_timestamp(),
        next_attempt_at = CASE WHEN cancel_requested_at IS NULL THEN ${nextAttemptAt ?? null}::timestamptz END,
        listings_total = counted.listings, listings_succeeded = counted.succeeded,
        listings_failed = counted.failed, rows_inserted = counted.inserted, rows_updated = counted.updated,
        rows_unchanged = counted.unchanged, requests_done = greatest(requests_done, ${requestsDone}::int),
        requests_total = CASE WHEN ${isContinued(status)}::boolean
          THEN greatest(requests_total, ${requestsDone}::int) ELSE greatest(requests_done, ${requestsDone}::int) END,
        sequence = sequence + 1
      FROM (
        SELECT count(*)::int AS listings,
          count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
          count(*) FILTER (WHERE status = 'failed')::int AS failed,
          coalesce(sum(rows_inserted), 0) AS inserted, coalesce(sum(rows_updated), 0) AS updated,
          coalesce(sum(rows_unchanged), 0) AS unchanged
        FROM ${tableIn(schema, 'sync_run_listings')} WHERE run_id = ${runId}::uuid
      ) AS counted
      WHERE ${isRunningRun(input)}
      RETURNING run.*`.execute(tx)
    const [row] = rows
    if (!row) throw new RunNotRunningError(runId, lease.accountId)
    if (row.status === 'succeeded') {
      await sql`
        UPDATE ${tableIn(schema, 'accounts')} SET last_sync_at = greatest(last_sync_at, ${row.finished_at})
        WHERE account_id = ${lease.accountId}`.execute(tx)
    }
    return runFrom(row)
  })
