import type {
  Account,
  FunnelWeek,
  ListingFreshness,
  MarketGapWeek,
  Movers,
  Run,
  RunListing,
  Store,
} from 'insights-store-timescale'
import { addDays, type CalendarDate, sundayOf } from 'insights-transform'
import type { ReportPeriod } from '../report-period.ts'
import type { ListingReport, PassedNight } from './listing-report.ts'

/** All that a report says of an account, but for the tables of its listings. */
export interface AccountReport {
  readonly account: Account
  /** The newest day on which numbers were read, from which behind and ahead are seen; null where there are none. */
  readonly today: CalendarDate | null
  /** The first night whose numbers can still grow. */
  readonly growingFrom: CalendarDate
  /** Those with most page views first, those without any number last. */
  readonly listings: readonly ListingReport[]
  readonly funnel: readonly FunnelWeek[]
  readonly gap: readonly MarketGapWeek[]
  /** The Sunday of the newest week of the report that had passed by `today`. */
  readonly lastWeek: CalendarDate | null
  readonly movers: Movers
  /** Newest first. */
  readonly runs: readonly Run[]
  /** The listings that failed in the newest run. */
  readonly failed: readonly RunListing[]
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
  const { analysis } = store
  const query = { accountId, ...period }
  const today = newest(freshness.map(({ lastScrapeDay }) => lastScrapeDay))
  const settled = newest(freshness.map(({ settledThrough }) => settledThrough))
  const runs = await store.runs.list({ accountId, limit: RUNS_SHOWN })
  const known = new Map((await store.listings.list(accountId)).map((listing) => [listing.listingId, listing]))
  const funnel = await analysis.weeklyFunnel({ ...query, per: 'account' })
  const funnels = byListing(await analysis.weeklyFunnel(query))
  const gap = await analysis.marketGap({ ...query, per: 'account' })
  const gaps = byListing(await analysis.marketGap(query))
  const passed = Map.groupBy(await passedNights(store, accountId, today), ({ listingId }) => listingId)
  const nights = byListing(await analysis.nights(query))
  const pace = byListing(await analysis.pace({ accountId, to: period.to, by: 'week' }))
  return {
    account,
    today,
    growingFrom: earlier(settled === null ? null : addDays(settled, 1), today) ?? period.to,
    funnel,
    gap,
    lastWeek: newest(funnel.map(({ week }) => week).filter((week) => addDays(week, 6) < (today ?? ''))),
    movers: await analysis.movers({ accountId, limit: MOVERS_SHOWN }),
    runs,
    failed: await failedListings(store, runs[0]),
    listings: freshness
      .map(
        (listing): ListingReport => ({
          listingId: listing.listingId,
          internalName: known.get(listing.listingId)?.internalName ?? null,
          listingName: known.get(listing.listingId)?.listingName ?? null,
          lastSyncedDay: known.get(listing.listingId)?.lastSyncedDay ?? listing.lastScrapeDay,
          freshness: listing,
          funnel: funnels.get(listing.listingId) ?? [],
          gap: gaps.get(listing.listingId) ?? [],
          passed: passed.get(listing.listingId) ?? [],
          nights: nights.get(listing.listingId) ?? [],
          pace: pace.get(listing.listingId) ?? [],
        }),
      )
      .sort((one, other) => pageViewsOf(other) - pageViewsOf(one)),
  }
}

/** The nights of this week that have passed: the calendar picture begins with its Sunday. */
async function passedNights(
  store: Store,
  accountId: string,
  today: CalendarDate | null,
): Promise<(PassedNight & { readonly listingId: string })[]> {
  if (today === null) return []
  const rows = await store.metrics.latest({ accountId, from: sundayOf(today), to: addDays(today, -1) })
  return rows.map((row) => ({
    listingId: row.airbnb_listing_id,
    night: row.metric_date,
    own: row.p3_impressions_your_value,
    similar: row.p3_impressions_similar_value,
  }))
}

async function failedListings(store: Store, run: Run | undefined): Promise<RunListing[]> {
  if (run === undefined || run.listingsFailed === 0) return []
  return (await store.runs.listings(run.runId)).filter(({ status }) => status === 'failed')
}

function byListing<Row extends { readonly listingId: string | null }>(
  rows: readonly Row[],
): Map<string | null, Row[]> {
  return Map.groupBy(rows, ({ listingId }) => listingId)
}

/** All page views of the period; less than none where there is no number. */
function pageViewsOf({ funnel, freshness }: ListingReport): number {
  if (freshness.firstNight === null) return -1
  return funnel.reduce((sum, { pageViews }) => sum + (pageViews ?? 0), 0)
}

/** The newest of some days; null where there is none. */
export function newest(days: readonly (CalendarDate | null)[]): CalendarDate | null {
  return days.reduce((one, other) => (one === null || (other !== null && other > one) ? other : one), null)
}

function earlier(one: CalendarDate | null, other: CalendarDate | null): CalendarDate | null {
  return one !== null && (other === null || one < other) ? one : other
}
