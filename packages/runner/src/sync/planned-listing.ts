import type { Listing } from 'insights-store-timescale'
import { type CalendarDate, type DateWindow, pollWindow } from 'insights-transform'
import type { SyncListing } from './api-asker.ts'
import { type ListingRequests, listingRequests } from './listing-requests.ts'

/** A listing with its own window and all that it will be asked. */
export interface PlannedListing {
  readonly listing: SyncListing
  readonly window: DateWindow
  /** Whether it is asked from as far back as possible, for it was never synced or everything is asked again. */
  readonly backfill: boolean
  readonly requests: ListingRequests
  /** What its window was computed from. */
  readonly known: Cursor
}

/** A listing's cursor. */
export type Cursor = Pick<Listing, 'listingId' | 'lastSyncedDay'>

/** What decides a listing's window, beside its cursor. */
export interface WindowOptions {
  readonly scrapeDay: CalendarDate
  readonly full?: boolean | undefined
  readonly lookbackWeeks?: number | undefined
  readonly lookaheadWeeks?: number | undefined
  /** How many days the server's day has turned since the scrape day was fixed. @defaultValue 0 */
  readonly turnedDays?: number | undefined
}

/** The API serves nothing older than this many days before its own day at daily grain. */
const SERVED_DAYS = 180

/** Gives each listing a window from its own cursor. */
export function planListings(
  listings: readonly SyncListing[],
  known: readonly Cursor[],
  { scrapeDay, full = false, lookbackWeeks, lookaheadWeeks, turnedDays = 0 }: WindowOptions,
): PlannedListing[] {
  const cursors = new Map(known.map((listing) => [listing.listingId, listing.lastSyncedDay]))
  return listings.map((listing) => {
    const lastSyncedDay = cursors.get(listing.listingId) ?? null
    const from = full ? null : lastSyncedDay
    const window = pollWindow({
      today: scrapeDay,
      lastSyncedDay: from,
      lookbackWeeks,
      lookaheadWeeks,
      maxLookbackDays: SERVED_DAYS - turnedDays,
    })
    return {
      listing,
      window,
      backfill: from === null,
      requests: listingRequests(window),
      known: { listingId: listing.listingId, lastSyncedDay },
    }
  })
}
