import { type Run, type RunListing, retriesLeft } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { renewSession } from '../cli/renew-session.ts'
import { formatInstant, formatQuantity } from '../output/format.ts'
import { oneLineText } from '../output/one-line-text.ts'
import { HOSTS_ACCOUNT } from '../sync/account-without-listings.ts'
import { shortRunId } from '../sync/outcome/short-run-id.ts'

/** A run, and what else decides on what becomes of it. */
export interface RunSituation {
  readonly run: Run
  readonly listings: readonly RunListing[]
  /** Whether a later run of the account has taken its place. */
  readonly superseded: boolean
  /** How its account stands now. */
  readonly account: 'ready' | 'expired' | 'disabled' | 'removed'
  readonly now: Date
}

/** A run for somebody who has never seen one: what happened, and what to do next. */
export interface RunSummary {
  readonly happened: string
  readonly next: string
}

/** Says what became of a run and what becomes of it now. */
export function runSummary(situation: RunSituation): RunSummary {
  return { happened: happened(situation), next: whatNext(situation) }
}

function happened({ run, listings }: RunSituation): string {
  const stored =
    run.listingsTotal === 0
      ? 'before any listing was stored'
      : `with ${String(run.listingsSucceeded)} of ${formatQuantity(run.listingsTotal, 'listing')} stored`
  switch (run.status) {
    case 'queued':
      return run.startedAt === null
        ? 'This sync waits for somebody to begin it.'
        : `This sync was left ${stored}, and waits for somebody to go on with it.`
    case 'running':
      return `This sync is under way, ${stored} so far.`
    case 'succeeded':
      if (run.listingsTotal === 0)
        return 'The session works, but Airbnb knows no listing of this account, so that nothing was stored.'
      return `All went well: ${formatQuantity(run.listingsTotal, 'listing')} stored, with ${formatQuantity(run.rows.inserted, 'new row')}.`
    case 'partial':
      return `This sync ended ${stored}. ${missingListings(listings)}`
    case 'failed':
      return `This sync failed ${stored}: ${withoutStop(run.error?.message ?? 'no reason was recorded')}.`
    case 'auth_failed':
      return `This sync stopped ${stored}, because the session has expired: Airbnb asks for a new sign-in.`
    case 'rate_limited':
      return `This sync stopped ${stored}, because Airbnb asked for fewer requests.`
    case 'blocked':
      return `This sync stopped ${stored}, because something between here and Airbnb answered in its place. The session was not judged.`
    default:
      return `This sync was cancelled, ${stored}. What is stored stays.`
  }
}

const NAMED = 3

/** Which listings are missing, by name where they are few. */
function missingListings(listings: readonly RunListing[]): string {
  const failed = listings.filter(({ status }) => status === 'failed')
  const pending = listings.filter(({ status }) => status === 'pending')
  const names = failed.slice(0, NAMED).map(({ listingId, internalName, listingName }) => {
    const name = internalName ?? listingName
    return name === null ? listingId : `${oneLineText(name)} (${listingId})`
  })
  if (failed.length > NAMED) names.push(`${String(failed.length - NAMED)} more`)
  const last = names.pop()
  const sentences = [
    last === undefined ? '' : `${[names.join(', '), last].filter(Boolean).join(' and ')} failed.`,
    pending.length === 0 ? '' : `${formatQuantity(pending.length, 'listing')} had not been asked yet.`,
  ]
  return sentences.filter(Boolean).join(' ')
}

function whatNext(situation: RunSituation): string {
  const { run, superseded, account } = situation
  if (run.status === 'succeeded') return run.listingsTotal === 0 ? HOSTS_ACCOUNT : 'There is nothing to do.'
  if (run.status === 'running') {
    return run.cancelRequestedAt === null
      ? `There is nothing to do; \`airbnb-insights runs cancel ${shortRunId(run.runId)}\` stops it.`
      : 'Somebody has asked for it to stop, which takes some seconds.'
  }
  if (account === 'removed') return 'The account was removed since: nothing goes on.'
  if (superseded && run.status !== 'queued') {
    return `A later sync has taken its place: \`airbnb-insights runs show latest --account ${run.accountId}\`.`
  }
  if (account === 'expired') {
    return `${renewSession(run.accountId)}; then run \`airbnb-insights sync\`.`
  }
  return whatGoesOn(situation)
}

/** For a run that is not complete, and whose session could be used. */
function whatGoesOn({ run, account, now }: RunSituation): string {
  const { status, nextAttemptAt, scrapeDay, retries, trigger } = run
  const left = retriesLeft(run)
  const sync = `\`airbnb-insights sync --account ${run.accountId}\``
  if (left === 0) {
    return `It was tried again ${formatQuantity(retries, 'time')} and then given up. Once the reason is gone: \`airbnb-insights runs retry ${shortRunId(run.runId)}\`.`
  }
  if (account === 'disabled' && trigger === 'scheduled') {
    return `The account is disabled, so it does not go on by itself; ${sync} does it.`
  }
  const waits = nextAttemptAt !== null && nextAttemptAt > now
  const when = waits ? ` after ${formatInstant(nextAttemptAt)}` : ' now'
  if ((status === 'rate_limited' || status === 'blocked') && nextAttemptAt !== null) {
    return `A running service goes on with it${when}, or whoever then runs ${sync}: where it stopped.`
  }
  if (status === 'queued') return `A running service takes it up${when}, or the next ${sync}.`
  if (scrapeDay < utcDateOf(now)) return `Its day is over; the next ${sync} asks for what is missing.`
  if (nextAttemptAt === null) return `It does not go on by itself; ${sync} asks for what is missing.`
  const tries = left === null ? '' : `, ${formatQuantity(left, 'time')} more at most`
  return `A running service tries what is missing again${when}${tries}; ${sync} does so at once.`
}

function withoutStop(message: string): string {
  return oneLineText(message).replace(/\.$/, '')
}
