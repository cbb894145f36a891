import type { StoreContext } from '../store-context.ts'
import { type FreshnessQuery, type ListingFreshness, readFreshness } from './freshness.ts'
import { type MarketGapWeek, readMarketGap } from './market-gap.ts'
import { type Mover, type MoversQuery, readMovers } from './movers.ts'
import { type FunnelWeek, readWeeklyFunnel } from './weekly-funnel.ts'
import type { WeeklyQuery } from './weekly-query.ts'

/**
 * What the insights say, each answer from one statement. All of them look at what is known now, or with `asOf` at what
 * was known on a scrape day: for each listing and day the newest row. Rates are fractions, a number that the API had
 * not is null and never 0, weeks begin on Sunday and are named by it. The overlapping windows of `chart_summary` are
 * not used.
 */
export interface Analysis {
  /** From the first page of search results to the booking, by week; from `list_of_metrics`. */
  weeklyFunnel(query: WeeklyQuery): Promise<FunnelWeek[]>
  /** The listings whose numbers changed most from one week to the next, by metric; from `list_of_metrics`. */
  movers(query: MoversQuery): Promise<Mover[]>
  /** The listings' own numbers beside those of similar listings, by week; from the days of `chart_query`. */
  marketGap(query: WeeklyQuery): Promise<MarketGapWeek[]>
  /** How far the days of `chart_query` reach, which are missing, and which can still change; by listing id. */
  freshness(query: FreshnessQuery): Promise<ListingFreshness[]>
}

export const createAnalysis = (context: StoreContext): Analysis => ({
  weeklyFunnel: (query) => readWeeklyFunnel(context, query),
  movers: (query) => readMovers(context, query),
  marketGap: (query) => readMarketGap(context, query),
  freshness: (query) => readFreshness(context, query),
})
