import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { addDays } from 'insights-transform'

/** Asks for the page views of all listings, for the nights of this week and the five ahead; gives the number of rows. */
export async function refreshPageViews(
  store: Store,
  client: AirbnbInsightsClient,
  scrapeDay: string,
  signal: AbortSignal,
): Promise<number> {
  const chartQuery = []
  const nights = { from: scrapeDay, to: addDays(scrapeDay, 35) }
  for await (const week of client.insights({ ...nights, metrics: ['p3_impressions'] }, { signal })) {
    chartQuery.push(...week.rows.chartQuery)
  }
  await store.metrics.upsert({ accountId: client.accountId, scrapeDay, chartQuery })
  return chartQuery.length
}
