import {
  type AirbnbInsightsClient,
  type ClientEvent,
  isResponseShapeError,
  isStaleOperationError,
} from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { addDays, sundayOf } from 'insights-transform'
import { describeError } from '../cli/describe-error.ts'
import { changedOperationText } from '../sync/changed-operation.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { brokenBy, type Finding, fine, worthALook } from './finding.ts'

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
  // The last whole week before the server's base day: any listing can be asked for it.
  const sunday = sundayOf(client.baseDay)
  const window = { start: addDays(sunday, -7), end: addDays(sunday, -1) }
  const request = { listingId, metric: 'conversion_rate', window } as const
  try {
    await client.chart(request, { signal })
  } catch (error) {
    return [await brokenBy('queries', error, signal)]
  }
  try {
    await client.listOfMetrics(request, { signal })
  } catch (error) {
    if (!isStaleOperationError(error) && !isResponseShapeError(error)) {
      return [await brokenBy('queries', error, signal)]
    }
    const { message } = await describeError(error, {})
    const hint = 'A sync only compares it with the charts, once a run: SYNC_CANARY=off leaves that out.'
    return [
      fine('queries', 'the API knows ListingsSectionQuery, ChartQuery'),
      worthALook('queries', message, hint),
    ]
  }
  return [fine('queries', 'the API knows ListingsSectionQuery, ChartQuery, ListOfMetricsQuery')]
}

/** What a client told of operations that are known by another hash than the first. */
export function changedOperations(events: readonly ClientEvent[]): Finding[] {
  const changed = events.filter((event) => event.type === 'operation_changed')
  const working = Object.fromEntries(changed.map(({ operation, hash }) => [operation, hash]))
  const hint = `To ask by what works at once: AIRBNB_OPERATION_HASHES='${JSON.stringify(working)}'`
  return changed.map((event) => worthALook('queries', changedOperationText(event), hint))
}

async function someListing(
  store: Store,
  client: AirbnbInsightsClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [known] = await store.listings.list(client.accountId)
  if (known !== undefined) return known.listingId
  const { listings } = await client.listings({ signal })
  return listings[0]?.listingId
}
