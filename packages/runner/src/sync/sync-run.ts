import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { CredentialStatus, Lease, RunListing, Store } from 'insights-store-timescale'
import { type CalendarDate, type Drift, flattenListings } from 'insights-transform'
import { ApiAsker, type SyncListing } from './api-asker.ts'
import {
  askListing,
  askUndatedListing,
  type BaseDayAnchor,
  type DatedAnswers,
  type UndatedAnswers,
} from './ask-listing.ts'
import type { CookieKeeper } from './cookie-keeper.ts'
import { countRequests } from './listing-requests.ts'
import { listingRows } from './listing-rows.ts'
import { type PlannedListing, planListings, type WindowOptions } from './planned-listing.ts'
import { isUnreachable, listingFailure } from './run-end.ts'
import type { RunProgress } from './run-progress.ts'
import { RunReleased } from './run-released.ts'
import type { SyncFailure } from './sync-outcome.ts'
import type { SyncNote } from './sync-progress.ts'

/** What a run works with. */
export interface SyncRun {
  readonly store: Store
  readonly client: AirbnbInsightsClient
  readonly lease: Lease
  readonly runId: string
  readonly accountId: string
  readonly scrapeDay: CalendarDate
  readonly windows: WindowOptions
  /** Listings that this run committed before it was resumed. */
  readonly committed: ReadonlySet<string>
  /** The version of the credentials that the client was made with. */
  readonly credentialVersion: number
  readonly cookies: CookieKeeper
  readonly signal: AbortSignal
  /** Aborted when this process wants to leave before the next listing. */
  readonly leave?: AbortSignal | undefined
  readonly progress: RunProgress
}

/** How an account's listings went, after each had its turn. */
export interface ListingsResult {
  readonly listings: readonly RunListing[]
  /** Why this is not all of the account; null where it is. */
  readonly incomplete: SyncFailure | null
}

/** After so many listings in a row to which no answer came at all, the others are not tried. */
const MAX_UNREACHABLE = 3

/**
 * Asks an account for its listings, then each for its insights, and commits one after the other. What concerns one
 * listing is recorded with it; what concerns the account is thrown.
 */
export async function syncListings(run: SyncRun): Promise<ListingsResult> {
  leaveWhereWanted(run)
  const { planned: all, incomplete } = await planRun(run)
  const session = new ListingSession(run)
  const undated: { planned: PlannedListing; answers: UndatedAnswers; requests: number }[] = []
  let unreachable = 0
  const countUnreachable = (error: unknown): void => {
    unreachable = isUnreachable(error) ? unreachable + 1 : 0
    if (unreachable === MAX_UNREACHABLE) throw error
  }

  for (const planned of all) {
    leaveWhereWanted(run)
    const next = session.withinReach(planned)
    const error = await session.attempt(next, 0, async () => {
      const answers = await session.ask(next)
      if (answers.kind === 'undated') {
        undated.push({ planned: next, answers, requests: run.progress.listingRequests })
      } else await session.commit(next, answers)
    })
    countUnreachable(error)
  }
  for (const { planned: next, answers, requests } of undated) {
    leaveWhereWanted(run)
    const error = await session.attempt(next, requests, async () => {
      await session.commit(next, await session.askUndated(next, answers))
    })
    countUnreachable(error)
  }
  await session.storeNotes()
  return { listings: await run.store.runs.listings(run.runId), incomplete }
}

/** @throws RunReleased between two listings, where this process wants to leave. */
function leaveWhereWanted({ leave }: SyncRun): void {
  if (leave?.aborted === true) throw new RunReleased()
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
  const noted = await store.accounts.markCredentials(accountId, status, { ifVersion, rotatedCookie, lease })
  cookies.saved(rotatedCookie)
  return noted
}

/** Finds the account's listings and what to ask of each, and records it as the run's plan. */
async function planRun(
  run: SyncRun,
): Promise<{ planned: readonly PlannedListing[]; incomplete: SyncFailure | null }> {
  const { store, client, lease, runId, accountId, scrapeDay, progress } = run
  const response = await client.listListings({ signal: run.signal }).finally(() => {
    progress.requested('ListingsSectionQuery')
  })
  progress.sessionWorks = true
  const section = response.data.porygon.getPerformanceComponents.components[0]
  const listings: SyncListing[] = flattenListings(response)
  const known = await store.listings.list(accountId)
  await store.listings.recordSeen(accountId, scrapeDay, listings)
  await noteCredentials(run, 'ok')

  const missing = listings.filter((listing) => !run.committed.has(listing.listingId))
  const planned = planListings(missing, known, run.windows)
  progress.requestsTotal =
    progress.requestsDone + planned.reduce((sum, { requests }) => sum + countRequests(requests), 0)
  await store.runs.plan({ runId, lease, listings, requestsTotal: progress.requestsTotal })
  progress.emit({
    type: 'planned',
    listingsTotal: listings.length,
    listingsDone: listings.length - planned.length,
    requestsTotal: progress.requestsTotal,
  })
  const incomplete = incompleteListings(section, known.length)
  if (incomplete !== null && progress.note(incomplete)) {
    await store.runs.addNote({ runId, lease, note: incomplete })
  }
  return { planned, incomplete }
}

function incompleteListings(
  section: { totalCount?: number | null; tableRows: readonly unknown[] } | undefined,
  known: number,
): SyncNote | null {
  const listings = section?.tableRows.length ?? 0
  const total = section?.totalCount ?? listings
  if (total > listings) {
    const message = `The API has ${String(total)} listings of this account and gave ${String(listings)}: the others were not synced.`
    return { code: 'incomplete_listings', message }
  }
  if (listings === 0 && known > 0) {
    const message = `The API gave no listings, though ${String(known)} of this account are known.`
    return { code: 'no_listings', message }
  }
  return null
}

/** Asks and commits listings of one run, one at a time. */
class ListingSession {
  readonly #run: SyncRun
  readonly #asker: ApiAsker
  readonly #drifts: Drift[] = []
  /** Of listings that went well; stored after their commit, so that no note can undo one. */
  readonly #notes: SyncNote[] = []
  #anchor: BaseDayAnchor | null = null

  constructor(run: SyncRun) {
    this.#run = run
    this.#asker = new ApiAsker({
      client: run.client,
      signal: run.signal,
      onRequest: (operation) => run.progress.requested(operation),
      onDrift: (drift) => this.#drifts.push(drift),
    })
  }

  /**
   * The listing with a window that the API still serves in full. It counts its 180 days from a day of its own: once that
   * has turned during the run, the oldest week of a window planned before is cut, and its sum would be that of fewer days.
   */
  withinReach(planned: PlannedListing): PlannedListing {
    const { progress, windows } = this.#run
    const turnedDays = progress.turnedDays
    if (turnedDays === 0) return planned
    return planListings([planned.listing], [planned.known], { ...windows, turnedDays })[0] ?? planned
  }

  ask({ listing, requests }: PlannedListing): Promise<DatedAnswers | UndatedAnswers> {
    return askListing(this.#asker, listing, requests, this.#run.progress.base, this.#run.scrapeDay)
  }

  /** Dates a listing by another one's charts; without such a one its answers stay undated. */
  askUndated(
    { listing, requests }: PlannedListing,
    answers: UndatedAnswers,
  ): Promise<DatedAnswers | UndatedAnswers> {
    const anchor = this.#anchor
    if (anchor === null) return Promise.resolve(answers)
    const { progress, scrapeDay } = this.#run
    return askUndatedListing(this.#asker, listing, requests, answers, anchor, progress.base, scrapeDay)
  }

  /**
   * Runs one listing's work, after as many requests as it has cost already; gives the error that was recorded as that
   * listing's failure, or null.
   */
  async attempt(planned: PlannedListing, requests: number, work: () => Promise<void>): Promise<unknown> {
    const { store, lease, runId, progress, signal } = this.#run
    progress.listingRequests = requests
    try {
      signal.throwIfAborted()
      await work()
    } catch (error) {
      signal.throwIfAborted()
      const failure = listingFailure(error)
      if (failure === null) throw error
      const { listing, window } = planned
      await store.failListing({
        lease,
        runId,
        listing,
        window,
        requests: progress.listingRequests,
        requestsDone: progress.requestsDone,
        error: failure,
      })
      progress.emit({ type: 'listing_finished', listing, status: 'failed', counts: null, error: failure })
      return error
    } finally {
      this.#notes.push(...progress.takeDriftNotes(this.#drifts))
    }
    await this.storeNotes()
    return null
  }

  /** Stores what has been noted so far with the run. */
  async storeNotes(): Promise<void> {
    const { store, lease, runId } = this.#run
    for (const note of this.#notes.splice(0)) await store.runs.addNote({ runId, lease, note })
  }

  /** Stores one listing's rows with its cursor and its entry in the run, all or nothing. */
  async commit({ listing, window }: PlannedListing, answers: DatedAnswers | UndatedAnswers): Promise<void> {
    const { store, lease, runId, scrapeDay, progress, cookies, credentialVersion } = this.#run
    const baseDay = answers.kind === 'dated' ? answers.baseDay : null
    const rows = listingRows(answers, (drift) => this.#drifts.push(drift))
    const cookie = cookies.unsaved
    const undatedNote = baseDay === null ? UNDATED_NOTE : null
    const counts = await store.commitListing({
      lease,
      runId,
      scrapeDay,
      listing,
      window,
      baseDay,
      rows,
      requests: progress.listingRequests,
      requestsDone: progress.requestsDone,
      ...(undatedNote === null ? {} : { note: undatedNote }),
      ...(cookie === undefined ? {} : { credentials: { cookie, ifVersion: credentialVersion } }),
    })
    cookies.saved(cookie)
    if (answers.kind === 'dated') this.#anchor = answers.anchor ?? this.#anchor
    if (baseDay !== null) progress.measured(baseDay)
    if (undatedNote !== null && progress.note(undatedNote)) this.#notes.push(undatedNote)
    progress.emit({ type: 'listing_finished', listing, status: 'succeeded', counts, error: null })
  }
}

const UNDATED_NOTE: SyncNote = {
  code: 'base_day_unmeasured',
  message:
    "No chart of this account told the server's base day, so that numbers without a date of their own " +
    '(list_of_metrics, chart_summary) were not stored. They are asked for again next time.',
}
