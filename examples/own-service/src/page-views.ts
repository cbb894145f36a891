import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import {
  baseDayFrom,
  dateFromRelativeDs,
  type FlatListing,
  flattenChart,
  flattenListings,
  pivotChart,
} from 'insights-transform'

/** The last four weeks up to the server's base day: what comes back day by day. */
const FOUR_WEEKS = { relativeDsStart: -27, relativeDsEnd: 0 } as const

/** Asks for the page views of all listings and stores them under the scrape day; gives the number of rows. */
export async function refreshPageViews(
  store: Store,
  client: AirbnbInsightsClient,
  scrapeDay: string,
  signal: AbortSignal,
): Promise<number> {
  const chartQuery = []
  for (const listing of flattenListings(await client.listListings({ signal }))) {
    chartQuery.push(...(await askPageViews(client, listing, signal)))
  }
  await store.metrics.upsert({ accountId: client.accountId, scrapeDay, chartQuery })
  return chartQuery.length
}

async function askPageViews(client: AirbnbInsightsClient, listing: FlatListing, signal: AbortSignal) {
  const { listingId } = listing
  const groupByValue = 'p3_impressions'
  const chart = await client.chart({ listingId, groupByValue, comparison: 'MARKET', ...FOUR_WEEKS, signal })
  // The answer says which days these are. One without data says nothing, and has no rows either.
  const reading = baseDayFrom(chart, FOUR_WEEKS)
  if (reading.kind !== 'agreed') return []
  const window = { start: dateFromRelativeDs(-27, reading.baseDay), end: reading.baseDay }
  const listingName = listing.internalName ?? listing.listingName
  const asked = { metricType: 'CONVERSION', groupValue: groupByValue, window }
  return pivotChart(flattenChart(chart, { listingId, listingName, ...asked }))
}
