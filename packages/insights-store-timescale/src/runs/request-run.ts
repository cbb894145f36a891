import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { InsightsDatabase } from '../database.ts'
import { AccountNotFoundError } from '../errors.ts'
import { returnedRow } from '../returned-row.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { recordedTraceParent } from '../traces/recorded-trace.ts'
import { newestBegun } from './continuation.ts'
import { isOpen, isUnfinished, isUntouched, LIFE_CYCLE, restUntil, retriesLeft } from './life-cycle.ts'
import { type Run, type RunRow, runFrom } from './run.ts'
import { isRunId } from './running-run.ts'
import { statusDecides } from './status-condition.ts'

/** A run that somebody asks for, to be carried out by whoever takes up what is due. */
export interface RequestInput {
  accountId: string
  /** The current UTC day. */
  scrapeDay: CalendarDate
  /**
   * Ask for everything, whatever the cursors say.
   *
   * @defaultValue false
   */
  full?: boolean
}

/** What asking for a run came to. */
export type RunRequest =
  /** The run is due: a new one, or the day's unfinished one, which goes on under its id. */
  | { kind: 'queued'; run: Run; created: boolean }
  /** One is queued or being carried out already; `run` is null where its holder has not begun it yet. */
  | { kind: 'open'; run: Run | null; holder: string | null }
  /** The account rests after this run's rate limit. */
  | { kind: 'resting'; run: Run; notBefore: Date }
  /** The day's run was tried again as often as the retry policy allows: `retry` revives it, a full one begins anew. */
  | { kind: 'retries_spent'; run: Run }
  /** The run has succeeded. Only of `retry`. */
  | { kind: 'nothing_missing'; run: Run }

type Tx = Transaction<InsightsDatabase>

/** What is known of an account when a run of it is asked for, with its row locked. */
interface AccountState {
  /** Its newest run, whose rate limit may outlast midnight, and all others of the day or that are open; newest first. */
  runs: Run[]
  /** Whether it is synced by schedule. */
  active: boolean
  /** Who holds it now. */
  holder: string | null
  now: Date
}

/** Asks for a run of an account. */
export const requestRun = (context: StoreContext, input: RequestInput): Promise<RunRequest> =>
  transact(context.db, (tx) => requestIn(tx, context, input, { revive: false }))

/**
 * Revives a run that has ended without all listings: it is due now, and may be tried again as often as a new one. A
 * run of an earlier day cannot go on, so one of today is asked for in its place.
 *
 * @returns undefined where there is no such run.
 * @throws {@link AccountNotFoundError} where its account was removed.
 */
export const retryRun = (
  context: StoreContext,
  runId: string,
  { today }: { today: CalendarDate },
): Promise<RunRequest | undefined> =>
  transact(context.db, async (tx) => {
    if (!isRunId(runId)) return undefined
    const row = await tx.selectFrom('sync_runs').selectAll().where('run_id', '=', runId).executeTakeFirst()
    if (!row) return undefined
    const run = runFrom(row)
    if (LIFE_CYCLE[run.status].retry === 'nothing_missing') return { kind: 'nothing_missing', run }
    const { accountId, full } = run
    return requestIn(tx, context, { accountId, scrapeDay: today, full }, { revive: true })
  })

const requestIn = async (
  tx: Tx,
  { schema }: StoreContext,
  { accountId, scrapeDay, full = false }: RequestInput,
  { revive }: { revive: boolean },
): Promise<RunRequest> => {
  const state = await readState(tx, schema, accountId, scrapeDay)
  const { runs, holder, now } = state
  const queueNew = async (): Promise<RunRequest> => ({
    kind: 'queued',
    run: await insertQueued(tx, schema, { accountId, scrapeDay, full }),
    created: true,
  })
  const open = runs.find(isOpen)
  if (open && isUntouched(open)) return await requestQueued(tx, schema, open, { state, full })
  if (open?.status === 'running' && holder !== null) return { kind: 'open', run: open, holder }
  if (open) return await requestAbandoned(tx, schema, open, { state, full, queueNew })
  if (holder !== null) return { kind: 'open', run: null, holder }
  const begun = newestBegun(runs)
  const notBefore = begun && restUntil(begun, now)
  if (notBefore) return { kind: 'resting', run: begun, notBefore }
  const newest = runs.find((run) => run.scrapeDay === scrapeDay)
  if (!newest || !isUnfinished(newest, { full })) return await queueNew()
  const spent = retriesLeft(newest) === 0
  if (spent && !revive) return full ? await queueNew() : { kind: 'retries_spent', run: newest }
  const due = newest.nextAttemptAt !== null && newest.nextAttemptAt <= now
  if (due && !spent && goesOn(newest, state)) return { kind: 'open', run: newest, holder: null }
  const again = sql`
    next_attempt_at = clock_timestamp(), retries = CASE WHEN ${revive}::boolean THEN 0 ELSE retries END`
  return { kind: 'queued', run: await askFor(tx, schema, newest, { state, change: again }), created: false }
}

/** What has not asked anything yet can still become a full one. */
const requestQueued = async (
  tx: Tx,
  schema: string,
  queued: Run,
  { state, full }: { state: AccountState; full: boolean },
): Promise<RunRequest> => {
  if (goesOn(queued, state) && (queued.full || !full)) return { kind: 'open', run: queued, holder: null }
  const change = sql`full_sync = full_sync OR ${full}::boolean`
  return { kind: 'queued', run: await askFor(tx, schema, queued, { state, change }), created: false }
}

/**
 * A run whose holder has died or given it back is due by itself, unless somebody wanted it to be cancelled, or
 * everything is to be asked for.
 */
const requestAbandoned = async (
  tx: Tx,
  schema: string,
  abandoned: Run,
  { state, full, queueNew }: { state: AccountState; full: boolean; queueNew: () => Promise<RunRequest> },
): Promise<RunRequest> => {
  if (full && !abandoned.full) {
    const interrupted = sql`
      status = 'failed', error_code = 'interrupted', finished_at = clock_timestamp(),
      error_message = format('The run was %s when a full one was asked for.', status), next_attempt_at = NULL`
    await askFor(tx, schema, abandoned, { state, change: interrupted })
    return await queueNew()
  }
  const unchanged = goesOn(abandoned, state) && !abandoned.cancelRequestedAt
  if (abandoned.status === 'queued' && unchanged)
    return { kind: 'open', run: abandoned, holder: state.holder }
  const change = sql`cancel_requested_at = NULL`
  return { kind: 'queued', run: await askFor(tx, schema, abandoned, { state, change }), created: false }
}

/** Whether the schedule lets it go on. */
const goesOn = ({ trigger }: Run, { active }: AccountState): boolean => active || trigger === 'manual'

/** Changes a run that is asked for by hand. A disabled account's scheduled one becomes manual: it would not be due. */
const askFor = async (
  tx: Tx,
  schema: string,
  run: Run,
  { state, change }: { state: AccountState; change: RawBuilder<unknown> },
): Promise<Run> => {
  const { rows } = await sql<RunRow>`
    UPDATE ${tableIn(schema, 'sync_runs')} SET ${change}, sequence = sequence + 1,
      asked_by_span = ${recordedTraceParent()}::text,
      trigger = ${goesOn(run, state) ? run.trigger : 'manual'}
    WHERE run_id = ${run.runId}::uuid RETURNING *`.execute(tx)
  return runFrom(returnedRow(rows))
}

const readState = async (
  tx: Tx,
  schema: string,
  accountId: string,
  scrapeDay: CalendarDate,
): Promise<AccountState> => {
  // Two who ask at once get one run: the second waits here.
  const { rows: found } = await sql<{ active: boolean }>`
    SELECT is_active AS active FROM ${tableIn(schema, 'accounts')}
    WHERE account_id = ${accountId} AND deleted_at IS NULL FOR NO KEY UPDATE`.execute(tx)
  if (!found[0]) throw new AccountNotFoundError(accountId)
  const { rows: held } = await sql<{ now: Date; holder: string | null }>`
    SELECT clock_timestamp() AS now, (
      SELECT holder FROM ${tableIn(schema, 'account_leases')}
      WHERE account_id = ${accountId} AND expires_at > clock_timestamp()) AS holder`.execute(tx)
  const runs = tableIn(schema, 'sync_runs')
  const { rows } = await sql<RunRow>`
    SELECT * FROM ${runs}
    WHERE account_id = ${accountId} AND (scrape_day = ${scrapeDay}::date
      OR ${statusDecides(sql.ref('status'), 'request', 'join')}
      OR run_id = (
        SELECT run_id FROM ${runs} WHERE account_id = ${accountId}
        ORDER BY created_at DESC, run_id DESC LIMIT 1))
    ORDER BY created_at DESC, run_id DESC`.execute(tx)
  const { now, holder } = returnedRow(held)
  return { runs: rows.map(runFrom), active: found[0].active, holder, now }
}

const insertQueued = async (tx: Tx, schema: string, input: Required<RequestInput>): Promise<Run> => {
  const { rows } = await sql<RunRow>`
    INSERT INTO ${tableIn(schema, 'sync_runs')} (
      account_id, status, trigger, full_sync, scrape_day, created_at, next_attempt_at, asked_by_span)
    VALUES (${input.accountId}, 'queued', 'manual', ${input.full}::boolean, ${input.scrapeDay}::date,
      clock_timestamp(), clock_timestamp(), ${recordedTraceParent()}::text)
    RETURNING *`.execute(tx)
  return runFrom(returnedRow(rows))
}
