import {
  type AirbnbInsightsClient,
  isResponseShapeError,
  isStaleOperationError,
} from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { brokenBy, type Finding, fine, worthALook } from './finding.ts'

/** The four weeks up to the server's base day: any listing can be asked for them. */
const CHART_DAYS = { relativeDsStart: -27, relativeDsEnd: 0 } as const
const WEEK = { relativeDsStart: -6, relativeDsEnd: 0 } as const

/** Whether the API knows the hashes of the two queries beside the listings', whose answer just came. */
export async function checkOperations(
  store: Store,
  client: AirbnbInsightsClient,
  { signal }: DoctorInvocation,
): Promise<Finding[]> {
  const listingId = await someListing(store, client, signal)
  if (listingId === undefined) {
    return [
      worthALook('queries', 'ChartQuery and ListOfMetricsQuery not checked: the account has no listing'),
    ]
  }
  const request = { listingId, groupByValue: 'conversion_rate', signal } as const
  const asked = [
    ['ChartQuery', () => client.chart({ ...request, ...CHART_DAYS, comparison: 'MARKET' })],
    ['ListOfMetricsQuery', () => client.listOfMetrics({ ...request, ...WEEK })],
  ] as const
  const known: string[] = ['ListingsSectionQuery']
  const findings: Finding[] = []
  for (const [operation, ask] of asked) {
    try {
      await ask()
      known.push(operation)
    } catch (error) {
      findings.push(await brokenBy('queries', error, signal))
      // A session or rate limit would fail the next request as well.
      if (!isStaleOperationError(error) && !isResponseShapeError(error)) return findings
    }
  }
  return [...findings, fine('queries', `the API knows ${known.join(', ')}`)]
}

async function someListing(
  store: Store,
  client: AirbnbInsightsClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [known] = await store.listings.list(client.accountId)
  if (known !== undefined) return known.listingId
  const { data } = await client.listListings({ signal })
  return data.porygon.getPerformanceComponents.components[0]?.tableRows[0]?.id
}
