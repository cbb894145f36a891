import type { ClientEvent } from 'airbnb-insights-client'
import type { RowCounts } from 'insights-store-timescale'
import type { SyncOutcome } from '../sync-outcome.ts'
import type { SyncProgress } from '../sync-progress.ts'

/** Why an account sends nothing for a while. */
interface Pause {
  /** Milliseconds of the clock that events are reduced with. */
  readonly until: number
  readonly reason: 'throttled' | 'retry'
}

/** Where the sync of one account stands, as far as its events have told. */
export interface AccountProgress {
  readonly accountId: string
  readonly runId: string | null
  /** When its run began, in milliseconds of the clock that events are reduced with; null before. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** Null until the API has named the listings. */
  readonly listingsTotal: number | null
  /** Stored, those that an earlier attempt of the run stored included. */
  readonly listingsDone: number
  readonly listingsFailed: number
  readonly requestsTotal: number
  readonly requestsDone: number
  /** Requests that a listing takes on average, by the plan. */
  readonly requestsPerListing: number
  /** Requests that this process made, for the pace; a resumed run has more. */
  readonly requestsHere: number
  readonly rows: RowCounts
  /** How often the API answered 429. */
  readonly throttles: number
  /** How often a failed attempt was repeated. */
  readonly retries: number
  readonly pause: Pause | null
  readonly outcome: SyncOutcome | null
}

/** An account whose turn has not come. */
export function waitingAccount(accountId: string): AccountProgress {
  return {
    accountId,
    runId: null,
    startedAt: null,
    finishedAt: null,
    listingsTotal: null,
    listingsDone: 0,
    listingsFailed: 0,
    requestsTotal: 0,
    requestsDone: 0,
    requestsPerListing: 0,
    requestsHere: 0,
    rows: { inserted: 0, updated: 0, unchanged: 0 },
    throttles: 0,
    retries: 0,
    pause: null,
    outcome: null,
  }
}

/** The account after an event of its sync. */
export function afterSyncProgress(
  account: AccountProgress,
  event: SyncProgress,
  now: number,
): AccountProgress {
  switch (event.type) {
    case 'run_started':
      return { ...account, runId: event.runId, startedAt: now }
    case 'planned': {
      const { listingsTotal, listingsDone, requestsTotal } = event
      const requestsPerListing =
        (requestsTotal - account.requestsDone) / Math.max(1, listingsTotal - listingsDone)
      return { ...account, listingsTotal, listingsDone, requestsTotal, requestsPerListing }
    }
    case 'request': {
      const { requestsDone, requestsTotal } = event
      return { ...account, requestsDone, requestsTotal, requestsHere: account.requestsHere + 1, pause: null }
    }
    case 'listing_finished':
      return event.status === 'failed'
        ? { ...account, listingsFailed: account.listingsFailed + 1 }
        : { ...account, listingsDone: account.listingsDone + 1, rows: sum(account.rows, event.counts) }
    case 'run_finished':
      return { ...account, finishedAt: now, pause: null, outcome: event.outcome }
    default:
      return account
  }
}

/** The account after an event of its client. */
export function afterClientEvent(account: AccountProgress, event: ClientEvent, now: number): AccountProgress {
  if (event.type === 'throttle') {
    const pause = { until: now + (event.retryAfterMs ?? event.intervalMs), reason: 'throttled' } as const
    return { ...account, throttles: account.throttles + 1, pause }
  }
  if (event.type === 'retry') {
    const until = Math.max(now + event.delayMs, account.pause?.until ?? 0)
    const reason = event.reason === 'rate_limited' ? 'throttled' : 'retry'
    return { ...account, retries: account.retries + 1, pause: { until, reason } }
  }
  return event.type === 'request' && account.pause !== null ? { ...account, pause: null } : account
}

/** How many requests are still to be made; those that a failed listing did not come to are not. */
export function requestsLeft(account: AccountProgress): number {
  const { requestsTotal, requestsDone, listingsTotal, listingsDone, listingsFailed, requestsPerListing } =
    account
  const listingsLeft = (listingsTotal ?? 0) - listingsDone - listingsFailed
  return Math.min(requestsTotal - requestsDone, Math.ceil(listingsLeft * requestsPerListing))
}

function sum(rows: RowCounts, more: RowCounts | null): RowCounts {
  return {
    inserted: rows.inserted + (more?.inserted ?? 0),
    updated: rows.updated + (more?.updated ?? 0),
    unchanged: rows.unchanged + (more?.unchanged ?? 0),
  }
}
