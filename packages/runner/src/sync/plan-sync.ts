import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { PauseGate } from '../session/pause-gate.ts'
import { CANARY_REQUESTS } from './canary.ts'
import {
  checkWindowOptions,
  type PlannedListing,
  planListings,
  type WindowOptions,
} from './planned-listing.ts'

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
 * @throws AirbnbInsightsError when that query fails, and as InvalidArgumentError before it for a scrape day or a number
 *   of weeks that cannot be; InsightsStoreError, or what the driver throws, when the cursors cannot be read.
 */
export async function planSync(
  options: WindowOptions & {
    readonly store: Store
    readonly client: AirbnbInsightsClient
    readonly account: { readonly accountId: string }
    /** Whether the canary would be asked. @defaultValue true */
    readonly canary?: boolean | undefined
    /** The network that the request leaves from. @defaultValue 'default' */
    readonly network?: string | undefined
    readonly signal?: AbortSignal | undefined
  },
): Promise<SyncPlan> {
  checkWindowOptions(options)
  const { store, client, scrapeDay, signal, canary = true } = options
  const { accountId } = options.account
  const gate = new PauseGate({ store, client, network: options.network })
  const { listings: found } = await gate.alone(({ retry }) => client.listings({ signal, retry }), signal)
  const cursors = await store.listings.list(accountId)
  const lost = await store.listings.lostRows(accountId)
  const listings = planListings(accountId, found, { cursors, lost }, options)
  return { accountId, scrapeDay, listings, requests: 1 + plannedRequests(listings, canary) }
}

/** How many requests planned listings take, with the canary that the first of them leads to. */
export function plannedRequests(listings: readonly PlannedListing[], canary: boolean): number {
  const charts = listings.reduce((sum, { requests }) => sum + requests, 0)
  return charts + (canary && charts > 0 ? CANARY_REQUESTS : 0)
}
