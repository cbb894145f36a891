import type { Run, RunStatus } from 'insights-store-timescale'

/**
 * How the sync of one account ended. Beside the statuses of its run:
 *
 * - `busy`: somebody else holds the account's lease; nothing was asked.
 * - `given_up`: this scrape day's run was tried again as often as is polite; nothing was asked.
 */
export type SyncStatus = RunStatus | 'busy' | 'given_up'

/** The end of one account's sync. */
export interface SyncOutcome {
  readonly accountId: string
  readonly status: SyncStatus
  /** The run's record, with its true counts; null where none was begun or its end could not be recorded. */
  readonly run: Run | null
  readonly error: SyncFailure | null
  /** When the API may be asked again, after `rate_limited`. */
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

/** Why a whole account failed. */
export interface SyncFailure {
  /** The error's `code`, of the client, of the store or of the sync; `unexpected` for any other. */
  readonly code: string
  readonly message: string
  /** The error itself, for those who want its class; not for printing. */
  readonly cause?: unknown
}
