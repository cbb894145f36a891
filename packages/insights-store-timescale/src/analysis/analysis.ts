import { type StoreContext, withoutHurry } from '../store-context.ts'
import type { AnalysisQuery, WeeklyQuery } from './analysis-query.ts'
import { type ListingFreshness, readFreshness } from './freshness.ts'
import { type LeadTimePoint, type LeadTimeQuery, readLeadTime } from './lead-time.ts'
import { type MarketGapWeek, readMarketGap } from './market-gap.ts'
import { type Movers, type MoversQuery, readMovers } from './movers.ts'
import { type NightAhead, readNights } from './nights-ahead.ts'
import { type PaceQuery, type PaceStep, readPace } from './pace.ts'
import { type FunnelWeek, readWeeklyFunnel } from './weekly-funnel.ts'

/**
 * What the insights say, the same on every database. Their dates are stay nights;
 * what is known of them is that of the newest scrape day, or with `asOf` that of a certain one. There is no clock in
 * it: ahead is what does not lie before the newest scrape day that is known. Rates are fractions, a number that the API
 * had not is null and never 0, weeks begin on Sunday and are named by it. The overlapping windows of 28 nights in
 * databases of the Python system are not used, nor are nights more than 87 days after the scrape day: their zeros look
 * measured and are not.
 */
export interface Analysis {
  /** From search results to booked nights, by week behind and ahead; from `list_of_metrics`. */
  weeklyFunnel(query: WeeklyQuery): Promise<FunnelWeek[]>
  /** The listings' own numbers beside those of similar listings, by week; from `chart_summary`. */
  marketGap(query: WeeklyQuery): Promise<MarketGapWeek[]>
  /** What nights or weeks gained between two scrape days, by listing and night; from `chart_query`. */
  pace(query: PaceQuery): Promise<PaceStep[]>
  /** How page views come in before a night, by listing and days before it; from `chart_query`. */
  leadTime(query: LeadTimeQuery): Promise<LeadTimePoint[]>
  /** Each night ahead: its page views, their last change, and whether it looks taken; from `chart_query`. */
  nights(query: AnalysisQuery): Promise<NightAhead[]>
  /** What changed most: of weeks behind from one to the next, of weeks ahead since the last look. */
  movers(query: MoversQuery): Promise<Movers>
  /** How far the nights of `chart_query` reach, which are missing, when each was read; by listing id. */
  freshness(query: AnalysisQuery): Promise<ListingFreshness[]>
}

export const createAnalysis = (hurried: StoreContext): Analysis => {
  const context = withoutHurry(hurried)
  return {
    weeklyFunnel: (query) => readWeeklyFunnel(context, query),
    marketGap: (query) => readMarketGap(context, query),
    pace: (query) => readPace(context, query),
    leadTime: (query) => readLeadTime(context, query),
    nights: (query) => readNights(context, query),
    movers: (query) => readMovers(context, query),
    freshness: (query) => readFreshness(context, query),
  }
}
