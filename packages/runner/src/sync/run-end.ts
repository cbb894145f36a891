import { isAbortError, isAuthenticationError, isBlockedError, isRateLimitError } from 'airbnb-insights-client'
import {
  outcomeOfListings,
  type Pause,
  type RunListing,
  type RunOutcome,
  retriesLeft,
} from 'insights-store-timescale'
import { failureOf } from './sync-failure.ts'
import type { SyncFailure } from './sync-outcome.ts'

/** How a run ends, as it is recorded. */
export interface RunEnd {
  readonly status: RunOutcome
  readonly error: SyncFailure | null
  readonly retryAt: Date | null
}

/** The end of a run of which every listing had its turn. `incomplete` names why a success would not be the whole truth. */
export function endOfListings(listings: readonly RunListing[], incomplete: SyncFailure | null): RunEnd {
  const total = listings.length
  const succeeded = listings.filter((listing) => listing.status === 'succeeded').length
  const status = outcomeOfListings({ total, succeeded, moreKnown: incomplete !== null })
  const missing = {
    code: 'listings_failed',
    message: `${String(total - succeeded)} of ${String(total)} listings could not be stored.`,
  }
  return { status, error: incomplete ?? (succeeded < total ? missing : null), retryAt: null }
}

/** Where nothing could be learnt of a pause, a wall is left alone for so long. */
const UNKNOWN_PAUSE_MS = 60_000

/**
 * The end of a run that an error cut short.
 *
 * @param pause - the pause that holds it back, where it met a wall and that could be told
 */
export function endOfError(
  error: unknown,
  cancelled: boolean,
  now: Date,
  pause: Pause | null = null,
): RunEnd {
  if (cancelled || isAbortError(error)) {
    return {
      status: 'cancelled',
      error: { code: 'cancelled', message: 'Cancelled; the next sync of this day continues it.' },
      retryAt: null,
    }
  }
  const failure = failureOf(error)
  if (isAuthenticationError(error)) return { status: 'auth_failed', error: failure, retryAt: null }
  if (isRateLimitError(error)) {
    const retryAt = new Date(now.getTime() + error.retryAfterMs)
    return { status: 'rate_limited', error: failure, retryAt }
  }
  if (isBlockedError(error)) {
    const retryAt = pause?.nextProbeAt ?? new Date(now.getTime() + (error.retryAfterMs ?? UNKNOWN_PAUSE_MS))
    return { status: 'blocked', error: failure, retryAt }
  }
  return { status: 'failed', error: failure, retryAt: null }
}

/** Whether and when a run that has failed, wholly or in part, is tried again by itself. */
export function afterRetryPolicy(
  end: RunEnd,
  retries: number,
  retryDelayMs: ((retries: number) => number) | undefined,
  now: () => Date,
): RunEnd {
  const left = retriesLeft({ status: end.status, retries })
  if (retryDelayMs === undefined || left === null || left === 0) return end
  return { ...end, retryAt: new Date(now().getTime() + retryDelayMs(retries)) }
}
