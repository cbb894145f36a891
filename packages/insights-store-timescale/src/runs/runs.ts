import { sql } from 'kysely'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type BeginInput, type BegunRun, beginRun } from './begin-run.ts'
import { type FinishInput, finishRun } from './finish-run.ts'
import { type PlanInput, planRun } from './plan-run.ts'
import { type Run, type RunRow, type RunStatus, runFrom } from './run.ts'
import { type RunListing, runListingFrom } from './run-listing.ts'
import { isRunId } from './running-run.ts'
import { addNote, type NoteInput, type ProgressInput, recordProgress } from './update-run.ts'

/** Which runs to list. */
export interface RunQuery {
  accountId?: string
  status?: RunStatus
  /**
   * Only those that ended without all listings: `partial`, `failed`, `auth_failed`, `rate_limited`.
   *
   * @defaultValue false
   */
  failedOnly?: boolean
  /** @defaultValue 50 */
  limit?: number
  /** Only those older than this run: the last one of the page before. */
  before?: string
}

/**
 * The truth about every sync. All that changes a run is fenced: it takes the account's lease, and throws a
 * `LeaseLostError` and changes nothing where that is lost; a `RunNotRunningError` where the run has ended.
 */
export interface Runs {
  /**
   * Starts a run, or continues the newest one of that scrape day if it is unfinished: queued, killed,
   * cancelled, without a session, rate-limited, partial or failed. It runs again under its id, without its error, its base day
   * to be measured anew; continuing a partial or failed one counts as a retry, and after three it is given
   * up, except that a full sync asked for by hand starts a new one then. After a rate limit nothing begins
   * before the run's `nextAttemptAt`. Unfinished runs of earlier days are closed as failed with the code
   * `interrupted`.
   */
  begin(input: BeginInput): Promise<BegunRun>
  /** Enters the listings of the run as pending, and its totals. */
  plan(input: PlanInput): Promise<void>
  /** Tells how many requests were made so far, and the base day once it is measured. */
  recordProgress(input: ProgressInput): Promise<void>
  /** Notes something that is no failure; the same again changes nothing. */
  addNote(input: NoteInput): Promise<void>
  /** Ends the run with true counts. Only `succeeded` moves the account's `lastSyncAt`, in the same step. */
  finish(input: FinishInput): Promise<Run>
  /** The run; undefined where there is none of this id. */
  get(runId: string): Promise<Run | undefined>
  /** Runs, newest first. */
  list(query?: RunQuery): Promise<Run[]>
  /** What became of each listing, by listing id. */
  listings(runId: string): Promise<RunListing[]>
}

const FAILED: readonly RunStatus[] = ['partial', 'failed', 'auth_failed', 'rate_limited']

export const createRuns = (context: StoreContext): Runs => {
  const { db, schema } = context
  const table = tableIn(schema, 'sync_runs')

  const get = async (runId: string): Promise<Run | undefined> => {
    if (!isRunId(runId)) return undefined
    const row = await db.selectFrom('sync_runs').selectAll().where('run_id', '=', runId).executeTakeFirst()
    return row && runFrom(row)
  }

  const list = async (query: RunQuery = {}): Promise<Run[]> => {
    const { accountId = null, status = null, failedOnly = false, limit = 50, before } = query
    if (before !== undefined && !isRunId(before)) return []
    const { rows } = await sql<RunRow>`
      SELECT * FROM ${table}
      WHERE (${accountId}::varchar IS NULL OR account_id = ${accountId}::varchar)
        AND (${status}::text IS NULL OR status = ${status}::text)
        AND (NOT ${failedOnly}::boolean OR status = ANY (${FAILED}::text[]))
        AND (${before ?? null}::uuid IS NULL
          OR (created_at, run_id) < (SELECT created_at, run_id FROM ${table} WHERE run_id = ${before ?? null}::uuid))
      ORDER BY created_at DESC, run_id DESC LIMIT ${limit}::bigint`.execute(db)
    return rows.map(runFrom)
  }

  const listings = async (runId: string): Promise<RunListing[]> => {
    if (!isRunId(runId)) return []
    const rows = await db
      .selectFrom('sync_run_listings')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('airbnb_listing_id')
      .execute()
    return rows.map(runListingFrom)
  }

  return {
    begin: (input) => beginRun(context, input),
    plan: (input) => planRun(context, input),
    recordProgress: (input) => recordProgress(context, input),
    addNote: (input) => addNote(context, input),
    finish: (input) => finishRun(context, input),
    get,
    list,
    listings,
  }
}
