import type { StoreContext } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'

/** Which nights the curve is made of. */
export interface LeadTimeQuery extends AnalysisQuery {
  /** How many of the nights before the newest scrape day are looked at. @defaultValue 56 */
  nights?: number
}

/**
 * What was known so many days before the night, of nights that have passed: a point of a listing's lead-time curve. It
 * goes as far as the nights were read while they lay ahead.
 */
export interface LeadTimePoint {
  listingId: string
  /** The night − the scrape day; 0 is the day itself. */
  daysBefore: number
  /** How many nights were read so long before. */
  nights: number
  /** The mean of their page views then. */
  own: number | null
  /** The same of similar listings. */
  similar: number | null
  /** What fraction of the page views that these nights came to in the end was there already; null where that is none. */
  ownShare: number | null
}

export const readLeadTime = (_context: StoreContext, _query: LeadTimeQuery): Promise<LeadTimePoint[]> =>
  Promise.reject(new Error('leadTime is not there yet'))
