import type { ClientEvent } from 'airbnb-insights-client'
import {
  type AccountProgress,
  afterClientEvent,
  afterSyncProgress,
  waitingAccount,
} from '../../../src/sync/display/account-progress.ts'
import type { SyncOutcome } from '../../../src/sync/sync-outcome.ts'
import type { SyncProgress } from '../../../src/sync/sync-progress.ts'

/** What is told of one account, without naming it each time. */
export type Told =
  | {
      at: number
      sync: SyncProgress extends infer Event
        ? Event extends unknown
          ? Omit<Event, 'accountId'>
          : never
        : never
    }
  | { at: number; client: ClientEvent }

/** The account after all that was told of it. */
export function progressAfter(accountId: string, told: readonly Told[]): AccountProgress {
  return told.reduce(
    (account, one) =>
      'sync' in one
        ? afterSyncProgress(account, { accountId, ...one.sync }, one.at)
        : afterClientEvent(account, one.client, one.at),
    waitingAccount(accountId),
  )
}

/** A run of so many listings and requests that began at 0. */
export function begun(listingsTotal: number, requestsTotal: number, listingsDone = 0): Told[] {
  return [
    {
      at: 0,
      sync: { type: 'run_started', runId: '3f2a91b0-0000-4000-8000-000000000000', resumed: listingsDone > 0 },
    },
    { at: 0, sync: { type: 'planned', listingsTotal, listingsDone, requestsTotal } },
  ]
}

/** An answered request, the `requestsDone`th of its run. */
export function answered(at: number, requestsDone: number, requestsTotal: number): Told {
  return { at, sync: { type: 'request', operation: 'ChartQuery', requestsDone, requestsTotal } }
}

/** A listing that was stored with so many new rows, or that failed. */
export function listingFinished(at: number, name: string, rows: number | 'failed'): Told {
  const counts = { inserted: 0, updated: 0, unchanged: 0 }
  const none = {
    chart_query: counts,
    chart_summary: counts,
    list_of_metrics: counts,
    metric_points: counts,
    metric_windows: counts,
  }
  const listing = { listingId: '900000000000000001', listingName: `${name}, with a view`, internalName: name }
  if (rows !== 'failed') {
    const stored = { ...counts, inserted: rows, tables: none }
    return {
      at,
      sync: { type: 'listing_finished', listing, status: 'succeeded', counts: stored, error: null },
    }
  }
  const error = { code: 'response_shape', message: `It does not fit: ${PATH}: expected a date`, path: PATH }
  return { at, sync: { type: 'listing_finished', listing, status: 'failed', counts: null, error } }
}

export const PATH = 'data.porygon.getPerformanceComponents.components[0].metricLineCharts[0].dataPoints[3].ds'

/** The end of a sync without a run. */
export function outcome(status: SyncOutcome['status'], more: Partial<SyncOutcome> = {}): SyncOutcome {
  return { accountId: '1', status, run: null, error: null, retryAt: null, holder: null, ...more }
}
