import { type AirbnbInsightsClient, isAuthenticationError, isRateLimitError } from 'airbnb-insights-client'

/** What the host reads in the morning. */
export type MorningNote =
  | { kind: 'note'; lines: string[] }
  | { kind: 'sign_in_again' }
  | { kind: 'later'; inSeconds: number }

/** One line for each listing: its page views of a week, against those of similar listings. */
export async function morningNote(client: AirbnbInsightsClient): Promise<MorningNote> {
  try {
    const overview = await client.listListings()
    const listings = overview.data.porygon.getPerformanceComponents.components[0]?.tableRows ?? []
    const lines: string[] = []
    for (const { id, internalName } of listings) {
      const chart = await client.chart({
        listingId: id,
        groupByValue: 'p3_impressions',
        relativeDsStart: -6,
        relativeDsEnd: 0,
        comparison: 'MARKET',
      })
      const views = chart.data.porygon.getPerformanceComponents.components[0]?.primaryMetric
      const change = views?.valueChangeString ?? '?'
      lines.push(`${internalName ?? id}: ${views?.valueString ?? '-'} views (${change} against the market)`)
    }
    return { kind: 'note', lines }
  } catch (error) {
    if (isAuthenticationError(error)) return { kind: 'sign_in_again' }
    if (isRateLimitError(error))
      return { kind: 'later', inSeconds: Math.ceil((error.retryAfterMs ?? 60_000) / 1_000) }
    throw error
  }
}
