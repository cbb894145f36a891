import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Lease, Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import type { CookieKeeper } from '../session/cookie-keeper.ts'
import type { PauseGate } from '../session/pause-gate.ts'
import { outlast } from '../waiting/outlast.ts'
import type { MetricsInRun } from './metrics-in-run.ts'
import type { WindowOptions } from './planned-listing.ts'
import type { RunState } from './run-state.ts'
import type { SyncNote } from './sync-progress.ts'

/** What a run works with. */
export interface SyncRun {
  readonly store: Store
  readonly client: AirbnbInsightsClient
  readonly gate: PauseGate
  readonly lease: Lease
  readonly runId: string
  readonly accountId: string
  readonly scrapeDay: CalendarDate
  readonly windows: WindowOptions
  readonly canary: boolean
  /** Listings that this run committed before it was resumed. */
  readonly committed: ReadonlySet<string>
  /** How the metrics go that can fail by themselves. */
  readonly metrics: MetricsInRun
  /** Whether one of those has failed before the run was resumed. */
  readonly hadFailures: boolean
  /** The version of the credentials that the client was made with. */
  readonly credentialVersion: number
  readonly cookies: CookieKeeper
  /** Aborted when the listing in hand is to be rolled back. */
  readonly signal: AbortSignal
  /** Throws where no further listing is to be begun. */
  readonly throwIfStopped: () => void
  /** Throws where this machine's clock, which the scrape day is by, is far off the database's or the API's. */
  readonly checkClock: (apiTime: Date | null) => Promise<void>
  readonly state: RunState
}

/** Stores notes of a run, with those that answers have told on the way. */
export async function storeNotes(
  { store, lease, runId, state }: SyncRun,
  notes: readonly SyncNote[],
): Promise<void> {
  for (const note of [...state.unstored.splice(0), ...notes])
    await outlast(() => store.runs.addNote({ runId, lease, note }))
}
