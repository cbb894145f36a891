import type { Run, RunStatus } from 'insights-store-timescale'

/**
 * How the sync of one account ended. Beside the statuses of its run, where nothing was asked:
 *
 * - `busy`: somebody else holds the account's lease.
 * - `nothing_missing`: the run that was to be carried out has succeeded.
 * - `retries_spent`: the scrape day's run was tried again as often as the retry policy allows.
 * - `superseded`: a later run has taken the place of the one that was to be carried out.
 * - `not_due`: the run that was to be carried out waits until `retryAt`.
 * - `paused`: something in between was met a while ago, by whatever account; the next request goes out at `retryAt`.
 * - `ended`: the run that was to be carried out has ended without all listings, and nobody asked for it to go on.
 */
export type SyncStatus =
  | RunStatus
  | 'busy'
  | 'nothing_missing'
  | 'retries_spent'
  | 'superseded'
  | 'not_due'
  | 'paused'
  | 'ended'

/** Whether nothing was asked, and nothing is wrong: somebody else sees to it, or there is nothing to do now. */
export function isIdle(status: SyncStatus): boolean {
  return status === 'busy' || status === 'nothing_missing' || status === 'superseded' || status === 'not_due'
}

/** Whether it has to wait for somebody else, and will go on by itself. */
export function isHeldOff(status: SyncStatus): boolean {
  return status === 'rate_limited' || status === 'blocked' || status === 'paused'
}

/** The end of one account's sync. */
export interface SyncOutcome {
  readonly accountId: string
  readonly status: SyncStatus
  /** The run's record, with its true counts; null where none was begun or its end could not be recorded. */
  readonly run: Run | null
  /** Why it failed, or why nothing was begun. */
  readonly error: SyncFailure | null
  /**
   * When the API may be asked again, after `rate_limited`, `blocked` and `paused`; when the run goes on by itself, after `not_due`, `partial` and
   * `failed`.
   */
  readonly retryAt: Date | null
  /** Who holds the lease, where it is `busy`. */
  readonly holder: string | null
}

/** An outcome of which no more than this is known. */
export function outcomeOf(
  accountId: string,
  status: SyncStatus,
  more: Partial<Omit<SyncOutcome, 'accountId' | 'status'>> = {},
): SyncOutcome {
  return { accountId, status, run: null, error: null, retryAt: null, holder: null, ...more }
}

/** Why a whole account failed, or its run was not begun. */
export interface SyncFailure {
  /** The error's `code`, of the client, of the store or of the sync, or the status; `unexpected` for any other. */
  readonly code: string
  /** What happened, in one sentence, without a secret. */
  readonly message: string
  /** The error itself, for those who want its class; not for printing. */
  readonly cause?: unknown
}
