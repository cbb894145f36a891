import { type CalendarDate, daysBetween } from 'insights-transform'
import { formatInstant, formatQuantity } from '../../output/format.ts'
import { oneLineText } from '../../output/one-line-text.ts'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import { type Html, html } from '../markup/html.ts'
import { formatDay, formatDays } from '../markup/report-formats.ts'
import { nameOf } from './names.ts'

const SHOWN = 3
/** Numbers that are read each day are at most a day old; so many days without a look are no accident. */
const OLD_AFTER_DAYS = 3

/** What of a listing says whether somebody has to look after it. */
interface TendedListing
  extends Pick<ListingReport, 'listingId' | 'internalName' | 'listingName' | 'lastSyncedDay'> {
  /** @defaultValue not looked at: nights without numbers are not told */
  readonly freshness?: Pick<ListingReport['freshness'], 'gaps'>
}

/** What of an account says whether somebody has to look after it. */
export interface TendedAccount extends Pick<AccountReport, 'account' | 'readOn' | 'runs' | 'failed'> {
  readonly listings: readonly TendedListing[]
}

/** What of an account somebody has to look after, each in a sentence. */
export function needsAHand(report: TendedAccount, madeOn: CalendarDate): Html[] {
  return [
    session(report),
    lastRun(report),
    failures(report),
    oldNumbers(report, madeOn),
    neverRead(report),
    neverAsked(report),
  ].filter((sentence) => sentence !== null)
}

function session({
  account: { isActive, credentialStatus, credentialCheckedAt },
}: TendedAccount): Html | null {
  if (!isActive) return html`This account is disabled: nothing new is read for it.`
  if (credentialStatus !== 'expired') return null
  return html`Airbnb has ended this account’s session (seen ${formatInstant(credentialCheckedAt)}): nothing new comes in until it is given a new cookie.`
}

function lastRun({ runs }: TendedAccount): Html | null {
  const [run] = runs
  if (run === undefined || !['failed', 'rate_limited', 'blocked', 'cancelled'].includes(run.status))
    return null
  const why = run.error === null ? '' : `: ${oneLineText(run.error.message)}`
  return html`The last run, on ${formatDay(run.scrapeDay)}, did not come to its end${why}`
}

function failures({ failed, runs }: TendedAccount): Html | null {
  const [run] = runs
  if (failed.length === 0 || run === undefined) return null
  const named = failed.slice(0, SHOWN).map((listing, index) => {
    const why = listing.error === null ? '' : ` (${oneLineText(listing.error.message)})`
    return html`${index > 0 && ', '}${nameOf(listing)}${why}`
  })
  return html`${formatQuantity(failed.length, 'listing')} failed in the last run, on ${formatDay(run.scrapeDay)}: ${named}${more(failed)}.`
}

function oldNumbers({ readOn, account }: TendedAccount, madeOn: CalendarDate): Html | null {
  if (readOn === null || !account.isActive) return null
  const days = daysBetween(readOn, madeOn)
  return days < OLD_AFTER_DAYS
    ? null
    : html`Nothing has been read for ${String(days)} days, since ${formatDay(readOn)}.`
}

function neverRead({ readOn, listings, runs }: TendedAccount): Html | null {
  // A first sync comes to its listings one after another: it needs nobody.
  if (runs[0]?.status === 'running') return null
  if (readOn === null) return html`Nothing of this account has been read yet.`
  const lacking = listings.filter(({ lastSyncedDay }) => lastSyncedDay === null)
  return lacking.length === 0 ? null : html`Never read successfully: ${namesOf(lacking)}.`
}

function neverAsked({ listings }: TendedAccount): Html | null {
  const lacking = listings.flatMap((listing) => {
    const { gaps = [] } = listing.freshness ?? {}
    return gaps.length === 0 ? [] : { ...listing, gaps }
  })
  if (lacking.length === 0) return null
  const named = lacking.slice(0, SHOWN).map(({ gaps, ...listing }, index) => {
    const last = gaps.at(-1)
    return html`${index > 0 && ', '}${nameOf(listing)} (${last !== undefined && formatDays(last.start, last.end)}${gaps.length > 1 && ` and ${formatQuantity(gaps.length - 1, 'earlier gap')}`})`
  })
  return html`Nights without numbers: ${named}${more(lacking)}.`
}

const namesOf = (listings: readonly TendedListing[]): Html =>
  html`${listings.slice(0, SHOWN).map((listing, index) => html`${index > 0 && ', '}${nameOf(listing)}`)}${more(listings)}`

const more = (all: readonly unknown[]): string =>
  all.length > SHOWN ? ` and ${formatQuantity(all.length - SHOWN, 'more', 'more')}` : ''
