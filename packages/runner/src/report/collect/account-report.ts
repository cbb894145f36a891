import type { Account, Listing, Movers, Run, RunListing, Store } from 'insights-store-timescale'
import { addDays, type CalendarDate, sundayOf } from 'insights-transform'
import pLimit from 'p-limit'
import type { ListingReport, PassedNight } from './listing-report.ts'
import { moversOf } from './movers.ts'
import { newestDay } from './newest-day.ts'
import type { ReportPeriod } from './report-period.ts'
import { addedUp, type ReportWeek, reportWeeks } from './report-week.ts'

/** All that a report says of an account, but for the rows of its listings. */
export interface AccountReport {
  readonly account: Account
  /** The newest day on which numbers were read; null where none ever was. */
  readonly readOn: CalendarDate | null
  /** The day from which behind and ahead are seen: `readOn`, or that of the other accounts. */
  readonly today: CalendarDate
  /** The first night whose numbers can still grow. */
  readonly growingFrom: CalendarDate
  /** Those with most page views first, those without any number last. */
  readonly listings: readonly ListingReport[]
  /** All listings together. */
  readonly weeks: readonly ReportWeek[]
  /** Whether the report has nights that lie ahead. */
  readonly hasAhead: boolean
  /** The Sunday of the newest week of the report that had passed by `today`. */
  readonly lastWeek: CalendarDate | null
  readonly movers: Movers
  /** Newest first. */
  readonly runs: readonly Run[]
  /** The listings that failed in the newest run. */
  readonly failed: readonly RunListing[]
}

/** An account that is to be reported on. */
export interface ReadAccount {
  readonly account: Account
  readonly known: readonly Listing[]
  /** The newest scrape day; null where nothing was read yet. */
  readonly scrapeDay: CalendarDate | null
}

/** Statements at once: a report leaves connections to others. */
export const READS_AT_ONCE = 4
const RUNS_SHOWN = 5

/** Reads which listings an account has, and when they were read last. */
export async function readAccount(store: Store, account: Account): Promise<ReadAccount> {
  const { accountId } = account
  const known = await store.listings.list(accountId)
  // A listing's cursor tells it at once; without one, such as of rows that were written by hand, all rows do.
  const cursor = newestDay(known.map(({ lastSyncedDay }) => lastSyncedDay))
  if (cursor !== null) return { account, known, scrapeDay: cursor }
  const freshness = await store.analysis.freshness({ accountId })
  return { account, known, scrapeDay: newestDay(freshness.map(({ lastScrapeDay }) => lastScrapeDay)) }
}

/**
 * Reads what a report says of an account.
 *
 * @param listingId - of this listing alone, as if the account had no other. @defaultValue of all its listings
 */
export async function collectAccount(
  store: Store,
  { account, known, scrapeDay }: ReadAccount,
  {
    period,
    today: readByOthers,
    listingId: chosen,
  }: { period: ReportPeriod; today: CalendarDate; listingId?: string },
): Promise<AccountReport> {
  const { accountId } = account
  const { analysis } = store
  const only = chosen === undefined ? {} : { listingId: chosen }
  const query = { accountId, ...only, ...period }
  const read = pLimit(READS_AT_ONCE)
  const [freshness, gap, nights, pace, funnel, runs] = await Promise.all([
    read(() => analysis.freshness(query)),
    read(() => analysis.marketGap(query)),
    read(() => analysis.nights(query)),
    read(() => analysis.pace({ accountId, ...only, to: period.to, by: 'week' })),
    read(() => analysis.weeklyFunnel(query)),
    read(() => store.runs.list({ accountId, limit: RUNS_SHOWN })),
  ])
  const readOn = newestDay([scrapeDay, ...freshness.map(({ lastScrapeDay }) => lastScrapeDay)])
  const today = readOn ?? readByOthers
  const settled = newestDay(freshness.map(({ settledThrough }) => settledThrough))
  const passed = byListing(await passedNights(store, { accountId, ...only }, today))
  const named = new Map(known.map((listing) => [listing.listingId, listing]))
  const of = {
    funnel: byListing(funnel),
    gap: byListing(gap),
    nights: byListing(nights),
    pace: byListing(pace),
  }
  const listings = freshness.map((listing): ListingReport => {
    const { listingId } = listing
    const { internalName = null, listingName = null, lastSyncedDay = null } = named.get(listingId) ?? {}
    return {
      listingId,
      internalName,
      listingName,
      lastSyncedDay: lastSyncedDay ?? listing.lastScrapeDay,
      freshness: listing,
      weeks: reportWeeks(of.funnel.get(listingId) ?? [], of.gap.get(listingId) ?? [], listing.lastScrapeDay),
      passed: passed.get(listingId) ?? [],
      nights: of.nights.get(listingId) ?? [],
      pace: of.pace.get(listingId) ?? [],
    }
  })
  const weeks = addedUp(listings.flatMap((listing) => listing.weeks))
  return {
    account,
    readOn,
    today,
    growingFrom: settled !== null && settled < today ? addDays(settled, 1) : today,
    weeks,
    hasAhead: nights.length > 0,
    lastWeek: weeks.findLast(({ week }) => addDays(week, 6) < today)?.week ?? null,
    movers: moversOf(listings, today),
    runs,
    failed: await failedListings(store, runs[0]),
    listings: listings.sort((one, other) => pageViewsOf(other) - pageViewsOf(one)),
  }
}

/** The nights of this week that have passed: the calendar picture begins with its Sunday. */
async function passedNights(
  store: Store,
  whose: { readonly accountId: string; readonly listingId?: string },
  today: CalendarDate,
): Promise<(PassedNight & { readonly listingId: string })[]> {
  const [from, to] = [sundayOf(today), addDays(today, -1)]
  if (from > to) return []
  const rows = await store.metrics.latest({ ...whose, from, to })
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
function pageViewsOf({ weeks, freshness }: ListingReport): number {
  if (freshness.firstNight === null) return -1
  return weeks.reduce((sum, { pageViews }) => sum + (pageViews ?? 0), 0)
}
