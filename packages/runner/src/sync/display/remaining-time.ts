import { type AccountProgress, requestsLeft } from './account-progress.ts'

/** Before so many requests, the configured pace says more than the measured one. */
const ENOUGH_REQUESTS = 5

/** The pace that accounts are asked at, and how many at a time. */
export interface Pace {
  /** The configured time between two requests of an account, in milliseconds; 0 is as fast as they come. */
  readonly minIntervalMs: number
  /** Accounts synced at the same time. */
  readonly concurrency: number
}

/**
 * How long an account will take from now, in milliseconds, at its own pace so far, which is never taken to be faster
 * than the configured one; null where nothing can be said yet.
 */
export function remainingMs(account: AccountProgress, { minIntervalMs }: Pace, now: number): number | null {
  if (account.outcome !== null) return 0
  if (account.listingsTotal === null || account.startedAt === null) return null
  const { requestsHere, startedAt, pause } = account
  const measured = requestsHere < ENOUGH_REQUESTS ? 0 : (now - startedAt) / requestsHere
  const perRequest = Math.max(minIntervalMs, measured)
  if (perRequest === 0) return null
  const paused = pause === null ? 0 : Math.max(0, pause.until - now)
  return paused + requestsLeft(account) * perRequest
}

/**
 * How long all accounts will take from now, in milliseconds. Those that nothing is known of yet count like the average
 * of those in progress; null while there is none.
 */
export function overallRemainingMs(
  accounts: readonly AccountProgress[],
  pace: Pace,
  now: number,
): number | null {
  const running: number[] = []
  let unknown = 0
  for (const account of accounts) {
    const remaining = remainingMs(account, pace, now)
    if (remaining === null) unknown++
    else if (account.outcome === null) running.push(remaining + elapsed(account, now))
  }
  if (running.length === 0) return null
  const average = running.reduce((total, ms) => total + ms, 0) / running.length
  const left = accounts.flatMap((account) => remainingMs(account, pace, now) ?? [])
  return spanOf([...left, ...Array.from({ length: unknown }, () => average)], pace.concurrency)
}

/** How long work takes that is begun in order, so many pieces at a time; all in milliseconds. */
export function spanOf(pieces: readonly number[], concurrency: number): number {
  const lanes = Array.from({ length: Math.max(1, concurrency) }, () => 0)
  for (const piece of pieces) {
    const next = lanes.indexOf(Math.min(...lanes))
    lanes[next] = (lanes[next] ?? 0) + piece
  }
  return Math.max(...lanes)
}

function elapsed({ startedAt }: AccountProgress, now: number): number {
  return startedAt === null ? 0 : now - startedAt
}
