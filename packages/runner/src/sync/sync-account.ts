import { hostname } from 'node:os'
import { type AirbnbInsightsClient, InvalidArgumentError, isBlockedError } from 'airbnb-insights-client'
import {
  isDatabaseAway,
  isLeaseLostError,
  isRunNotRunningError,
  type Lease,
  type Store,
} from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { acquireLease } from '../session/acquire-lease.ts'
import { checkClocks } from '../session/clock-error.ts'
import { CookieKeeper } from '../session/cookie-keeper.ts'
import { PauseGate } from '../session/pause-gate.ts'
import { isPausedError, type PausedError } from '../session/paused-error.ts'
import { outlast } from '../waiting/outlast.ts'
import { MetricsInRun } from './metrics-in-run.ts'
import { outcomeOfNotBegun } from './not-begun.ts'
import { checkWindowOptions, type WindowOptions } from './planned-listing.ts'
import { giveBack, recordEnd } from './record-end.ts'
import { afterRetryPolicy, endOfError, endOfListings, type RunEnd } from './run-end.ts'
import { keepTelling } from './run-heartbeat.ts'
import { inRunSpan } from './run-span.ts'
import { RunState } from './run-state.ts'
import { Leaving, obey } from './stop-signal.ts'
import { failureOf } from './sync-failure.ts'
import { syncListings } from './sync-listings.ts'
import { outcomeOf, type SyncOutcome } from './sync-outcome.ts'
import type { OnSyncProgress } from './sync-progress.ts'
import type { SyncRun } from './sync-run.ts'

/** What every sync takes, of one account or of many. */
export interface SyncOptions extends WindowOptions {
  /** Migrated. It is not closed. */
  readonly store: Store
  /**
   * Stops the sync: the listing in hand is rolled back, the run recorded as `cancelled`. With {@link leaveWithin} as its
   * reason the listing in hand may still end, and the run is given back, to be continued by whoever takes it up.
   *
   * @defaultValue it stays until the end
   */
  readonly signal?: AbortSignal | undefined
  /** Is told of each step, synchronously. @defaultValue nobody is told */
  readonly onProgress?: OnSyncProgress | undefined
  /**
   * Is told each time that the database has taken how far the run is: when it begins, and every two seconds of it.
   *
   * @defaultValue nobody is told
   */
  readonly onHeartbeat?: (() => void) | undefined
  /** Whether one past week is asked by `ListOfMetricsQuery` too, and what differs noted. @defaultValue true */
  readonly canary?: boolean | undefined
  /**
   * The network that the requests leave from: a wall that one of its accounts meets stops them all, in whatever process,
   * until a single request finds it lifted.
   *
   * @defaultValue `'default'`
   */
  readonly network?: string | undefined
  /** Names this process to others who find the account's lease taken. @defaultValue `host:pid` */
  readonly holder?: string | undefined
  /** What the run's record says of who began it. @defaultValue `'manual'` */
  readonly trigger?: 'manual' | 'scheduled' | undefined
  /** The run to carry out, where it was sent for. @defaultValue the day's unfinished one, or else a new one */
  readonly runId?: string | undefined
  /**
   * After how many milliseconds a run that has failed, wholly or in part, may be tried again by itself, given how often
   * it was already.
   *
   * @defaultValue nobody tries it again by himself
   */
  readonly retryDelayMs?: ((retries: number) => number) | undefined
  /**
   * Whether the scrape day is what this machine's clock says. The clock is then held against the database's and the
   * API's, and the sync ends before anything is stored where it is more than three hours off one of them.
   *
   * @defaultValue whether `scrapeDay` is the system clock's UTC date, and no other clock was given
   */
  readonly byClock?: boolean | undefined
  /**
   * Whether the run begins a trace of its own, linked to the span that it is called in; otherwise it is a child of that.
   *
   * @defaultValue false
   */
  readonly ownTrace?: boolean | undefined
  /** Tells the time: for the check of clocks, and when to try again. @defaultValue the system's clock */
  readonly now?: (() => Date) | undefined
}

/** What a sync of one account takes. */
export interface SyncAccountOptions extends SyncOptions {
  /** Made with the account's stored credentials. It is not closed. */
  readonly client: AirbnbInsightsClient
  /** Whose numbers are stored: the client's own account. */
  readonly account: {
    readonly accountId: string
    /** The version of the credentials that `client` was made with, from `store.accounts.credentials`. */
    readonly credentialVersion: number
  }
}

/**
 * Syncs one account: takes its lease, begins a run or resumes the day's unfinished one, asks for its listings and for
 * each listing's own window, and commits listing by listing. Where another living process holds the lease, nothing is
 * asked. Every way to end, a lost database included, is an outcome; nothing that the API or the database does is thrown.
 *
 * @throws InvalidArgumentError for a client of another account than the one to be stored, and for a scrape day, metrics or
 *   a number of weeks that cannot be
 */
export async function syncAccount(options: SyncAccountOptions): Promise<SyncOutcome> {
  const { client, account } = options
  const { accountId, credentialVersion } = account
  if (client.accountId !== accountId) {
    const message = `client asks for account ${client.accountId}: its numbers cannot be stored as those of ${accountId}`
    throw new InvalidArgumentError(message, { argument: 'client' })
  }
  return await syncLeased(options, accountId, (sync) => sync({ client, credentialVersion }))
}

/** The client that a sync asks with, and the version of the credentials that it was made with. */
export interface SyncSession {
  readonly client: AirbnbInsightsClient
  readonly credentialVersion: number
}

/**
 * Syncs one account with a session that is opened once the lease is held: until then its last holder may still have
 * changed cookie and status.
 *
 * @param withSession - opens the session and syncs with it, or says why it does not.
 * @throws InvalidArgumentError before anything is asked
 */
export async function syncLeased(
  options: SyncOptions,
  accountId: string,
  withSession: (sync: (session: SyncSession) => Promise<SyncOutcome>) => Promise<SyncOutcome>,
): Promise<SyncOutcome> {
  checkWindowOptions(options)
  return await inRunSpan(options, accountId, () => syncInSpan(options, accountId, withSession))
}

async function syncInSpan(
  options: SyncOptions,
  accountId: string,
  withSession: (sync: (session: SyncSession) => Promise<SyncOutcome>) => Promise<SyncOutcome>,
): Promise<SyncOutcome> {
  const { store, signal, onProgress = () => {} } = options
  const ended = await leased().catch((error: unknown): SyncOutcome => {
    if (isPausedError(error)) return outcomeOfPaused(accountId, error)
    const { status, error: failure } = endOfError(
      error,
      signal?.aborted ?? false,
      (options.now ?? (() => new Date()))(),
    )
    return outcomeOf(accountId, status, { error: failure })
  })
  const outcome = await recordIfUnbegun(options, ended)
  onProgress({ type: 'run_finished', accountId, outcome })
  return outcome

  async function leased(): Promise<SyncOutcome> {
    const lease = await acquireLease(store, accountId, {
      holder: options.holder ?? defaultHolder(),
      signal,
      onWaiting: ({ holder, expiresAt }) => onProgress({ type: 'waiting', accountId, holder, expiresAt }),
    })
    if (lease.busy) return outcomeOf(accountId, 'busy', { holder: lease.holder })
    try {
      return await withSession((session) => syncUnderLease(options, accountId, session, lease))
    } finally {
      await lease.release()
    }
  }
}

/** A run that somebody was sent for tells itself why it did not begin; a sync by hand would leave no trace. */
async function recordIfUnbegun(
  { store, runId, scrapeDay }: SyncOptions,
  outcome: SyncOutcome,
): Promise<SyncOutcome> {
  const { accountId, status, run, error } = outcome
  if (status !== 'failed' || run !== null || error === null || runId !== undefined) return outcome
  // Of a wrong clock's day there is to be no run either.
  if (isDatabaseAway(error.cause) || error.code === 'clocks_differ') return outcome
  // Where it cannot be recorded either, the outcome alone tells it.
  const recorded = await store.runs.recordUnbegun({ accountId, scrapeDay, error }).catch(() => undefined)
  return recorded === undefined ? outcome : { ...outcome, run: recorded }
}

async function syncUnderLease(
  options: SyncOptions,
  accountId: string,
  { client, credentialVersion }: SyncSession,
  lease: Lease,
): Promise<SyncOutcome> {
  const { store, scrapeDay, onProgress = () => {}, now = () => new Date() } = options
  const trigger = options.trigger ?? 'manual'
  const gate = new PauseGate({
    store,
    client,
    network: options.network,
    onPause: (event) => onProgress({ ...event, accountId }),
  })
  await gate.look(options.signal)
  const checkClock = clockCheck(options, now)
  await checkClock(null)
  const begun = await store.runs.begin({
    accountId,
    scrapeDay,
    full: options.full ?? false,
    trigger,
    lease,
    ...(options.runId === undefined ? {} : { runId: options.runId }),
  })
  if (begun.kind !== 'started' && begun.kind !== 'resumed') return outcomeOfNotBegun(accountId, begun)

  const { runId, full } = begun.run
  const state = new RunState({ accountId, onProgress, beforeRequest: gate.beforeRequest })
  state.requestsDone = begun.run.requestsDone
  state.emit({ type: 'run_started', runId, resumed: begun.kind === 'resumed' })
  using obeyed = obey(options.signal)
  using heartbeat = keepTelling({
    store,
    held: { lease, runId },
    requests: () => state.requests,
    onTold: options.onHeartbeat,
  })
  const stops = [lease.signal, obeyed.signal, heartbeat.signal]
  const run: SyncRun = {
    store,
    client,
    gate,
    lease,
    runId,
    accountId,
    scrapeDay,
    // A full run that is resumed stays one, whoever resumes it.
    windows: { ...options, full },
    canary: options.canary ?? true,
    committed: begun.committed,
    metrics: new MetricsInRun(),
    hadFailures: begun.run.notes.some(({ code }) => METRIC_FAILURES.has(code)),
    credentialVersion,
    cookies: new CookieKeeper(client),
    signal: AbortSignal.any(stops),
    throwIfStopped: obeyed.throwIfStopped,
    checkClock,
    state,
  }
  const end = await runToItsEnd(run, stops, now)
  heartbeat[Symbol.dispose]()
  if (end === 'released') return await giveBack(run, begun.run)
  if (isPausedError(end)) {
    const { run: given } = await giveBack(run, begun.run)
    return { ...outcomeOfPaused(accountId, end), run: given }
  }
  return recordEnd(run, afterRetryPolicy(end, begun.run.retries, options.retryDelayMs, now))
}

/** Notes of metrics that failed by themselves. */
const METRIC_FAILURES: ReadonlySet<string> = new Set(['metric_failed', 'metric_given_up'])

/** Holds this machine's clock against the others, where the scrape day is by it. */
function clockCheck(
  { store, scrapeDay, byClock, now: given }: SyncOptions,
  now: () => Date,
): (apiTime: Date | null) => Promise<void> {
  if (!(byClock ?? (given === undefined && scrapeDay === utcDateOf(now())))) return async () => {}
  return async (api) => checkClocks({ machine: now(), database: await outlast(() => store.clock()), api })
}

async function runToItsEnd(
  run: SyncRun,
  stops: readonly AbortSignal[],
  now: () => Date,
): Promise<RunEnd | PausedError | 'released'> {
  try {
    const { listings, incomplete } = await syncListings(run)
    return endOfListings(listings, incomplete)
  } catch (error) {
    // What stops a sync aborts its requests: what counts is why.
    const stop = stops.find(({ aborted }) => aborted)
    const reason: unknown = stop ? stop.reason : error
    if (reason instanceof Leaving) return 'released'
    if (isPausedError(reason)) return reason
    const lost = isLeaseLostError(reason) || isRunNotRunningError(reason)
    const pause = isBlockedError(reason) ? await run.gate.met(reason).catch(() => null) : null
    return endOfError(reason, stop !== undefined && !lost, now(), pause)
  }
}

function outcomeOfPaused(accountId: string, error: PausedError): SyncOutcome {
  return outcomeOf(accountId, 'paused', { error: failureOf(error), retryAt: error.notBefore })
}

function defaultHolder(): string {
  return `${hostname()}:${String(process.pid)}`
}
