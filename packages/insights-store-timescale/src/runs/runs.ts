import type { CalendarDate } from 'insights-transform'
import { sql } from 'kysely'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type BeginInput, beginRun } from './begin-run.ts'
import { cancelRun, type RunCancellation } from './cancel-run.ts'
import type { RunBeginning } from './continuation.ts'
import { type DueQuery, type DueRun, dueRuns, type RunBacklog, readBacklog } from './due-runs.ts'
import { type FinishInput, finishRun } from './finish-run.ts'
import { type PlanInput, planRun } from './plan-run.ts'
import { recordUnbegun, type UnbegunInput } from './record-unbegun.ts'
import { type RequestInput, type RunRequest, requestRun, retryRun } from './request-run.ts'
import { type Run, type RunRow, runFrom } from './run.ts'
import { type RunListing, runListingFrom } from './run-listing.ts'
import { type RunStatus } from './run-status.ts'
import { isRunId } from './running-run.ts'
import { type ScheduleInput, type ScheduleReport, scheduleRuns } from './schedule-runs.ts'
import { statusDecides } from './status-condition.ts'
import {
  addNote,
  type NoteInput,
  type RequestsInput,
  type RunWishes,
  recordRequests,
  releaseRun,
} from './update-run.ts'

/** Which runs to list. */
export interface RunQuery {
  /** Only those of this account. @defaultValue those of all */
  accountId?: string
  /** Only those of this status. @defaultValue any */
  status?: RunStatus
  /**
   * Only those that have failed, wholly or in part: `partial`, `failed`, `auth_failed`, `rate_limited`,
   * `blocked`.
   *
   * @defaultValue false
   */
  failedOnly?: boolean
  /** At most so many. @defaultValue 50 */
  limit?: number
  /** Only those older than this run: the last one of the page before. @defaultValue from the newest on */
  before?: string
}

/** A base day, and the scrape day of the run that measured it. */
export interface MeasuredBaseDay {
  scrapeDay: CalendarDate
  baseDay: CalendarDate
}

/**
 * The truth about every sync. All that carries a run out is fenced: it takes the account's lease, and throws a
 * `LeaseLostError` and changes nothing where that is lost; a `RunNotRunningError` where the run has ended. What asks
 * for runs needs no lease: `request`, `retry`, `cancel`, `schedule` and `postpone`.
 */
export interface Runs {
  /**
   * Asks for a run, to be carried out by whoever takes up what is `due`.
   *
   * @throws {@link AccountNotFoundError}
   */
  request(input: RequestInput): Promise<RunRequest>
  /**
   * Revives a run that was given up, or asks for one of today in place of an earlier day's.
   *
   * @returns undefined where there is no such run.
   * @throws {@link AccountNotFoundError} where its account was removed.
   */
  retry(runId: string, options: { today: CalendarDate }): Promise<RunRequest | undefined>
  /**
   * Cancels a run: at once where nobody carries it out, else by a wish that `recordRequests` tells.
   *
   * @returns undefined where there is no such run.
   */
  cancel(runId: string): Promise<RunCancellation | undefined>
  /** Queues the runs whose time has come by the schedule; harmless when called again. */
  schedule(input: ScheduleInput): Promise<ScheduleReport>
  /**
   * Runs to be started or continued now, those that are due longest first. Where `from` says where they would ask from,
   * none that a pause holds back, but for one whose turn it is to probe it.
   */
  due(query: DueQuery): Promise<DueRun[]>
  /** Lets a run that nobody carries out wait until then, and says why; does nothing to any other. */
  postpone(runId: string, until: Date, reason?: { code: string; message: string }): Promise<void>
  /** How many runs are due, carried out, and waiting. */
  backlog(query: Pick<DueQuery, 'today' | 'from'>): Promise<RunBacklog>
  /** Whether a run has ended as `succeeded` or `partial`, of the account or of any. */
  initialSyncComplete(accountId?: string): Promise<boolean>
  /** The sequence numbers of runs, for whoever waits for a change of one; a run that is not there is left out. */
  sequencesOf(runIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /**
   * Starts a run, or continues the newest one of that scrape day if it is unfinished: queued, killed, cancelled, without
   * a session, rate-limited, partial or failed. It runs again under its id, without its error; continuing a partial or
   * failed one counts as a retry, of which the retry policy allows so many, except that a full sync asked for by hand
   * starts a new one then. After a rate limit nothing begins before the run's `nextAttemptAt`, unless `ignoreCoolDown` says
   * so. What is left of other runs of the account is not tried again: what was queued or running has failed with the code
   * `interrupted`, as has what could have gone on from an earlier day.
   *
   * @returns what began, or why nothing did.
   * @throws {@link RunNotRunningError} for a `runId` that is not one of the account.
   */
  begin(input: BeginInput): Promise<RunBeginning>
  /**
   * Records that a sync by hand failed before its run began: as a run of that day which has not started and is no retry
   * of any. Where the day has another run already, nothing is changed.
   *
   * @returns the run that tells it; undefined where none was made.
   */
  recordUnbegun(input: UnbegunInput): Promise<Run | undefined>
  /**
   * The base day of the account's newest run that measured one, newest by scrape day and then by when it was made:
   * mostly, the next run finds the server's base day as many days behind.
   *
   * @returns null where no run has measured one yet.
   */
  lastBaseDay(accountId: string): Promise<MeasuredBaseDay | null>
  /** Enters the listings of the run as pending, and its totals. */
  plan(input: PlanInput): Promise<void>
  /**
   * Tells how many requests were made so far.
   *
   * @returns whether somebody wants the run to be cancelled.
   */
  recordRequests(input: RequestsInput): Promise<RunWishes>
  /** Notes something that is no failure; the same again changes nothing. */
  addNote(input: NoteInput): Promise<void>
  /** Gives a run back unfinished: it is `queued` again, and whoever takes it up goes on with it. */
  release(input: RequestsInput): Promise<void>
  /** Ends the run with true counts. Only `succeeded` moves the account's `lastSyncAt`, in the same step. */
  finish(input: FinishInput): Promise<Run>
  /** The run; undefined where there is none of this id. */
  get(runId: string): Promise<Run | undefined>
  /** Runs, newest first. */
  list(query?: RunQuery): Promise<Run[]>
  /** What became of each listing, by listing id. */
  listings(runId: string): Promise<RunListing[]>
}

const STATUS = sql.ref('status')
const FAILED: readonly RunStatus[] = ['partial', 'failed', 'auth_failed', 'rate_limited', 'blocked']

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

  const postpone: Runs['postpone'] = async (runId, until, reason) => {
    if (!isRunId(runId)) return
    await sql`
      UPDATE ${table} SET next_attempt_at = ${until}::timestamptz,
        error_code = coalesce(${reason ? storableText(reason.code) : null}::text, error_code),
        error_message = coalesce(${reason ? storableText(reason.message) : null}::text, error_message),
        sequence = sequence + 1
      WHERE run_id = ${runId}::uuid
        AND (${statusDecides(STATUS, 'postpone', 'wait')}
          OR (${statusDecides(STATUS, 'postpone', 'wait_on')} AND next_attempt_at IS NOT NULL))
        AND coalesce(next_attempt_at, created_at) < ${until}::timestamptz`.execute(db)
  }

  const initialSyncComplete = async (accountId: string | null = null): Promise<boolean> => {
    const { rows } = await sql<{ complete: boolean }>`
      SELECT EXISTS (
        SELECT FROM ${table} WHERE status IN ('succeeded', 'partial')
          AND (${accountId}::varchar IS NULL OR account_id = ${accountId}::varchar)) AS complete`.execute(db)
    return rows[0]?.complete ?? false
  }

  const lastBaseDay = async (accountId: string): Promise<MeasuredBaseDay | null> => {
    const { rows } = await sql<MeasuredBaseDay>`
      SELECT scrape_day AS "scrapeDay", base_day AS "baseDay" FROM ${table}
      WHERE account_id = ${accountId} AND base_day IS NOT NULL
      ORDER BY scrape_day DESC, created_at DESC LIMIT 1`.execute(db)
    return rows[0] ?? null
  }

  const sequencesOf = async (runIds: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const { rows } = await sql<{ run_id: string; sequence: string }>`
      SELECT run_id, sequence FROM ${table} WHERE run_id = ANY (${runIds.filter(isRunId)}::uuid[])`.execute(
      db,
    )
    return new Map(rows.map((row) => [row.run_id, Number(row.sequence)]))
  }

  return {
    request: (input) => requestRun(context, input),
    retry: (runId, options) => retryRun(context, runId, options),
    cancel: (runId) => cancelRun(context, runId),
    schedule: (input) => scheduleRuns(context, input),
    due: (query) => dueRuns(context, query),
    postpone,
    backlog: (query) => readBacklog(context, query),
    initialSyncComplete,
    sequencesOf,
    lastBaseDay,
    begin: (input) => beginRun(context, input),
    recordUnbegun: (input) => recordUnbegun(context, input),
    plan: (input) => planRun(context, input),
    recordRequests: (input) => recordRequests(context, input),
    addNote: (input) => addNote(context, input),
    release: (input) => releaseRun(context, input),
    finish: (input) => finishRun(context, input),
    get,
    list,
    listings,
  }
}
