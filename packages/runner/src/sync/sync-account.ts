import { hostname } from 'node:os'
import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import { isLeaseLostError, type Lease, type Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { acquireLease } from './acquire-lease.ts'
import { CookieKeeper } from './cookie-keeper.ts'
import { endOfError, endOfListings, failureOf, type RunEnd } from './run-end.ts'
import { RunProgress } from './run-progress.ts'
import type { SyncOutcome } from './sync-outcome.ts'
import type { OnSyncProgress } from './sync-progress.ts'
import { noteCredentials, type SyncRun, syncListings } from './sync-run.ts'

/** What every sync takes, of one account or of many. */
export interface SyncOptions {
  /** Migrated. It is not closed. */
  readonly store: Store
  /** The UTC date under which rows are stored; it stays the same for the whole run. */
  readonly scrapeDay: CalendarDate
  /**
   * Asks every listing for its whole backfill again, as a run of its own.
   *
   * @defaultValue false
   */
  readonly full?: boolean | undefined
  /** Cancels: the listing in hand is rolled back, the run recorded as `cancelled`. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnSyncProgress | undefined
  /** @defaultValue 25 */
  readonly lookbackWeeks?: number | undefined
  /** @defaultValue 5 */
  readonly lookaheadWeeks?: number | undefined
  /**
   * Names this process to others who find the account's lease taken.
   *
   * @defaultValue `host:pid`
   */
  readonly holder?: string | undefined
  /** @defaultValue `'manual'` */
  readonly trigger?: 'manual' | 'scheduled' | undefined
  /** @defaultValue the system's clock */
  readonly now?: (() => Date) | undefined
}

export interface SyncAccountOptions extends SyncOptions {
  /** Made with the account's stored credentials. It is not closed. */
  readonly client: AirbnbInsightsClient
  readonly account: {
    readonly accountId: string
    /** The version of the credentials that `client` was made with, from `store.accounts.credentials`. */
    readonly credentialVersion: number
  }
}

/**
 * Syncs one account: takes its lease, begins a run or resumes the day's unfinished one, asks for its listings and for
 * each listing's own window, and commits listing by listing. Where another living process holds the lease, nothing is
 * asked.
 * Every way to end, a lost database included, is an outcome; nothing that the API or the database does is thrown.
 */
export async function syncAccount(options: SyncAccountOptions): Promise<SyncOutcome> {
  const { store, account, onProgress = () => {} } = options
  const outcome = await leased(options).catch((error: unknown): SyncOutcome => {
    const { status, error: failure } = endOfError(error, options.signal?.aborted ?? false, new Date())
    return { ...nothing(account.accountId), status, error: failure }
  })
  onProgress({ type: 'run_finished', accountId: account.accountId, outcome })
  return outcome

  async function leased(of: SyncAccountOptions): Promise<SyncOutcome> {
    const { accountId } = account
    const lease = await acquireLease(store, accountId, {
      holder: of.holder ?? defaultHolder(),
      signal: of.signal,
      onWaiting: ({ holder, expiresAt }) => onProgress({ type: 'waiting', accountId, holder, expiresAt }),
    })
    if (lease.busy) return { ...nothing(account.accountId), status: 'busy', holder: lease.holder }
    try {
      return await syncUnderLease(of, lease)
    } finally {
      // A lost database has let the lease run out by itself.
      await lease.release().catch(() => {})
    }
  }
}

async function syncUnderLease(options: SyncAccountOptions, lease: Lease): Promise<SyncOutcome> {
  const { store, account, client, scrapeDay, onProgress = () => {}, now = () => new Date() } = options
  const { accountId } = account
  const full = options.full ?? false
  const trigger = options.trigger ?? 'manual'
  const begun = await store.runs.begin({ accountId, scrapeDay, full, trigger, lease })
  const { runId } = begun.run
  if (begun.givenUp) {
    const error = {
      code: 'given_up',
      message: `The run of ${scrapeDay} was tried again as often as is polite. A new day tries anew; --full asks everything now.`,
    }
    return { ...nothing(accountId), status: 'given_up', run: begun.run, error }
  }

  const progress = new RunProgress({ accountId, scrapeDay, onProgress })
  progress.requestsDone = begun.run.requestsDone
  progress.emit({ type: 'run_started', runId, resumed: begun.resumed })
  const cancel = options.signal
  const signal = cancel ? AbortSignal.any([cancel, lease.signal]) : lease.signal
  const run: SyncRun = {
    store,
    client,
    lease,
    runId,
    accountId,
    scrapeDay,
    windows: options,
    committed: begun.committed,
    credentialVersion: account.credentialVersion,
    cookies: new CookieKeeper(client),
    signal,
    progress,
  }
  const end = await runToItsEnd(run, () => cancel?.aborted ?? false, now)
  return recordEnd(run, end)
}

async function runToItsEnd(run: SyncRun, cancelled: () => boolean, now: () => Date): Promise<RunEnd> {
  try {
    const { listings, incomplete } = await syncListings(run)
    return endOfListings(listings, incomplete)
  } catch (error) {
    // Losing the lease aborts the requests: what counts is why.
    return endOfError(run.lease.signal.aborted ? run.lease.signal.reason : error, cancelled(), now())
  }
}

async function recordEnd(run: SyncRun, end: RunEnd): Promise<SyncOutcome> {
  const { store, lease, runId, accountId } = run
  const outcome = { ...nothing(accountId), status: end.status, error: end.error, retryAt: end.retryAt }
  if (isLeaseLostError(end.error?.cause)) return outcome
  try {
    if (end.status === 'auth_failed') await noteCredentials(run, 'expired')
    else if (run.cookies.unsaved !== undefined) await noteCredentials(run, 'ok')
    const { status, error, retryAt } = end
    const recorded = await store.runs.finish({
      runId,
      lease,
      status,
      requestsDone: run.progress.requestsDone,
      ...(error === null ? {} : { error: { code: error.code, message: error.message } }),
      ...(retryAt === null ? {} : { nextAttemptAt: retryAt }),
    })
    return { ...outcome, run: recorded }
  } catch (error) {
    // The run stays as the database last knew it, and the next sync resumes it.
    return { ...outcome, status: 'failed', error: end.error ?? failureOf(error) }
  }
}

function nothing(accountId: string): SyncOutcome {
  return { accountId, status: 'failed', run: null, error: null, retryAt: null, holder: null }
}

function defaultHolder(): string {
  return `${hostname()}:${String(process.pid)}`
}
