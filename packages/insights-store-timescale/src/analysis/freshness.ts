import type { DateWindow } from 'insights-transform'
import type { StoreContext } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'

/** How a listing's nights stand. A night counts where the API had a number of page views for it. */
export interface ListingFreshness {
  listingId: string
  /** The first night with a number; null where there is none. */
  firstNight: string | null
  /** The last night with a number, mostly one that lies ahead. */
  lastNight: string | null
  /** How many nights have one. */
  nights: number
  /** The nights in between that have none, as windows: never asked for, or asked for in vain. */
  gaps: DateWindow[]
  /** The newest scrape day with rows of the listing. */
  lastScrapeDay: string | null
  /** When the nights with a number were read last, the newest scrape day first. */
  reads: NightsRead[]
  /**
   * The newest night from which back the numbers will not change any more, as far as the data tells: nights of the
   * account's listings that were as old had the same numbers when they were asked again. Null where no night that had
   * passed was asked twice.
   */
  settledThrough: string | null
}

/** The nights whose newest numbers are of one scrape day. */
export interface NightsRead {
  /** The scrape day. */
  readOn: string
  nights: DateWindow[]
}

export const readFreshness = (_context: StoreContext, _query: AnalysisQuery): Promise<ListingFreshness[]> =>
  Promise.reject(new Error('freshness is not there yet'))
