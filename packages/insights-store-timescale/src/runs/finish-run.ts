import { sql } from 'kysely'
import { RunNotRunningError } from '../errors.ts'
import type { Executor } from '../executor.ts'
import { fencedTransaction } from '../leases/fenced-transaction.ts'
import { returnedRow } from '../returned-row.ts'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { tracedRun } from '../traces/transaction-span.ts'
import { outcomeOfListings, retriesLeft } from './life-cycle.ts'
import { type Run, type RunRow, runFrom } from './run.ts'
import { type RunOutcome } from './run-status.ts'
import { type HeldRun, isRunningRun } from './running-run.ts'

/** How a run ends. */
export interface FinishInput extends HeldRun {
  /** How it ended. `succeeded` with a listing that is not committed is recorded as `partial`, or `failed` where none is. */
  status: RunOutcome
  /** Why it is no success: a stable code, and a sentence for people. @defaultValue none */
  error?: { code: string; message: string }
  /**
   * The run's requests so far, to be told along: those since the last commit among them.
   *
   * @defaultValue what the run has recorded
   */
  requestsDone?: number
  /**
   * When it may be continued at the earliest, e.g. after a rate limit. Dropped where somebody wants it cancelled.
   *
   * @defaultValue none: nobody continues it by himself
   */
  nextAttemptAt?: Date
}

/** Whether a run's plan is still to be carried out: what else ended makes no request that it has not made. */
const isContinued = (status: RunOutcome): boolean =>
  status !== 'succeeded' && retriesLeft({ status, retries: 0 }) === null

/** Ends a run: its counts are those of its listings, and the account has synced only if all succeeded. */
export const finishRun = (context: StoreContext, input: FinishInput): Promise<Run> =>
  fencedTransaction(context, input.lease, tracedRun('finish run', input), async (tx) => {
    const { lease, runId, error, nextAttemptAt, requestsDone = 0 } = input
    const { schema } = context
    const running = isRunningRun(input)
    const counted = await countListings(tx, schema, runId)
    const status = input.status === 'succeeded' ? outcomeOfListings(counted) : input.status
    const { rows } = await sql<RunRow>`
      UPDATE ${tableIn(schema, 'sync_runs')} AS run SET
        status = ${status}::text,
        error_code = ${error ? storableText(error.code) : null}::text,
        error_message = ${error ? storableText(error.message) : null}::text,
        finished_at = clock_timestamp(),
        next_attempt_at = CASE WHEN cancel_requested_at IS NULL THEN ${nextAttemptAt ?? null}::timestamptz END,
        listings_total = ${counted.total}::int, listings_succeeded = ${counted.succeeded}::int,
        listings_failed = ${counted.failed}::int, rows_inserted = ${counted.inserted}::bigint,
        rows_updated = ${counted.updated}::bigint, rows_unchanged = ${counted.unchanged}::bigint,
        requests_done = greatest(requests_done, ${requestsDone}::int),
        requests_total = CASE WHEN ${isContinued(status)}::boolean
          THEN greatest(requests_total, ${requestsDone}::int) ELSE greatest(requests_done, ${requestsDone}::int) END,
        sequence = sequence + 1
      WHERE ${running}
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

interface ListingCounts {
  total: number
  succeeded: number
  failed: number
  inserted: string
  updated: string
  unchanged: string
}

const countListings = async (tx: Executor, schema: string, runId: string): Promise<ListingCounts> => {
  const { rows } = await sql<ListingCounts>`
    SELECT count(*)::int AS total,
      count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
      count(*) FILTER (WHERE status = 'failed')::int AS failed,
      coalesce(sum(rows_inserted), 0)::text AS inserted, coalesce(sum(rows_updated), 0)::text AS updated,
      coalesce(sum(rows_unchanged), 0)::text AS unchanged
    FROM ${tableIn(schema, 'sync_run_listings')} WHERE run_id = ${runId}::uuid`.execute(tx)
  return returnedRow(rows)
}
