import type { StoreContext } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'

/** A night that lies ahead: the newest scrape day of the account, or later. */
export interface NightAhead {
  listingId: string
  night: string
  /** Page views so far. */
  own: number | null
  /** Page views so far of similar listings. */
  similar: number | null
  /** The scrape day on which the night was read last. */
  readOn: string
  /** The last scrape day on which `own` differed from the reading before; null where it never did. */
  changedOn: string | null
  /** What `own` gained since the reading before the last; null where one of them has no number. */
  gained: number | null
  /**
   * Whether the night looks booked or blocked: hardly anybody opens the listing's page for it, while similar listings
   * are looked at. A guess from page views, not a calendar; always false for nights so far ahead that views are too few
   * to tell.
   */
  looksTaken: boolean
}

export const readNights = (_context: StoreContext, _query: AnalysisQuery): Promise<NightAhead[]> =>
  Promise.reject(new Error('nights is not there yet'))
