import {
  type AccountListings,
  type AirbnbInsightsClient,
  isInvalidArgumentError,
  type ListingWeek,
} from 'airbnb-insights-client'
import type { CredentialStatus, Lease, LostRows, RunListing, Store } from 'insights-store-timescale'
import { API_LIMITS, addDays, type CalendarDate, type DateWindow, daysBetween } from 'insights-transform'
import { checkMeaning } from 'insights-transform/checks'
import type { CookieKeeper } from '../session/cookie-keeper.ts'
import type { PauseGate } from '../session/pause-gate.ts'
import { outlast } from '../waiting/outlast.ts'
import { HOSTS_ACCOUNT } from './account-without-listings.ts'
import { checkBaseDay } from './base-day-error.ts'
import { askCanary, isForCanary } from './canary.ts'
import { beyondReach, lostRowsNote } from './lost-rows.ts'
import { plannedRequests } from './plan-sync.ts'
import { type PlannedListing, planListings, type WindowOptions } from './planned-listing.ts'
import type { RunState } from './run-state.ts'
import { isUnreachable, listingFailure } from './sync-failure.ts'
import type { SyncFailure } from './sync-outcome.ts'
import type { SyncNote } from './sync-progress.ts'

/** What a run works with. */
export interface SyncRun {
  readonly store: Store
  readonly client: AirbnbInsightsClient
  readonly gate: PauseGate
  readonly lease: Lease
  readonly runId: string
  readonly accountId: string
  readonly scrapeDay: CalendarDate
  readonly windows: WindowOptions
  readonly canary: boolean
  /** Listings that this run committed before it was resumed. */
  readonly committed: ReadonlySet<string>
  /** The version of the credentials that the client was made with. */
  readonly credentialVersion: number
  readonly cookies: CookieKeeper
  /** Aborted when the listing in hand is to be rolled back. */
  readonly signal: AbortSignal
  /** Throws where no further listing is to be begun. */
  readonly throwIfStopped: () => void
  /** Throws where this machine's clock, which the scrape day is by, is far off the database's or the API's. */
  readonly checkClock: (apiTime: Date | null) => Promise<void>
  readonly state: RunState
}

/** How an account's listings went, after each had its turn. */
interface ListingsResult {
  readonly listings: readonly RunListing[]
  /** Why this is not all of the account; null where it is. */
  readonly incomplete: SyncFailure | null
}

/** After so many listings in a row to which no answer came at all, the others are not tried. */
const MAX_UNREACHABLE = 3

/**
 * Asks an account for its listings, then each for its weeks, and commits one listing after the other. What concerns
 * one listing is recorded with it; what concerns the account is thrown.
 */
export async function syncListings(run: SyncRun): Promise<ListingsResult> {
  run.throwIfStopped()
  const { planned, incomplete } = await planRun(run)
  let unreachable = 0
  for (const next of planned) {
    run.throwIfStopped()
    await run.gate.beforeListing()
    const error = await syncListing(run, next)
    unreachable = isUnreachable(error) ? unreachable + 1 : 0
    if (unreachable === MAX_UNREACHABLE) throw error
  }
  await storeNotes(run, run.state.untold())
  return { listings: await outlast(() => run.store.runs.listings(run.runId)), incomplete }
}

/**
 * Notes whether the session works, with the cookie as it was rotated.
 *
 * @returns false where it says nothing of the account, whose credentials have been set anew meanwhile.
 */
export async function noteCredentials(
  { store, lease, accountId, credentialVersion, cookies }: SyncRun,
  status: CredentialStatus,
): Promise<boolean> {
  const rotatedCookie = cookies.unsaved
  const ifVersion = credentialVersion
  const noted = await outlast(() =>
    store.accounts.markCredentials(accountId, status, { ifVersion, rotatedCookie, lease }),
  )
  cookies.saved(rotatedCookie)
  return noted
}

/** Finds the account's listings and what to ask of each, and records it as the run's plan. */
async function planRun(
  run: SyncRun,
): Promise<{ planned: readonly PlannedListing[]; incomplete: SyncFailure | null }> {
  const { store, client, lease, runId, accountId, scrapeDay, state } = run
  const answer = await run.gate.first(
    ({ retry }) => client.listings({ ...state.callOptions(run.signal), beforeRequest: undefined, retry }),
    run.signal,
  )
  const { listings } = answer
  await run.checkClock(state.apiTime)
  state.sessionWorks = true
  const known = await outlast(() => store.listings.list(accountId))
  const lost = await outlast(() => store.listings.lostRows(accountId))
  await outlast(() => store.listings.recordSeen(accountId, scrapeDay, listings))
  await noteCredentials(run, 'ok')
  await expectBaseDay(run)
  state.canaryAsked = await wasCanaryAsked(run)

  const lostOf = new Set(lost.map(({ listingId }) => listingId))
  const missing = listings.filter(({ listingId }) => !run.committed.has(listingId) || lostOf.has(listingId))
  const planned = planListings(accountId, missing, { cursors: known, lost }, run.windows)
  state.requestsTotal = state.requestsDone + plannedRequests(planned, run.canary && !state.canaryAsked)
  const { requestsTotal } = state
  await store.runs.plan({ runId, lease, listings, requestsTotal })
  const listingsDone = listings.length - planned.length
  state.emit({ type: 'planned', listingsTotal: listings.length, listingsDone, requestsTotal })
  await tellOfLostRows(run, lost, planned)
  const incomplete = incompleteListings(answer, known.length)
  const note = incomplete ?? (listings.length === 0 ? NOBODYS_LISTINGS : null)
  await storeNotes(run, note !== null && state.note(note) ? [note] : [])
  return { planned, incomplete }
}

/** What was stored and is gone is told; for what cannot be asked again, the cursors vouch no more. */
async function tellOfLostRows(
  run: SyncRun,
  lost: readonly LostRows[],
  planned: readonly PlannedListing[],
): Promise<void> {
  const forGood = beyondReach(lost, planned)
  const note = lostRowsNote(lost, forGood)
  if (note === null || !run.state.note(note)) return
  await storeNotes(run, [note])
  if (forGood.length > 0) await outlast(() => run.store.listings.writeOff(run.lease, forGood))
}

/** The account's last run measured how far the server's base day is behind, and mostly that is still so. */
async function expectBaseDay({ store, client, accountId, scrapeDay }: SyncRun): Promise<void> {
  const last = await outlast(() => store.runs.lastBaseDay(accountId))
  const lag = last === null ? 3 : daysBetween(last.baseDay, last.scrapeDay)
  client.expectBaseDay(addDays(scrapeDay, -lag))
}

/** Whether the canary had its turn before the run was resumed: with the first listing that had dated nights. */
async function wasCanaryAsked({ store, runId, committed }: SyncRun): Promise<boolean> {
  if (committed.size === 0) return false
  const listings = await outlast(() => store.runs.listings(runId))
  return listings.some(({ listingId, baseDay }) => baseDay !== null && committed.has(listingId))
}

/** An account that never had a listing: mostly it is a guest's, or a co-host's whose listings are not shown to it. */
const NOBODYS_LISTINGS: SyncNote = {
  code: 'account_without_listings',
  message: `The API knows no listing of this account. ${HOSTS_ACCOUNT}`,
}

function incompleteListings(
  { listings, totalCount, isComplete }: AccountListings,
  known: number,
): SyncNote | null {
  if (!isComplete) {
    const message = `The API has ${String(totalCount)} listings of this account and gave ${String(listings.length)}: the others were not synced.`
    return { code: 'incomplete_listings', message }
  }
  if (listings.length === 0 && known > 0) {
    const message = `The API gave no listings, though ${String(known)} of this account are known.`
    return { code: 'no_listings', message }
  }
  return null
}

/** Syncs one listing; gives the error that was recorded as that listing's failure, or null. */
async function syncListing(run: SyncRun, planned: PlannedListing): Promise<unknown> {
  const { store, lease, runId, state, signal } = run
  const { listing, window } = planned
  const notes: SyncNote[] = []
  state.listingRequests = 0
  try {
    signal.throwIfAborted()
    await commit(run, planned, await askWeeks(run, planned, notes))
  } catch (error) {
    signal.throwIfAborted()
    const failure = listingFailure(error)
    if (failure === null) throw error
    const { listingRequests: requests, requestsDone } = state
    await store.failListing({ lease, runId, listing, window, requests, requestsDone, error: failure })
    state.emit({ type: 'listing_finished', listing, status: 'failed', counts: null, error: failure })
    await storeNotes(run, notes)
    return error
  }
  // After the commit, so that no note can undo it.
  await storeNotes(run, notes)
  return null
}

/** Asks a listing's weeks, one after the other, and notes what the answers say beside their numbers. */
async function askWeeks(run: SyncRun, planned: PlannedListing, notes: SyncNote[]): Promise<ListingWeek[]> {
  const { client, state, signal } = run
  const note = (one: SyncNote): void => void (state.note(one) && notes.push(one))
  const weeks: ListingWeek[] = []
  for (const window of planned.weeks) {
    const week = await askWeek(run, planned, window)
    if (week === null) continue
    for (const { kind, message } of week.drift) note({ code: `drift_${kind}`, message })
    for (const { message } of checkMeaning(week.answers)) note({ code: 'meaning_changed', message })
    weeks.push(week)
    if (run.canary && !state.canaryAsked && isForCanary(week)) {
      state.canaryAsked = true
      for (const one of await askCanary(client, week, state.callOptions(signal))) note(one)
    }
  }
  return weeks
}

/**
 * Asks one of a listing's weeks; null where the API does not serve it whole. What it serves is known for sure once an
 * answer has told its base day, and changes when that turns.
 *
 * @throws BaseDayOutOfRangeError
 */
async function askWeek(
  { client, scrapeDay, state, signal }: SyncRun,
  { listing: { listingId, internalName } }: PlannedListing,
  window: DateWindow,
): Promise<ListingWeek | null> {
  checkBaseDay(client.baseDay, scrapeDay)
  if (!isServed(window, client.baseDay)) return null
  try {
    const week = await client.listingWeek({ listingId, internalName, window }, state.callOptions(signal))
    checkBaseDay(client.baseDay, scrapeDay)
    return isServed(window, client.baseDay) ? week : null
  } catch (error) {
    // The window was in the API's reach until an answer told another base day.
    if (!isInvalidArgumentError(error)) throw error
    checkBaseDay(client.baseDay, scrapeDay)
    if (isServed(window, client.baseDay)) throw error
    return null
  }
}

/** Whether all nights of a window are served, and counted: zeros beyond the last counted night look measured. */
function isServed({ start, end }: DateWindow, baseDay: CalendarDate): boolean {
  const { oldestDay, lastCountedNight } = API_LIMITS
  return daysBetween(baseDay, start) >= oldestDay && daysBetween(baseDay, end) <= lastCountedNight
}

/** Stores one listing's rows with its cursor and its entry in the run, all or nothing. */
async function commit(run: SyncRun, planned: PlannedListing, weeks: readonly ListingWeek[]): Promise<void> {
  const { store, lease, runId, scrapeDay, state, cookies, credentialVersion } = run
  const { listing, window } = planned
  const cookie = cookies.unsaved
  const counts = await store.commitListing({
    lease,
    runId,
    scrapeDay,
    listing,
    window: {
      start: weeks[0]?.window.start ?? window.start,
      end: weeks.at(-1)?.window.end ?? window.end,
    },
    baseDay: weeks.findLast(({ baseDay }) => baseDay !== null)?.baseDay ?? null,
    rows: {
      chartQuery: weeks.flatMap(({ rows }) => rows.chartQuery),
      chartSummary: weeks.flatMap(({ rows }) => rows.chartSummary),
      listOfMetrics: weeks.flatMap(({ rows }) => rows.listOfMetrics),
    },
    requests: state.listingRequests,
    requestsDone: state.requestsDone,
    ...(cookie === undefined ? {} : { credentials: { cookie, ifVersion: credentialVersion } }),
  })
  cookies.saved(cookie)
  state.emit({ type: 'listing_finished', listing, status: 'succeeded', counts, error: null })
}

async function storeNotes(
  { store, lease, runId, state }: SyncRun,
  notes: readonly SyncNote[],
): Promise<void> {
  for (const note of [...state.unstored.splice(0), ...notes])
    await outlast(() => store.runs.addNote({ runId, lease, note }))
}
