import type { MetricRowInput } from '../../src/metrics/metric-columns.ts'
import type { Store } from '../../src/open-store.ts'
import { ACCOUNT } from './sample-account.ts'
import { dayAfter, LISTING } from './sample-rows.ts'

/** A number of a listing, and that of similar listings; null where the API says "-". */
export type OwnAndSimilarPair = readonly [own: number | null, similar: number | null]

/** A night with its page views, and conversion where it matters. */
export const nightRow = (
  night: string,
  [own, similar]: OwnAndSimilarPair,
  { rates = [null, null], listingId = LISTING }: { rates?: OwnAndSimilarPair; listingId?: string } = {},
): MetricRowInput<'chart_query'> => ({
  airbnb_listing_id: listingId,
  metric_date: night,
  p3_impressions_your_value: own,
  p3_impressions_similar_value: similar,
  conversion_rate_your_value: rates[0],
  conversion_rate_similar_value: rates[1],
})

/** Nights in a row from one on, as they were read on a scrape day. */
export const readNights = (
  store: Store,
  scrapeDay: string,
  first: string,
  views: readonly OwnAndSimilarPair[],
  listingId = LISTING,
) =>
  store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay,
    chartQuery: views.map((pair, index) => nightRow(dayAfter(first, index), pair, { listingId })),
  })

/** What a week came to. */
export interface WeekNumbers {
  impressions: number
  views: number
  bookedNights: number
}

/** A week's row of `list_of_metrics`, rates as the API makes them. */
export const weekRow = (
  week: string,
  { impressions, views, bookedNights }: WeekNumbers,
  listingId = LISTING,
): MetricRowInput<'list_of_metrics'> => ({
  airbnb_listing_id: listingId,
  window_start: week,
  window_end: dayAfter(week, 6),
  p2_impressions_value: impressions,
  search_conversion_rate_value: impressions === 0 ? null : Math.min(1, views / impressions),
  p3_impressions_value: views,
  listing_conversion_rate_value: views === 0 ? null : bookedNights / views,
  conversion_rate_value: impressions === 0 ? null : bookedNights / impressions,
})

/** The same as a row of `chart_summary`: beside it what similar listings had. */
export const comparedWeekRow = (
  week: string,
  numbers: WeekNumbers,
  similar: { views: number; conversion: number | null },
  listingId = LISTING,
): MetricRowInput<'chart_summary'> => {
  const row = weekRow(week, numbers, listingId)
  const conversion = row.conversion_rate_value ?? null
  return {
    ...row,
    p3_impressions_value_change: numbers.views - similar.views,
    conversion_rate_value_change:
      conversion === null || similar.conversion === null ? null : conversion - similar.conversion,
  }
}
