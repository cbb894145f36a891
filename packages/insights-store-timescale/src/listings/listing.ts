import type { CalendarDate } from 'insights-transform'
/** A listing's id and names, as Airbnb's listing query gives them. */
export interface ListingNames {
  /** A number beyond 2^53: always text. */
  listingId: string
  /** Its public title. */
  listingName?: string | null
  /** The host's own name for it. */
  internalName?: string | null
}

/** A listing as the store knows it. */
export interface Listing {
  listingId: string
  listingName: string | null
  internalName: string | null
  /** The first scrape day on which the account had it. */
  firstSeenOn: CalendarDate | null
  /** The last one. */
  lastSeenOn: CalendarDate | null
  /**
   * The cursor: the newest scrape day whose rows are committed; null before the first. It never moves back, but ends
   * where all that it vouches for is written off.
   */
  lastSyncedDay: CalendarDate | null
}
