import { sql, type Transaction } from 'kysely'
import { AccountNotFoundError } from '../errors.ts'
import { returnedRow } from '../returned-row.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import type { InsightsDatabase } from '../tables.ts'
import { MAX_RETRIES, newestBegun, restUntil } from './continuation.ts'
import { type Run, type RunRow, runFrom } from './run.ts'
import { isRunId } from './running-run.ts'

/** A run that somebody asks for, to be carried out by whoever takes up what is due. */
export interface RequestInput {
  accountId: string
  /** The current UTC day. */
  scrapeDay: string
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
  /** The day's run was tried again as often as is polite: `retry` revives it, a full one begins anew. */
  | { kind: 'given_up'; run: Run }
  /** Nothing is missing. Only of `retry`. */
  | { kind: 'complete'; run: Run }

type Tx = Transaction<InsightsDatabase>

/** What is known of an account when a run of it is asked for, with its row locked. */
interface AccountState {
  /** Its newest run, and all others of the day or that are open, newest first. */
  runs: Run[]
  /** Who holds it now. */
  holder: string | null
  now: Date
}

/** Unfinished: another sync of the day goes on with it. */
const UNFINISHED: ReadonlySet<Run['status']> = new Set([
  'partial',
  'failed',
  'auth_failed',
  'rate_limited',
  'cancelled',
])

/** Asks for a run of an account. */
export const requestRun = (context: StoreContext, input: RequestInput): Promise<RunRequest> =>
  context.db.transaction().execute((tx) => requestIn(tx, context, input, { revive: false }))

/**
 * Revives a run that has ended without all listings: it is due now, and may be tried again as often as a new one. A
 * run of an earlier day cannot go on, so one of today is asked for in its place.
 *
 * @returns undefined where there is no such run.
 */
export const retryRun = (
  context: StoreContext,
  runId: string,
  { today }: { today: string },
): Promise<RunRequest | undefined> =>
  context.db.transaction().execute(async (tx) => {
    if (!isRunId(runId)) return undefined
    const row = await tx.selectFrom('sync_runs').selectAll().where('run_id', '=', runId).executeTakeFirst()
    if (!row) return undefined
    const run = runFrom(row)
    if (run.status === 'succeeded') return { kind: 'complete', run }
    const { accountId, full } = run
    return requestIn(tx, context, { accountId, scrapeDay: today, full }, { revive: true })
  })

const requestIn = async (
  tx: Tx,
  { schema }: StoreContext,
  { accountId, scrapeDay, full = false }: RequestInput,
  { revive }: { revive: boolean },
): Promise<RunRequest> => {
  const { runs, holder, now } = await readState(tx, schema, accountId, scrapeDay)
  const open = runs.find(({ status }) => status === 'queued' || status === 'running')
  if (open) return await requestAgain(tx, schema, open, { holder, full })
  if (holder !== null) return { kind: 'open', run: null, holder }
  const today = runs.filter((run) => run.scrapeDay === scrapeDay)
  const begun = newestBegun(today)
  const notBefore = restUntil(begun, now)
  if (begun && notBefore) return { kind: 'resting', run: begun, notBefore }
  const [newest] = today
  if (newest && UNFINISHED.has(newest.status) && (newest.full || !full)) {
    if (newest.nextAttemptAt !== null && newest.nextAttemptAt <= now) {
      return { kind: 'open', run: newest, holder: null }
    }
    const givenUp =
      newest.retries >= MAX_RETRIES && (newest.status === 'partial' || newest.status === 'failed')
    if (givenUp && !revive) return { kind: 'given_up', run: newest }
    return { kind: 'queued', run: await makeDue(tx, schema, newest, { revive }), created: false }
  }
  return { kind: 'queued', run: await queueNew(tx, schema, { accountId, scrapeDay, full }), created: true }
}

/** A run that waits can still become a full one; one whose holder has died is due by itself. */
const requestAgain = async (
  tx: Tx,
  schema: string,
  open: Run,
  { holder, full }: { holder: string | null; full: boolean },
): Promise<RunRequest> => {
  if (open.status === 'running') {
    return holder === null
      ? { kind: 'queued', run: open, created: false }
      : { kind: 'open', run: open, holder }
  }
  if (!full || open.full) return { kind: 'open', run: open, holder: null }
  const { rows } = await sql<RunRow>`
    UPDATE ${tableIn(schema, 'sync_runs')} SET full_sync = TRUE, progress = progress + 1
    WHERE run_id = ${open.runId}::uuid RETURNING *`.execute(tx)
  return { kind: 'queued', run: runFrom(returnedRow(rows)), created: false }
}

const readState = async (
  tx: Tx,
  schema: string,
  accountId: string,
  scrapeDay: string,
): Promise<AccountState> => {
  // Two who ask at once get one run: the second waits here.
  const { rows: found } = await sql<{ now: Date }>`
    SELECT clock_timestamp() AS now FROM ${tableIn(schema, 'accounts')}
    WHERE account_id = ${accountId} AND deleted_at IS NULL FOR NO KEY UPDATE`.execute(tx)
  if (!found[0]) throw new AccountNotFoundError(accountId)
  const { rows: held } = await sql<{ holder: string }>`
    SELECT holder FROM ${tableIn(schema, 'account_leases')}
    WHERE account_id = ${accountId} AND expires_at > clock_timestamp()`.execute(tx)
  const { rows } = await sql<RunRow>`
    SELECT * FROM ${tableIn(schema, 'sync_runs')}
    WHERE account_id = ${accountId} AND (scrape_day = ${scrapeDay}::date OR status IN ('queued', 'running'))
    ORDER BY created_at DESC, run_id DESC`.execute(tx)
  return { runs: rows.map(runFrom), holder: held[0]?.holder ?? null, now: found[0].now }
}

const makeDue = async (tx: Tx, schema: string, run: Run, { revive }: { revive: boolean }): Promise<Run> => {
  const { rows } = await sql<RunRow>`
    UPDATE ${tableIn(schema, 'sync_runs')} SET next_attempt_at = clock_timestamp(),
      retries = CASE WHEN ${revive}::boolean THEN 0 ELSE retries END, progress = progress + 1
    WHERE run_id = ${run.runId}::uuid RETURNING *`.execute(tx)
  return runFrom(returnedRow(rows))
}

const queueNew = async (tx: Tx, schema: string, input: Required<RequestInput>): Promise<Run> => {
  const { rows } = await sql<RunRow>`
    INSERT INTO ${tableIn(schema, 'sync_runs')} (
      account_id, status, trigger, full_sync, scrape_day, created_at, next_attempt_at)
    VALUES (${input.accountId}, 'queued', 'manual', ${input.full}::boolean, ${input.scrapeDay}::date,
      clock_timestamp(), clock_timestamp())
    RETURNING *`.execute(tx)
  return runFrom(returnedRow(rows))
}
