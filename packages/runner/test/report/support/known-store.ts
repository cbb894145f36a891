import type { MetricRowInput, Store } from 'insights-store-timescale'
import { addDays, daysBetween, sundayOf } from 'insights-transform'
import { memoryStore } from '../../support/sync-bench.ts'

export const ACCOUNT = '120000042'
/** The newest scrape day, a Tuesday, and the one before. */
export const TODAY = '2026-06-16'
export const YESTERDAY = '2026-06-15'
/** The Sunday of the first week, and the last night that is counted on {@link TODAY}. */
export const FIRST_NIGHT = '2026-04-05'
const LAST_NIGHT = '2026-09-11'

/** Two nights that the API had no number for. */
export const MISSING = ['2026-05-12', '2026-05-13']
/** Three nights that are booked. */
export const TAKEN = ['2026-06-26', '2026-06-27', '2026-06-28']
/** The Sunday of a week that guests look at less than at similar listings. */
export const WEAK_WEEK = '2026-07-05'

export const HOSTILE_NAME = `</title></style><script>alert(1)</script>"'&<img src=x onerror=alert(2)> 🏡 ${'w'.repeat(450)}`
export const RTL_NAME = 'بيت على البحر'

export const LISTINGS = {
  harbour: '918273645546372801',
  hostile: '918273645546372802',
  rtl: '918273645546372803',
  empty: '918273645546372804',
} as const

/**
 * How much of a night's page views is there already: all of it when it has passed, a ninetieth less for each day ahead,
 * and nothing more than 87 days ahead, as the API has it.
 */
function shareBy(night: string, knownOn: string): number {
  const ahead = daysBetween(knownOn, night)
  return ahead > 87 ? 0 : Math.min(1, 1 - ahead / 90)
}

/** Page views of the harbour listing for a night: 30 in the end, 50 on Fridays and Saturdays. */
export function viewsOf(night: string, knownOn = TODAY): number | null {
  if (MISSING.includes(night)) return null
  if (TAKEN.includes(night)) return 0
  const weekend = [5, 6].includes(daysBetween(sundayOf(night), night))
  const whole = sundayOf(night) === WEAK_WEEK ? 10 : weekend ? 50 : 30
  return Math.round(whole * shareBy(night, knownOn))
}

/** Page views of an average similar listing: 20 in the end. */
export function similarOf(night: string, knownOn = TODAY): number | null {
  return MISSING.includes(night) ? null : Math.round(20 * shareBy(night, knownOn))
}

const nightsBetween = (first: string, last: string): string[] =>
  Array.from({ length: daysBetween(first, last) + 1 }, (_, index) => addDays(first, index))

export const NIGHTS = nightsBetween(FIRST_NIGHT, LAST_NIGHT)
/** The Sundays of the weeks. */
export const WEEKS = NIGHTS.filter((_, index) => index % 7 === 0)

const total = (week: string, of: (night: string) => number | null): number =>
  nightsBetween(week, addDays(week, 6)).reduce((sum, night) => sum + (of(night) ?? 0), 0)

/** The harbour listing's week as the API would have it. */
export function weekOf(week: string, knownOn = TODAY) {
  const pageViews = total(week, (night) => viewsOf(night, knownOn))
  const bookedNights = (daysBetween(FIRST_NIGHT, week) / 7) % 5
  return {
    pageViews,
    similarPageViews: total(week, (night) => similarOf(night, knownOn)),
    impressions: pageViews * 10,
    bookedNights,
    conversion: bookedNights / (pageViews * 10),
    similarConversion: 0.002,
  }
}

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
    const weeks = WEEKS.map((week) => weekRow(week, scrapeDay))
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay,
      chartQuery: [
        ...NIGHTS.map((night) => nightRow(LISTINGS.harbour, night, scrapeDay)),
        ...[LISTINGS.hostile, LISTINGS.rtl].map((listing) => nightRow(listing, '2026-06-18', scrapeDay)),
      ],
      listOfMetrics: weeks,
      chartSummary: weeks.map((row) => {
        const { pageViews, similarPageViews, conversion, similarConversion } = weekOf(
          row.window_start,
          scrapeDay,
        )
        return {
          ...row,
          p3_impressions_value_change: pageViews - similarPageViews,
          conversion_rate_value_change: conversion - similarConversion,
        }
      }),
    })
  }
  return store
}

function nightRow(listing: string, night: string, scrapeDay: string): MetricRowInput<'chart_query'> {
  const known = !MISSING.includes(night)
  return {
    airbnb_listing_id: listing,
    metric_date: night,
    p3_impressions_your_value: viewsOf(night, scrapeDay),
    p3_impressions_similar_value: similarOf(night, scrapeDay),
    conversion_rate_your_value: known ? 0.004 : null,
    conversion_rate_similar_value: known ? 0.003 : null,
  }
}

function weekRow(week: string, scrapeDay: string): MetricRowInput<'list_of_metrics'> {
  const { pageViews, impressions, bookedNights, conversion } = weekOf(week, scrapeDay)
  return {
    airbnb_listing_id: LISTINGS.harbour,
    window_start: week,
    window_end: addDays(week, 6),
    p2_impressions_value: impressions,
    p3_impressions_value: pageViews,
    p2_impressions_first_page_rate_value: addDays(week, 6) < scrapeDay ? 0.65 : null,
    search_conversion_rate_value: 0.1,
    listing_conversion_rate_value: bookedNights / pageViews,
    conversion_rate_value: conversion,
  }
}
