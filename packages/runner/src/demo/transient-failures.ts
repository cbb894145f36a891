import type { SimulatedRequest } from 'airbnb-insights-client/simulator'
import { formatDuration } from '../output/format.ts'
import type { HeardEvent } from './demo-stage.ts'
import { type DemoSync, reportOf } from './demo-sync.ts'
import { RETRY_AFTER_SECONDS, THROTTLED_ACCOUNT, TROUBLED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** The 429: waited out for as long as it asked, and then the same request again. */
export function checkThrottle(sync: DemoSync, heard: readonly HeardEvent[]): ScriptedEvent {
  const { failed, repeated } = failureOf(sync, THROTTLED_ACCOUNT, 429)
  const waitedMs = waitAfterThrottle(heard.filter(({ accountId }) => accountId === THROTTLED_ACCOUNT))
  // Timers may fire a millisecond early.
  const obeyed = waitedMs !== null && waitedMs >= RETRY_AFTER_SECONDS * 1000 - 20
  const succeeded = reportOf(sync, THROTTLED_ACCOUNT).outcome.status === 'succeeded'
  const waited = waitedMs === null ? 'did not wait' : `waited ${formatDuration(waitedMs)}`
  return {
    event: 'rate_limited',
    title: 'Too many requests (429, Retry-After)',
    happened: failed !== undefined && repeated && obeyed && succeeded,
    story: `In mid-sync the API asked account ${THROTTLED_ACCOUNT} to wait ${String(RETRY_AFTER_SECONDS)} s. The client ${waited}, sent the same request again and went on at a gentler pace. The other accounts have a pace of their own and noticed nothing.`,
  }
}

/** The 503: the same request again. */
export function checkServerError(sync: DemoSync): ScriptedEvent {
  const { failed, repeated } = failureOf(sync, TROUBLED_ACCOUNT, 503)
  return {
    event: 'server_error',
    title: 'Service unavailable (503)',
    happened: failed !== undefined && repeated,
    story: `A ${failed?.operation ?? 'request'} of account ${TROUBLED_ACCOUNT} was answered with 503. It was sent once more after a moment, and answered: no listing was lost to it.`,
  }
}

/** The one request that a status met, and whether the account's next one was the same, answered well. */
function failureOf(
  { requests }: DemoSync,
  accountId: string,
  status: number,
): { failed: SimulatedRequest | undefined; repeated: boolean } {
  const own = requests.filter((request) => request.accountId === accountId)
  const met = own.filter((request) => request.status === status && request.fault === 'status')
  const [failed] = met
  if (failed === undefined || met.length !== 1) return { failed: undefined, repeated: false }
  const next = own[own.indexOf(failed) + 1]
  return { failed, repeated: next?.status === 200 && askedForTheSame(failed, next) }
}

function askedForTheSame(left: SimulatedRequest, right: SimulatedRequest): boolean {
  return (
    left.operation === right.operation &&
    left.listingId === right.listingId &&
    left.metric === right.metric &&
    left.relativeDsStart === right.relativeDsStart
  )
}

function waitAfterThrottle(heard: readonly HeardEvent[]): number | null {
  const throttle = heard.findIndex(({ event }) => event.type === 'throttle')
  const next = heard.slice(throttle + 1).find(({ event }) => event.type === 'request')
  const before = heard[throttle]
  return before === undefined || next === undefined ? null : next.at - before.at
}
