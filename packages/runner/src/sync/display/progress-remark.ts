import type { ClientEvent } from 'airbnb-insights-client'
import type { ListingNames } from 'insights-store-timescale'
import { formatCount, formatDuration, formatQuantity } from '../../output/format.ts'
import { oneLineText } from '../../output/one-line-text.ts'
import type { Tone } from '../../output/style.ts'
import type { SyncOutcome } from '../sync-outcome.ts'
import type { SyncProgress } from '../sync-progress.ts'
import { abbreviatePath } from './abbreviate-path.ts'
import type { AccountProgress } from './account-progress.ts'

/** A line that stays. */
export interface ProgressRemark {
  readonly text: string
  readonly tone?: Tone
  /** Routine is what live lines show anyway: only a pipe, which has none, gets a line for it. */
  readonly routine: boolean
}

/**
 * What an event leaves to be read, or null. On a pipe that is a line for each listing, not for each request.
 *
 * @param account the account after the event.
 * @param calledAs how the line calls it. @defaultValue its id
 */
export function remarkOnSync(
  event: SyncProgress,
  account: AccountProgress,
  calledAs: string = event.accountId,
): ProgressRemark | null {
  const of = (text: string, more: Omit<ProgressRemark, 'text'>): ProgressRemark => ({
    text: `${calledAs}: ${text}`,
    ...more,
  })
  switch (event.type) {
    case 'planned':
      return of(plannedText(event, account), { routine: true })
    case 'listing_finished': {
      const at = `${String(account.listingsDone + account.listingsFailed)}/${String(account.listingsTotal ?? 0)}`
      const name = listingText(event.listing)
      if (event.error !== null) {
        const reason = abbreviatePath(oneLineText(event.error.message), event.error.path)
        return of(`${at} ${name} failed: ${reason}`, { routine: false, tone: 'bad' })
      }
      const { inserted = 0, updated = 0, unchanged = 0 } = event.counts ?? {}
      const rows = `${formatCount(inserted)} rows new, ${formatCount(updated)} changed, ${formatCount(unchanged)} unchanged`
      return of(`${at} ${name}: ${rows}`, { routine: true })
    }
    case 'base_day':
      return of(
        `the server counts days from ${event.baseDay}, not from ${event.expected}: what was asked with that was asked again`,
        { routine: true },
      )
    case 'note':
      return of(oneLineText(event.message), { routine: false, tone: 'warning' })
    case 'run_finished':
      return of(endText(event.outcome), { routine: true })
    default:
      return null
  }
}

/** What an event of an account's client leaves to be read, or null; the line calls the account as it is told to. */
export function remarkOnClient(calledAs: string, event: ClientEvent): ProgressRemark | null {
  if (event.type === 'throttle') {
    const wait = event.retryAfterMs === null ? 'slows down' : `waits ${formatDuration(event.retryAfterMs)}`
    const then = event.stopped ? 'stops for now' : wait
    return {
      text: `${calledAs}: the API asks for fewer requests (429): ${then}`,
      routine: false,
      tone: 'warning',
    }
  }
  // A 429 has said so already; what comes of a hash that is unknown, a note or the run's end says.
  if (event.type !== 'retry' || event.reason === 'rate_limited' || event.reason === 'stale_operation')
    return null
  const reason = oneLineText(event.message).replace(/\.$/, '')
  const text = `${reason}: tries again in ${formatDuration(event.delayMs)}`
  return { text: `${calledAs}: ${text}`, routine: false, tone: 'warning' }
}

/** How a listing is called in lines: its host's name for it, or its title, or its id. */
function listingText({ internalName, listingName, listingId }: ListingNames): string {
  return oneLineText(internalName ?? listingName ?? listingId)
}

function plannedText(
  { listingsTotal, listingsDone, requestsTotal }: Extract<SyncProgress, { type: 'planned' }>,
  { runId, requestsDone }: AccountProgress,
): string {
  const run = `run ${runId?.slice(0, 8) ?? ''}`
  const left = formatQuantity(requestsTotal - requestsDone, 'request')
  if (listingsDone === 0) return `${formatQuantity(listingsTotal, 'listing')}, ${left} to make (${run})`
  return `${run} goes on: ${String(listingsDone)} of ${formatQuantity(listingsTotal, 'listing')} are stored already, ${left} to make`
}

function endText({ status, run, error, holder }: SyncOutcome): string {
  if (status === 'busy') return `busy: ${holder ?? 'another process'} is syncing it`
  const counts =
    run === null || run.listingsTotal === 0
      ? ''
      : `, ${String(run.listingsSucceeded)} of ${formatQuantity(run.listingsTotal, 'listing')}, ${formatQuantity(run.requestsDone, 'request')}`
  return oneLineText(`${status}${counts}${error === null ? '' : `: ${error.message}`}`)
}
