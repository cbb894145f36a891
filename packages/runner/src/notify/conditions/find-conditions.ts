import {
  type AccountFacts,
  type Pause,
  type Run,
  retriesLeft,
  type SessionOutlook,
} from 'insights-store-timescale'
import { endText, isNearItsEnd } from '../../accounts/outlook-text.ts'
import { formatDuration, formatInstant, formatQuantity } from '../../output/format.ts'
import { blockedWayOut, blockerNamed } from '../../session/blocker-words.ts'
import { strangersText } from '../message/strangers-text.ts'
import { type Condition, type Findings, keyOf, type Topic } from './condition.ts'
import { findDrift } from './find-drift.ts'

const HOUR_MS = 3_600_000
/** So long nothing may be stored of an account: a day, and half a day for a sync that is late. */
const OVERDUE_MS = 36 * HOUR_MS
/** So long after a run it is known which listings fail. */
const LISTINGS_KNOWN_MS = 7 * 24 * HOUR_MS
/** Listings that a sentence names. */
const NAMED = 5

/** What is known, and from where it is looked. */
export interface FindingsInput {
  readonly accounts: readonly AccountFacts[]
  /** What is to be expected of each account's session. */
  readonly outlooks: ReadonlyMap<string, SessionOutlook>
  /** What stands between this machine and Airbnb. */
  readonly pauses: readonly Pause[]
  readonly now: Date
  /** Whether listings may be called by their names. */
  readonly listingNames: boolean
  /** Whether these are all accounts. */
  readonly complete: boolean
}

/** What a human has to know. Takes what is known and gives what is open; asks nothing and remembers nothing. */
export function findConditions(input: FindingsInput): Findings {
  const { accounts, complete, pauses, outlooks } = input
  const watched = accounts.filter(({ isActive }) => isActive)
  const undecided = new Set<string>()
  const open = watched.flatMap((account) => {
    for (const topic of undecidedTopics(account, outlooks.get(account.accountId), input.now)) {
      undecided.add(keyOf({ topic, accountId: account.accountId, subject: '' }))
    }
    return ofAccount(account, input)
  })
  return {
    open: complete
      ? [...open, ...findDrift(watched), ...pauses.filter(({ accountId }) => accountId === null).map(blocked)]
      : open,
    undecided,
    watched: new Set(watched.map(({ accountId }) => accountId)),
    complete,
  }
}

function ofAccount(account: AccountFacts, input: FindingsInput): Condition[] {
  return [
    session(account, input),
    run(account),
    listings(account, input),
    freshness(account, input),
    newListings(account, input),
  ].filter((condition) => condition !== null)
}

/**
 * Of these it is not known how they stand: a new cookie that nobody has tried, a run that goes on, listings that nobody
 * has asked for lately, and whether numbers come in again after a gap that something explains.
 */
function undecidedTopics(account: AccountFacts, outlook: SessionOutlook | undefined, now: Date): Topic[] {
  const { credentialStatus, run: newest, lastStoredAt } = account
  const topics: Topic[] = []
  // Of a session that was not asked with for days nothing can be said.
  const isIdle = outlook?.state === 'unknown' && outlook.lastAnsweredAt !== null
  if (credentialStatus === 'unknown' || isIdle) topics.push('session')
  if (newest === null || newest.nextAttemptAt !== null || !hasEnded(newest)) topics.push('run')
  if (newest === null || now.getTime() - newest.createdAt.getTime() > LISTINGS_KNOWN_MS)
    topics.push('listings')
  if (lastStoredAt === null || now.getTime() - lastStoredAt.getTime() >= OVERDUE_MS) topics.push('freshness')
  return topics
}

/** What a cancelled, a rate-limited and a refused run would have brought, nobody knows. */
function hasEnded({ status }: Run): boolean {
  return status === 'succeeded' || status === 'partial' || status === 'failed'
}

/** Account and what is usual of a condition. */
function about(account: AccountFacts, topic: Condition['topic'], subject = '') {
  const { accountId, name } = account
  return {
    topic,
    accountId,
    subject,
    accountName: name === null ? null : strangersText(name),
    fingerprint: '',
    since: null,
    action: null,
    details: {},
  }
}

/** An account as sentences call it. */
function called({ accountId, name }: Pick<AccountFacts, 'accountId' | 'name'>): string {
  return name === null ? `account ${accountId}` : `account ${strangersText(name)} (${accountId})`
}

function session(account: AccountFacts, { outlooks, now }: FindingsInput): Condition | null {
  const { accountId, credentialStatus, credentialCheckedAt } = account
  const basics = about(account, 'session')
  const action = `airbnb-insights accounts update ${accountId} --from request.txt`
  if (credentialStatus === 'expired') {
    return {
      ...basics,
      code: 'session_expired',
      fingerprint: 'expired',
      since: credentialCheckedAt,
      title: `The session of ${called(account)} has expired`,
      text: `Airbnb has ended it${credentialCheckedAt === null ? '' : ` (seen ${formatInstant(credentialCheckedAt)})`}. Nothing is read of this account until it is given a new session: sign in to Airbnb in a browser, and copy a request of the performance page.`,
      action,
    }
  }
  const outlook = outlooks.get(accountId)
  if (outlook === undefined || !isNearItsEnd(outlook)) return null
  const why = endText(outlook, now)
  return {
    ...basics,
    code: 'session_ending',
    fingerprint: 'ending',
    title: `The session of ${called(account)} will probably end soon`,
    text: `${why === null ? 'It goes by how long sessions of this account have lived' : `As far as one can tell: ${why}`}. A new one before that leaves no gap.`,
    action,
    details: { likely_end: outlook.likelyEnd?.toISOString() ?? null },
  }
}

/** A failure that a retry is still to mend needs no human. */
function run(account: AccountFacts): Condition | null {
  const { run: newest } = account
  if (newest === null || newest.nextAttemptAt !== null) return null
  const givenUp = retriesLeft(newest) === 0
  if (newest.status !== 'failed' && !(newest.status === 'partial' && givenUp)) return null
  const error = newest.error ?? { code: newest.status, message: 'No reason is known.' }
  const what = givenUp
    ? `The sync of ${called(account)} was given up`
    : `The sync of ${called(account)} has failed`
  return {
    ...about(account, 'run'),
    code: givenUp ? 'run_given_up' : 'run_failed',
    fingerprint: `${givenUp ? 'given_up' : 'failed'} ${error.code}`,
    since: newest.finishedAt,
    title: what,
    text: `${storedText(newest)} Why: ${strangersText(error.message, 500)}${givenUp ? ` It was tried ${formatQuantity(newest.retries + 1, 'time')}; the next sync of the schedule begins anew.` : ''}`,
    action: `airbnb-insights runs show ${newest.runId}`,
    details: {
      run_id: newest.runId,
      scrape_day: newest.scrapeDay,
      status: newest.status,
      error_code: error.code,
      listings_succeeded: newest.listingsSucceeded,
      listings_total: newest.listingsTotal,
    },
  }
}

function storedText({ scrapeDay, listingsSucceeded, listingsTotal }: Run): string {
  const stored =
    listingsTotal === 0
      ? 'nothing was stored'
      : `${String(listingsSucceeded)} of ${formatQuantity(listingsTotal, 'listing')} stored`
  return `Scrape day ${scrapeDay}: ${stored}.`
}

function listings(account: AccountFacts, { listingNames }: FindingsInput): Condition | null {
  const { accountId, failing } = account
  const [first] = failing
  if (first === undefined) return null
  const since = failing.map((listing) => listing.since).toSorted()[0] ?? first.since
  const why = first.error === null ? '' : ` The newest reason: ${strangersText(first.error.message, 500)}`
  return {
    ...about(account, 'listings'),
    code: 'listing_failing',
    fingerprint: failing.map(({ listingId }) => listingId).join(' '),
    since: new Date(`${since}T00:00:00Z`),
    title: `${formatQuantity(failing.length, 'listing')} of ${called(account)} failed three days running`,
    text: `${namesOf(failing, listingNames)}: on each of the last three scrape days that asked for ${failing.length === 1 ? 'it' : 'them'}, the first being ${since}.${why}`,
    action: `airbnb-insights runs show latest --account ${accountId}`,
    details: { listing_ids: failing.map(({ listingId }) => listingId), since },
  }
}

interface Named {
  readonly listingId: string
  readonly listingName: string | null
  readonly internalName: string | null
}

function namesOf(all: readonly Named[], listingNames: boolean): string {
  const named = all.slice(0, NAMED).map(({ listingId, internalName, listingName }) => {
    const name = listingNames ? strangersText(internalName ?? listingName ?? '') : ''
    return name === '' ? `Listing ${listingId}` : `${name} (${listingId})`
  })
  const more = all.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${formatQuantity(more, 'more', 'more')}` : ''}`
}

/** An expired session says already why nothing comes in. */
function freshness(account: AccountFacts, { now }: FindingsInput): Condition | null {
  const { accountId, credentialStatus, lastStoredAt, createdAt, cookieSetAt } = account
  if (credentialStatus === 'expired') return null
  const last = lastStoredAt ?? cookieSetAt ?? createdAt
  // A new cookie begins anew: while the old one was dead, nothing could come in.
  const waitedFrom = cookieSetAt !== null && cookieSetAt > last ? cookieSetAt : last
  const waitedMs = now.getTime() - waitedFrom.getTime()
  if (waitedMs < OVERDUE_MS) return null
  return {
    ...about(account, 'freshness'),
    code: 'sync_overdue',
    fingerprint: 'overdue',
    since: last,
    title: `Nothing of ${called(account)} has been stored for ${formatDuration(now.getTime() - last.getTime())}`,
    text: `${lastStoredAt === null ? 'It has never been synced' : `The last numbers came in ${formatInstant(lastStoredAt)}`}. Is the service running, or the timer that starts the sync? Nights that have passed can still be read for half a year, but how interest in them grew cannot.`,
    action: `airbnb-insights sync --account ${accountId}`,
    details: { last_stored_at: lastStoredAt?.toISOString() ?? null },
  }
}

function newListings(account: AccountFacts, { listingNames }: FindingsInput): Condition | null {
  const { newListings: added } = account
  const day = added
    .map(({ firstSeenOn }) => firstSeenOn)
    .toSorted()
    .at(-1)
  if (day === undefined) return null
  return {
    ...about(account, 'new_listing'),
    code: 'new_listing',
    fingerprint: added.map(({ listingId }) => listingId).join(' '),
    since: new Date(`${day}T00:00:00Z`),
    title: `${called(account).replace('a', 'A')} has ${formatQuantity(added.length, 'new listing')}`,
    text: `${namesOf(added, listingNames)}, first seen ${day}. It is synced like the others from now on.`,
    details: { listing_ids: added.map(({ listingId }) => listingId), first_seen_on: day },
  }
}

function blocked({ network, site, reason, since, nextProbeAt }: Pause): Condition {
  return {
    topic: 'blocked',
    accountId: '',
    subject: `${network} ${site}`,
    accountName: null,
    code: 'blocked',
    fingerprint: reason,
    since,
    title: `Something stands between this machine and Airbnb: ${blockerNamed(reason)}`,
    text: `${site} is not asked from the network ${strangersText(network)}, for any account; no session was judged. One request tries again after ${formatInstant(nextProbeAt)}. ${blockedWayOut(reason)}`,
    action: 'airbnb-insights doctor',
    details: { network, site, reason, next_probe_at: nextProbeAt.toISOString() },
  }
}
