import type { MetricRowInput, Store } from 'insights-store-timescale'
import { addDays, daysBetween } from 'insights-transform'
import { memoryStore } from '../../support/sync-bench.ts'

export const ACCOUNT = '310316675'
/** The newest scrape day, a Tuesday, and the day before. */
export const TODAY = '2026-06-16'
const YESTERDAY = '2026-06-15'
/** A Sunday. */
export const FIRST_DAY = '2026-04-05'
/** Numbers of days this many days old, or younger, still change. */
export const COUNTED_DAYS = 6

/** Two days that the API had no number for. */
export const MISSING = ['2026-05-12', '2026-05-13']

export const HOSTILE_NAME = `</title></style><script>alert(1)</script>"'&<img src=x onerror=alert(2)> 🏡 ${'w'.repeat(450)}`
export const RTL_NAME = 'بيت على البحر'

export const LISTINGS = {
  harbour: '918273645546372801',
  hostile: '918273645546372802',
  rtl: '918273645546372803',
  empty: '918273645546372804',
} as const

/** Page views of the harbour listing: 3 a day, and one more for each day since the first, less where still counted. */
export function viewsOf(day: string, knownOn = TODAY): number | null {
  if (day > knownOn || day < FIRST_DAY || MISSING.includes(day)) return null
  const final = 3 + daysBetween(FIRST_DAY, day)
  return daysBetween(day, knownOn) > COUNTED_DAYS ? final : final - 10 + daysBetween(day, knownOn)
}

/** Page views of an average listing like it. */
export const SIMILAR_VIEWS = 40

export const DAYS = Array.from({ length: daysBetween(FIRST_DAY, TODAY) + 1 }, (_, index) =>
  addDays(FIRST_DAY, index),
)
export const WEEKS = DAYS.filter((_, index) => index % 7 === 0)

/** First-page impressions of the harbour listing's weeks: 700, 800, 900 … */
export const impressionsOf = (week: string): number => 700 + (daysBetween(FIRST_DAY, week) / 7) * 100

/** A store whose every number a test can name, scraped on two days. */
export async function knownStore(): Promise<Store> {
  const store = await memoryStore()
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
  await store.listings.recordSeen(ACCOUNT, TODAY, [
    { listingId: LISTINGS.harbour, internalName: 'Harbour loft', listingName: 'Loft with a view' },
    { listingId: LISTINGS.hostile, internalName: HOSTILE_NAME, listingName: HOSTILE_NAME },
    { listingId: LISTINGS.rtl, internalName: RTL_NAME },
    { listingId: LISTINGS.empty, internalName: 'Empty attic' },
  ])
  for (const scrapeDay of [YESTERDAY, TODAY]) {
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay,
      chartQuery: [
        ...DAYS.map((day) => chartRow(LISTINGS.harbour, day, viewsOf(day, scrapeDay), scrapeDay)),
        ...[LISTINGS.hostile, LISTINGS.rtl].map((listing) => chartRow(listing, '2026-06-01', 1, scrapeDay)),
      ],
      listOfMetrics: WEEKS.map((week) => weekRow(LISTINGS.harbour, week)),
    })
  }
  return store
}

function chartRow(
  listing: string,
  day: string,
  views: number | null,
  scrapeDay: string,
): MetricRowInput<'chart_query'> {
  const known = day <= scrapeDay && !MISSING.includes(day)
  return {
    airbnb_listing_id: listing,
    metric_date: day,
    p3_impressions_your_value: views,
    p3_impressions_similar_value: known ? SIMILAR_VIEWS : null,
    conversion_rate_your_value: known ? 0.002 : null,
    conversion_rate_similar_value: known ? 0.001 : null,
  }
}

function weekRow(listing: string, week: string): MetricRowInput<'list_of_metrics'> {
  return {
    airbnb_listing_id: listing,
    window_start: week,
    window_end: addDays(week, 6),
    p2_impressions_value: impressionsOf(week),
    p3_impressions_value: impressionsOf(week) / 10,
    search_conversion_rate_value: 0.1,
    listing_conversion_rate_value: 0.02,
    conversion_rate_value: 0.002,
  }
}
