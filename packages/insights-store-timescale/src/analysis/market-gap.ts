import type { StoreContext } from '../store-context.ts'
import type { WeeklyQuery } from './analysis-query.ts'
import type { OwnAndSimilar } from './own-and-similar.ts'

/**
 * A week of nights, own numbers beside those of similar listings. Only what is known of both is told, so that the two
 * can be compared; a week with nothing of the kind has no row.
 */
export interface MarketGapWeek {
  /** Null where the row stands for all listings of the account. */
  listingId: string | null
  /** The Sunday that the week begins on. */
  week: string
  /** Page views of the week. Each listing is compared with its own similar ones, then all are added up. */
  pageViews: OwnAndSimilar
  /**
   * Booked nights out of first-page impressions. Of several listings, own is all booked nights out of all impressions,
   * and similar the mean weighted by the listings' impressions.
   */
  conversion: OwnAndSimilar
  /**
   * Whether the week is put together from its nights, because there is no row of the week itself, as in databases of
   * the Python system: page views are those of the nights, and conversion is weighted by page views instead of
   * impressions, which nobody has by night.
   */
  estimated: boolean
}

export const readMarketGap = (_context: StoreContext, _query: WeeklyQuery): Promise<MarketGapWeek[]> =>
  Promise.reject(new Error('marketGap is not there yet'))
