import { AirbnbInsightsClient, type AirbnbInsightsClientOptions, type ClientEvent } from '../../src/index.ts'
import { CREDENTIALS } from './credentials.ts'

/** A window of four weeks of one listing. */
export const CHART_REQUEST = {
  listingId: '900000000000000799',
  metric: 'conversion_rate',
  relativeDsStart: -24,
  relativeDsEnd: 3,
  comparison: 'MARKET',
} as const

/** A client that does not wait between requests and hardly before retries, and all that it tells. */
export function clientUnderTest(options: Partial<AirbnbInsightsClientOptions> = {}): {
  client: AirbnbInsightsClient
  events: ClientEvent[]
} {
  const events: ClientEvent[] = []
  const client = new AirbnbInsightsClient({
    credentials: CREDENTIALS,
    onEvent: (event) => events.push(event),
    ...options,
    rateLimit: { minIntervalMs: 0, ...options.rateLimit },
    retry: { baseDelayMs: 1, ...options.retry },
  })
  return { client, events }
}

/** The value that a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It was not rejected')
}
