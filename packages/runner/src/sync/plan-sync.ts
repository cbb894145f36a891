import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { type CalendarDate, flattenListings } from 'insights-transform'
import { countRequests } from './listing-requests.ts'
import { type PlannedListing, planListings, type WindowOptions } from './planned-listing.ts'

/** What a sync would ask of an account. */
export interface SyncPlan {
  readonly accountId: string
  readonly scrapeDay: CalendarDate
  readonly listings: readonly PlannedListing[]
  /** The query for the listings, and all that it leads to. More where a base day has to be asked for again. */
  readonly requests: number
}

/**
 * The requests that a sync would make, found out by the query for the listings alone. It writes nothing.
 *
 * @throws AirbnbInsightsError when that query fails.
 */
export async function planSync(
  options: WindowOptions & {
    readonly store: Store
    readonly client: AirbnbInsightsClient
    readonly account: { readonly accountId: string }
    readonly signal?: AbortSignal | undefined
  },
): Promise<SyncPlan> {
  const { store, client, scrapeDay, signal } = options
  const { accountId } = options.account
  const response = await client.listListings(signal ? { signal } : {})
  const known = await store.listings.list(accountId)
  const listings = planListings(flattenListings(response), known, options)
  const requests = listings.reduce((sum, planned) => sum + countRequests(planned.requests), 1)
  return { accountId, scrapeDay, listings, requests }
}
