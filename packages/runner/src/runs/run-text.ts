import { type Run, retriesLeft } from 'insights-store-timescale'
import { formatDuration, formatInstant, formatQuantity } from '../output/format.ts'

/** How a run stands, as a sentence. */
export function describeStatus(run: Run): string {
  const { status, listingsTotal, listingsSucceeded, nextAttemptAt } = run
  const stored = `${String(listingsSucceeded)} of ${formatQuantity(listingsTotal, 'listing')}`
  switch (status) {
    case 'queued':
      return run.startedAt === null
        ? 'queued: it has not begun'
        : `queued: it goes on; ${stored} stored so far`
    case 'running':
      return `running: ${stored} stored so far`
    case 'succeeded':
      return `succeeded: all ${formatQuantity(listingsTotal, 'listing')} stored`
    case 'partial':
      return `partial: ${stored} stored`
    case 'failed':
      return `failed: ${stored} stored`
    case 'auth_failed':
      return `auth_failed: the session had expired; ${stored} stored`
    case 'rate_limited':
      return `rate_limited: the API asked to stop${nextAttemptAt === null ? '' : ` until ${formatInstant(nextAttemptAt)}`}; ${stored} stored`
    case 'blocked':
      return `blocked: something between here and Airbnb answered${nextAttemptAt === null ? '' : `; it is tried again after ${formatInstant(nextAttemptAt)}`}; ${stored} stored`
    default:
      return `cancelled: ${stored} stored; the next sync of that day goes on`
  }
}

/** How long a run took from its first start to its end, or null while it has none of them. */
export function durationText({ startedAt, finishedAt }: Run): string | null {
  return startedAt === null || finishedAt === null
    ? null
    : formatDuration(Math.max(0, finishedAt.getTime() - startedAt.getTime()))
}

/** How often a run was started, where that was more than once. */
export function attemptsText({ attempts, retries }: Run): string | undefined {
  if (attempts <= 1) return undefined
  return `${String(attempts)}${retries > 0 ? `, ${formatQuantity(retries, 'retry', 'retries')} after listings had failed` : ''}`
}

/** When a run goes on by itself, or that it does not; null where nothing is missing or it is under way. */
export function nextText(run: Run): string | null {
  const { status, nextAttemptAt } = run
  if (status === 'running' || status === 'succeeded') return null
  if (nextAttemptAt !== null) return formatInstant(nextAttemptAt)
  return retriesLeft(run) === 0 ? 'given up' : null
}
