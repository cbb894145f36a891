import type {
  Account,
  FunnelWeek,
  ListingFreshness,
  MarketGapWeek,
  Mover,
  Run,
  Store,
} from 'insights-store-timescale'
import { addDays, type CalendarDate } from 'insights-transform'
import { type ReportPeriod, sundayOf } from '../report-period.ts'
import type { ListingReport } from './listing-report.ts'

/** All that a report says of an account, but for the days of its listings. */
export interface AccountReport {
  readonly account: Account
  /** Those with most page views first, those without any number last. */
  readonly listings: readonly ListingReport[]
  readonly gap: readonly MarketGapWeek[]
  readonly funnel: readonly FunnelWeek[]
  readonly newestDay: CalendarDate | null
  readonly finality: Finality
  /** The Sunday of the newest week that can be compared with the one before: final, or at least ended by `finality`. */
  readonly week: CalendarDate | null
  readonly movers: readonly Mover[]
  /** Newest first. */
  readonly runs: readonly Run[]
}

/** The last day whose numbers are final, and how that is known; null where the data does not tell. */
export interface Finality {
  readonly through: CalendarDate | null
  /** `settled`: days up to it did not change when they were asked again. `base_day`: the API's own last day. */
  readonly from: 'settled' | 'base_day' | null
}

const RUNS_SHOWN = 5
const MOVERS_SHOWN = 5

/** Reads what a report says of an account. */
export async function collectAccount(
  store: Store,
  account: Account,
  freshness: readonly ListingFreshness[],
  period: ReportPeriod,
): Promise<AccountReport> {
  const { accountId } = account
  const query = { accountId, ...period }
  const { analysis } = store
  const runs = await store.runs.list({ accountId, limit: RUNS_SHOWN })
  const known = new Map((await store.listings.list(accountId)).map((listing) => [listing.listingId, listing]))
  const gap = await analysis.marketGap({ ...query, per: 'account' })
  const gaps = Map.groupBy(await analysis.marketGap(query), ({ listingId }) => listingId)
  const funnel = await analysis.weeklyFunnel({ ...query, per: 'account' })
  const funnels = Map.groupBy(await analysis.weeklyFunnel(query), ({ listingId }) => listingId)

  const newestDay = latest(freshness.map((listing) => listing.newestDay))
  const settled = latest(freshness.map(({ settledThrough }) => settledThrough))
  const baseDay = runs.find((run) => run.baseDay !== null)?.baseDay ?? null
  const finality = finalityOf(settled, baseDay)
  const week = comparableWeek(funnel, earliest([finality.through ?? newestDay, newestDay, period.to]))
  return {
    account,
    gap,
    funnel,
    newestDay,
    finality,
    week,
    runs,
    movers: week === null ? [] : await analysis.movers({ accountId, week, limit: MOVERS_SHOWN }),
    listings: freshness
      .map(
        (listing): ListingReport => ({
          listingId: listing.listingId,
          internalName: known.get(listing.listingId)?.internalName ?? null,
          publicName: known.get(listing.listingId)?.listingName ?? null,
          lastSyncedDay: known.get(listing.listingId)?.lastSyncedDay ?? listing.lastScrapeDay,
          freshness: listing,
          finality: finalityOf(listing.settledThrough, baseDay),
          gap: gaps.get(listing.listingId) ?? [],
          funnel: funnels.get(listing.listingId) ?? [],
        }),
      )
      .sort((one, other) => pageViewsOf(other) - pageViewsOf(one)),
  }
}

function finalityOf(settled: CalendarDate | null, baseDay: CalendarDate | null): Finality {
  if (settled !== null) return { through: settled, from: 'settled' }
  return baseDay === null ? { through: null, from: null } : { through: baseDay, from: 'base_day' }
}

/** The newest week that has ended by a day and, like the one before it, has numbers. */
function comparableWeek(funnel: readonly FunnelWeek[], through: CalendarDate | null): CalendarDate | null {
  if (through === null) return null
  const lastSunday = sundayOf(addDays(through, -6))
  const known = new Set(funnel.map(({ week }) => week))
  const comparable = [...known].filter((week) => week <= lastSunday && known.has(addDays(week, -7)))
  return latest(comparable)
}

/** All page views of the period; less than none where there is no number. */
function pageViewsOf({ funnel, freshness }: ListingReport): number {
  if (freshness.newestDay === null) return -1
  return funnel.reduce((sum, { pageViews }) => sum + (pageViews ?? 0), 0)
}

function latest(days: readonly (CalendarDate | null)[]): CalendarDate | null {
  return days.reduce((one, other) => (one === null || (other !== null && other > one) ? other : one), null)
}

function earliest(days: readonly (CalendarDate | null)[]): CalendarDate | null {
  const known = days.filter((day) => day !== null)
  return known.reduce<CalendarDate | null>((one, other) => (one === null || other < one ? other : one), null)
}
