import { type AirbnbInsightsClient, isAuthenticationError, isRateLimitError } from 'airbnb-insights-client'

/** What the host reads in the morning. */
export type MorningNote =
  | { kind: 'note'; lines: string[] }
  | { kind: 'sign_in_again' }
  | { kind: 'later'; inSeconds: number }

/** One line for each listing: the page views of a week's nights, against those of similar listings. */
export async function morningNote(
  client: AirbnbInsightsClient,
  window: { start: string; end: string },
): Promise<MorningNote> {
  try {
    const { listings } = await client.listings()
    const lines: string[] = []
    for (const { listingId, internalName } of listings) {
      const { section } = await client.chart({ listingId, metric: 'p3_impressions', window })
      const views = section?.primaryMetric
      const change = views?.valueChangeString ?? '?'
      lines.push(
        `${internalName ?? listingId}: ${views?.valueString ?? '-'} views (${change} against the market)`,
      )
    }
    return { kind: 'note', lines }
  } catch (error) {
    if (isAuthenticationError(error)) return { kind: 'sign_in_again' }
    if (isRateLimitError(error)) return { kind: 'later', inSeconds: Math.ceil(error.retryAfterMs / 1_000) }
    throw error
  }
}
