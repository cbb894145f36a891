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
}

/** What decides a listing's window, beside its cursor. */
export interface WindowOptions {
  readonly scrapeDay: CalendarDate
  readonly full?: boolean | undefined
  readonly lookbackWeeks?: number | undefined
  readonly lookaheadWeeks?: number | undefined
}

/** Gives each listing a window from its own cursor. */
export function planListings(
  listings: readonly SyncListing[],
  known: readonly Listing[],
  { scrapeDay, full = false, lookbackWeeks, lookaheadWeeks }: WindowOptions,
): PlannedListing[] {
  const cursors = new Map(known.map((listing) => [listing.listingId, listing.lastSyncedDay]))
  return listings.map((listing) => {
    const lastSyncedDay = full ? null : (cursors.get(listing.listingId) ?? null)
    const window = pollWindow({ today: scrapeDay, lastSyncedDay, lookbackWeeks, lookaheadWeeks })
    return { listing, window, backfill: lastSyncedDay === null, requests: listingRequests(window) }
  })
}
