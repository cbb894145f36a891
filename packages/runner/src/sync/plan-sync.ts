import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { type AskableMetric, type CalendarDate, weeksOf } from 'insights-transform'
import { DEFAULT_CHOICE } from '../config/metric-choice.ts'
import { PauseGate } from '../session/pause-gate.ts'
import { canaryRequests } from './canary.ts'
import { type MetricOutlook, metricOutlooks } from './metric-outlook.ts'
import { owedReadings } from './owed-readings.ts'
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
  /** How many listings the API knows of the account. */
  readonly listingsFound: number
  /** Those that there is something to ask of. */
  readonly listings: readonly PlannedListing[]
  /** The metrics that are chosen, and what each of them takes. */
  readonly metrics: readonly MetricPlan[]
  /** The query for the listings, and all that it leads to. More where a base day has to be asked for again. */
  readonly requests: number
}

/** What a chosen metric takes in a sync of an account. */
export interface MetricPlan extends MetricOutlook {
  /** How many listings are asked for it. */
  readonly listings: number
  /** How many requests that takes. */
  readonly requests: number
}

/**
 * The requests that a sync would make, found out by the query for the listings alone. It writes nothing.
 *
 * @throws AirbnbInsightsError when that query fails, and as InvalidArgumentError before it for a scrape day, metrics or a
 *   number of weeks that cannot be; InsightsStoreError, or what the driver throws, when the cursors cannot be read.
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
  const { store, client, scrapeDay, signal, canary = true, full = false } = options
  const { accountId } = options.account
  const gate = new PauseGate({ store, client, network: options.network })
  const { listings: found } = await gate.alone(({ retry }) => client.listings({ signal, retry }), signal)
  const cursors = await store.listings.list(accountId)
  const lost = await store.listings.lostRows(accountId)
  const known = await store.accountMetrics.list(accountId)
  const choice = options.metrics ?? DEFAULT_CHOICE
  const owed = await owedReadings(store, accountId, choice, { cursors, metrics: known })
  const listings = planListings(accountId, found, { cursors, lost, metrics: known, owed }, options)
  const chosen = metricOutlooks(accountId, choice, known, { scrapeDay, full })
  const metrics = chosen.metrics.map((outlook) => ({ ...outlook, ...costOf(outlook.metric, listings) }))
  const requests = 1 + plannedRequests(listings, canary)
  return { accountId, scrapeDay, listingsFound: found.length, listings, metrics, requests }
}

function costOf(
  metric: AskableMetric,
  listings: readonly PlannedListing[],
): Pick<MetricPlan, 'listings' | 'requests'> {
  const windows = listings.flatMap(({ metrics }) =>
    metrics.filter((planned) => planned.metric === metric).map(({ window }) => window),
  )
  const requests = windows.reduce((sum, window) => sum + weeksOf(window).length, 0)
  return { listings: windows.length, requests }
}

/** How many requests planned listings take, with the canary that the first of them leads to. */
export function plannedRequests(listings: readonly PlannedListing[], canary: boolean): number {
  const charts = listings.reduce((sum, { requests }) => sum + requests, 0)
  const asked = new Set(listings.flatMap(({ metrics }) => metrics.map(({ metric }) => metric)))
  return charts + (canary ? canaryRequests([...asked]) : 0)
}
