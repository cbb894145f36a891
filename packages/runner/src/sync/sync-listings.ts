import type { AccountListings } from 'airbnb-insights-client'
import type { AccountMetric, CredentialStatus, LostRows, RunListing } from 'insights-store-timescale'
import { type AskableMetric, addDays, daysBetween } from 'insights-transform'
import { DEFAULT_CHOICE } from '../config/metric-choice.ts'
import { outlast } from '../waiting/outlast.ts'
import { HOSTS_ACCOUNT } from './account-without-listings.ts'
import { type AskedWeek, askListing, type ToldByListing } from './ask-listing.ts'
import { beyondReach, lostRowsNote } from './lost-rows.ts'
import { unknownMetricsNote } from './metric-notes.ts'
import { metricOutlooks } from './metric-outlook.ts'
import { owedReadings } from './owed-readings.ts'
import { plannedRequests } from './plan-sync.ts'
import { type PlannedListing, planListings } from './planned-listing.ts'
import { recordAnswered } from './record-answered.ts'
import { inListingSpan } from './run-span.ts'
import { isUnreachable, listingFailure } from './sync-failure.ts'
import type { SyncFailure } from './sync-outcome.ts'
import type { SyncNote } from './sync-progress.ts'
import { type SyncRun, storeNotes } from './sync-run.ts'

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
  const { planned, due, incomplete } = await planRun(run)
  const unknownMetrics = new Set<string>()
  let unreachable = 0
  for (const [index, next] of planned.entries()) {
    run.throwIfStopped()
    await run.gate.beforeListing()
    const later = planned.slice(index + 1)
    const error = await inListingSpan(run, next, () => syncListing(run, next, { later, unknownMetrics }))
    unreachable = isUnreachable(error) ? unreachable + 1 : 0
    if (unreachable === MAX_UNREACHABLE) throw error
  }
  await recordAnswered(run, due)
  const unknown = unknownMetricsNote(unknownMetrics)
  await storeNotes(run, unknown !== null && run.state.note(unknown) ? [unknown] : [])
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

/** What a run is to ask. */
interface RunPlan {
  readonly planned: readonly PlannedListing[]
  /** The metrics that it asks every listing for. */
  readonly due: readonly AskableMetric[]
  /** Why this is not all of the account; null where it is. */
  readonly incomplete: SyncFailure | null
}

/** Finds the account's listings and what to ask of each, and records it as the run's plan. */
async function planRun(run: SyncRun): Promise<RunPlan> {
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
  const metrics = await outlast(() => store.accountMetrics.list(accountId))
  const choice = run.windows.metrics ?? DEFAULT_CHOICE
  const owed = await owedReadings(store, accountId, choice, { cursors: known, metrics })
  await outlast(() => store.listings.recordSeen(accountId, scrapeDay, listings))
  await noteCredentials(run, 'ok')
  await expectBaseDay(run)
  state.canaryAsked = await wasCanaryAsked(run)

  const lostOf = new Set(lost.map(({ listingId }) => listingId))
  const missing = listings.filter(({ listingId }) => !run.committed.has(listingId) || lostOf.has(listingId))
  const planned = planListings(accountId, missing, { cursors: known, lost, metrics, owed }, run.windows)
  state.requestsTotal = state.requestsDone + plannedRequests(planned, run.canary && !state.canaryAsked)
  const { requestsTotal } = state
  const asked = new Set(planned.map(({ listing }) => listing.listingId))
  // What nothing is asked of moves no cursor, and is no listing of this run.
  const inRun = listings.filter(({ listingId }) => asked.has(listingId) || run.committed.has(listingId))
  await store.runs.plan({ runId, lease, listings: inRun, requestsTotal })
  state.isPlanned = true
  const listingsDone = inRun.length - planned.length
  state.emit({ type: 'planned', listingsTotal: inRun.length, listingsDone, requestsTotal })
  await tellOfLostRows(run, lost, planned)
  const incomplete = incompleteListings(answer, known.length)
  const note = incomplete ?? emptyRunNote(listings.length, inRun.length)
  await storeNotes(run, note !== null && state.note(note) ? [note] : [])
  return { planned, due: listings.length === 0 ? [] : dueMetrics(run, metrics), incomplete }
}

/** The metrics that this day's run asks every listing for. */
function dueMetrics(
  { accountId, scrapeDay, windows }: SyncRun,
  known: readonly AccountMetric[],
): AskableMetric[] {
  const { metrics = DEFAULT_CHOICE, full = false } = windows
  const outlooks = metricOutlooks(accountId, metrics, known, { scrapeDay, full })
  return outlooks.metrics.filter(({ isDue }) => isDue).map(({ metric }) => metric)
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

/** Why a run has no listing to ask; null where it has. */
function emptyRunNote(listings: number, inRun: number): SyncNote | null {
  if (listings === 0) return NOBODYS_LISTINGS
  return inRun === 0 ? NOTHING_DUE : null
}

/** Nothing is asked for each day, and this is no day of what is. */
const NOTHING_DUE: SyncNote = {
  code: 'nothing_due',
  message: 'None of the metrics that are chosen is due today: no listing was asked.',
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
async function syncListing(
  run: SyncRun,
  planned: PlannedListing,
  { later, unknownMetrics }: { later: readonly PlannedListing[]; unknownMetrics: Set<string> },
): Promise<unknown> {
  const { store, lease, runId, state, signal } = run
  const { listing, window } = planned
  const told: ToldByListing = { notes: [], unknownMetrics: new Set() }
  state.listingRequests = 0
  try {
    signal.throwIfAborted()
    await commit(run, planned, await askListing(run, planned, later, told))
  } catch (error) {
    signal.throwIfAborted()
    const failure = listingFailure(error)
    if (failure === null) throw error
    const { listingRequests: requests, requestsDone } = state
    await store.failListing({ lease, runId, listing, window, requests, requestsDone, error: failure })
    state.emit({ type: 'listing_finished', listing, status: 'failed', counts: null, error: failure })
    await storeNotes(run, told.notes)
    return error
  }
  // After the commit, so that no note can undo it.
  await storeNotes(run, told.notes)
  for (const name of told.unknownMetrics) unknownMetrics.add(name)
  return null
}

/** Stores one listing's rows with its cursor and its entry in the run, all or nothing. */
async function commit(run: SyncRun, planned: PlannedListing, weeks: readonly AskedWeek[]): Promise<void> {
  const { store, lease, runId, scrapeDay, state, cookies, credentialVersion } = run
  const { listing, window, rowsLost } = planned
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
      metricPoints: weeks.flatMap(({ rows }) => rows.metricPoints),
      metricWindows: weeks.flatMap(({ rows }) => rows.metricWindows),
    },
    rowsLost,
    requests: state.listingRequests,
    requestsDone: state.requestsDone,
    ...(cookie === undefined ? {} : { credentials: { cookie, ifVersion: credentialVersion } }),
  })
  cookies.saved(cookie)
  state.emit({ type: 'listing_finished', listing, status: 'succeeded', counts, error: null })
}
