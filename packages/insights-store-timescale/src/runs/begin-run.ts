import type { CalendarDate } from 'insights-transform'
import { sql, type Transaction } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import { RunNotRunningError } from '../errors.ts'
import { type LeaseToken, leaseLost } from '../leases/fence.ts'
import { fencedTransaction } from '../leases/fenced-transaction.ts'
import { returnedRow } from '../returned-row.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { recordedTraceId } from '../traces/recorded-trace.ts'
import { cancelAbandoned } from './cancel-run.ts'
import { continuationOf, type RunBeginning } from './continuation.ts'
import { isOpen, isUntouched } from './life-cycle.ts'
import { type Run, type RunRow, runFrom } from './run.ts'
import { type RunTrigger } from './run-status.ts'
import { isRunId } from './running-run.ts'
import { statusDecides } from './status-condition.ts'

/** Which run to begin. */
export interface BeginInput {
  accountId: string
  /** The UTC date at the start of the run. */
  scrapeDay: CalendarDate
  /**
   * Ask for everything, whatever the cursors say: a new run, unless the day's unfinished one is full, too.
   *
   * @defaultValue false
   */
  full?: boolean
  /**
   * Who starts it. A scrape day has one scheduled run at most.
   *
   * @defaultValue 'manual'
   */
  trigger?: RunTrigger
  /**
   * Start or continue this run of the account, as a worker does that was sent for it. Where it has ended, waits to be
   * tried again later, or a newer one has taken its place, none begins; where somebody wanted it to be cancelled and its
   * holder has died or given it back before, it is cancelled; where it is of an earlier day, one of `scrapeDay` begins in
   * its place.
   *
   * @defaultValue the day's unfinished run, or else a new one
   */
  runId?: string
  /**
   * Begin although the day's last run was rate-limited and its `nextAttemptAt` is still to come.
   *
   * @defaultValue false
   */
  ignoreCoolDown?: boolean
  /** The lease on the account, held by whoever begins. */
  lease: LeaseToken
}

type Tx = Transaction<InsightsDatabase>

const STATUS = sql.ref('status')

/** A run that waited past midnight without having asked anything becomes one of the day on which it starts. */
const carryOver = async (tx: Tx, schema: string, { accountId, scrapeDay }: BeginInput): Promise<void> => {
  const runs = tableIn(schema, 'sync_runs')
  await sql`
    UPDATE ${runs} SET scrape_day = ${scrapeDay}::date, sequence = sequence + 1
    WHERE account_id = ${accountId} AND ${statusDecides(STATUS, 'day_over', 'carry_over')}
      AND started_at IS NULL AND scrape_day < ${scrapeDay}::date
      AND (trigger = 'manual' OR NOT EXISTS (
        SELECT FROM ${runs} AS other WHERE other.account_id = ${accountId}
          AND other.trigger = 'scheduled' AND other.scrape_day = ${scrapeDay}::date))`.execute(tx)
}

const runsOfDay = async (tx: Tx, accountId: string, scrapeDay: CalendarDate): Promise<Run[]> => {
  const rows = await tx
    .selectFrom('sync_runs')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('scrape_day', '=', scrapeDay)
    .orderBy('created_at', 'desc')
    .orderBy('run_id', 'desc')
    .forUpdate()
    .execute()
  return rows.map(runFrom)
}

/** The run that a worker was sent for. */
const wantedRun = async (tx: Tx, { accountId, runId }: BeginInput): Promise<Run | undefined> => {
  if (runId === undefined) return undefined
  if (!isRunId(runId)) throw new RunNotRunningError(runId, accountId)
  const row = await tx
    .selectFrom('sync_runs')
    .selectAll()
    .where('run_id', '=', runId)
    .where('account_id', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new RunNotRunningError(runId, accountId)
  return runFrom(row)
}

/** The newest run of an earlier day. */
const previousRun = async (tx: Tx, { accountId, scrapeDay }: BeginInput): Promise<Run | undefined> => {
  const row = await tx
    .selectFrom('sync_runs')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('scrape_day', '<', scrapeDay)
    .orderBy('created_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && runFrom(row)
}

/**
 * Closes what nobody will go on with: what could have gone on from an earlier day, and any other run that is said to be
 * queued or running, for whoever ran it does not hold the account any more. None of the others is tried again.
 */
const closeInterrupted = async (
  tx: Tx,
  schema: string,
  { accountId, scrapeDay }: BeginInput,
  continued: Run | undefined,
): Promise<void> => {
  await sql`
    UPDATE ${tableIn(schema, 'sync_runs')} SET
      status = 'failed', error_code = 'interrupted',
      error_message = format('The run was %s when the run of %s began.', status, ${scrapeDay}::text)
        || coalesce(' It had said: ' || error_message, ''),
      finished_at = coalesce(finished_at, clock_timestamp()), next_attempt_at = NULL, sequence = sequence + 1
    WHERE account_id = ${accountId} AND run_id IS DISTINCT FROM ${continued?.runId ?? null}::uuid
      AND (${statusDecides(STATUS, 'give_way', 'interrupt')}
        OR (scrape_day < ${scrapeDay}::date AND ${statusDecides(STATUS, 'day_over', 'interrupt')}))
  `.execute(tx)
  await sql`
    UPDATE ${tableIn(schema, 'sync_runs')} SET next_attempt_at = NULL, sequence = sequence + 1
    WHERE account_id = ${accountId} AND run_id IS DISTINCT FROM ${continued?.runId ?? null}::uuid
      AND next_attempt_at IS NOT NULL AND ${statusDecides(STATUS, 'give_way', 'stop_trying')}`.execute(tx)
}

/** Puts a run on its way: the holder and the token are those of the lease. */
const start = async (tx: Tx, schema: string, input: BeginInput): Promise<Run> => {
  const { rows } = await sql<RunRow>`
    INSERT INTO ${tableIn(schema, 'sync_runs')} (
      account_id, status, trigger, full_sync, scrape_day, holder, lease_token, created_at, started_at, otel_trace_id)
    SELECT account_id, 'running', ${input.trigger ?? 'manual'}, ${input.full ?? false}::boolean,
      ${input.scrapeDay}::date, holder, token, clock_timestamp(), clock_timestamp(), ${recordedTraceId()}::text
    FROM ${tableIn(schema, 'account_leases')} WHERE account_id = ${input.accountId}
    RETURNING *`.execute(tx)
  return runFrom(returnedRow(rows))
}

/** A wish to cancel is met by then. */
const goOn = async (
  tx: Tx,
  schema: string,
  run: Run,
  { retry, full }: { retry: boolean; full: boolean },
): Promise<Run> => {
  const { rows } = await sql<RunRow>`
    UPDATE ${tableIn(schema, 'sync_runs')} AS run SET
      status = 'running', holder = lease.holder, lease_token = lease.token,
      full_sync = full_sync OR ${full}::boolean,
      attempts = greatest(1, attempts + (started_at IS NOT NULL)::int), retries = retries + ${retry ? 1 : 0}::int,
      started_at = coalesce(started_at, clock_timestamp()), finished_at = NULL, next_attempt_at = NULL,
      cancel_requested_at = NULL, error_code = NULL, error_message = NULL, otel_trace_id = ${recordedTraceId()}::text,
      sequence = sequence + 1
    FROM ${tableIn(schema, 'account_leases')} AS lease
    WHERE run.run_id = ${run.runId}::uuid AND lease.account_id = run.account_id
    RETURNING run.*`.execute(tx)
  return runFrom(returnedRow(rows))
}

const committedListings = async (tx: Tx, runId: string): Promise<ReadonlySet<string>> => {
  const rows = await tx
    .selectFrom('sync_run_listings')
    .select('airbnb_listing_id')
    .where('run_id', '=', runId)
    .where('status', '=', 'succeeded')
    .execute()
  return new Set(rows.map((row) => row.airbnb_listing_id))
}

/** By the clock that leases and runs are timed by, which is not this machine's. */
const databaseTime = async (tx: Tx): Promise<Date> => {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(tx)
  return returnedRow(rows).now
}

/** Starts a new run or continues the day's unfinished one; see {@link continuationOf} for which. */
export const beginRun = async (context: StoreContext, input: BeginInput): Promise<RunBeginning> => {
  const { accountId, scrapeDay, full = false, trigger = 'manual', ignoreCoolDown = false, lease } = input
  const { schema } = context
  if (lease.accountId !== accountId) throw leaseLost({ accountId, token: lease.token })
  return await fencedTransaction(context, lease, { name: 'begin run', attributes: {} }, async (tx) => {
    await carryOver(tx, schema, input)
    const wanted = await wantedRun(tx, input)
    const runs = await runsOfDay(tx, accountId, scrapeDay)
    const previous = await previousRun(tx, input)
    const now = await databaseTime(tx)
    const continuation = continuationOf(runs, { full, trigger, wanted, previous, ignoreCoolDown, now })
    switch (continuation.kind) {
      case 'new':
        await closeInterrupted(tx, schema, input, undefined)
        return { kind: 'started', run: await start(tx, schema, input), committed: new Set<string>() }
      case 'continue': {
        const { run: before, retry } = continuation
        await closeInterrupted(tx, schema, input, before)
        const run = await goOn(tx, schema, before, { retry, full: full && isUntouched(before) })
        const committed = await committedListings(tx, run.runId)
        return { kind: before.startedAt === null ? 'started' : 'resumed', run, committed }
      }
      case 'cancelled': {
        const { kind, run } = continuation
        return { kind, run: isOpen(run) ? await cancelAbandoned(tx, schema, run.runId) : run }
      }
      default:
        return continuation
    }
  })
}
