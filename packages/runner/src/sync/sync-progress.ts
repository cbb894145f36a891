import type { ListingFailure, ListingNames, Pause, UpsertCounts } from 'insights-store-timescale'
import type { CalendarDate, OperationName } from 'insights-transform'
import type { SyncOutcome } from './sync-outcome.ts'

/** Something that cannot be in a row, but that whoever reads the numbers should know. */
export interface SyncNote {
  readonly code: string
  readonly message: string
}

/** What a listing failed with, as the store records it. */
export type ListingError = ListingFailure['error']

/** What a sync tells while it runs, in order; told apart by `type`. */
export type SyncProgress = { readonly accountId: string } & (
  | {
      /** Somebody holds the account's lease: it is seen within seconds whether they are alive. */
      readonly type: 'waiting'
      readonly holder: string
      readonly expiresAt: Date
    }
  | { readonly type: 'run_started'; readonly runId: string; readonly resumed: boolean }
  | {
      readonly type: 'planned'
      readonly listingsTotal: number
      /** Committed before this run was resumed. */
      readonly listingsDone: number
      readonly requestsTotal: number
    }
  | {
      readonly type: 'request'
      readonly operation: OperationName
      readonly requestsDone: number
      /** Grows where a listing has to be asked again. */
      readonly requestsTotal: number
    }
  | {
      /** The server counts from another day than expected: what was asked with that is asked again. */
      readonly type: 'base_day'
      readonly baseDay: CalendarDate
      /** The base day that requests were sent with until then. */
      readonly expected: CalendarDate
    }
  | {
      readonly type: 'listing_finished'
      readonly listing: ListingNames
      readonly status: 'succeeded' | 'failed'
      readonly counts: UpsertCounts | null
      readonly error: ListingError | null
    }
  | ({ readonly type: 'note' } & SyncNote)
  /** Something in between was met, or has lifted: the account's request made it so, for all whom the pause concerns. */
  | { readonly type: 'pause_started' | 'pause_ended'; readonly pause: Pause }
  | { readonly type: 'run_finished'; readonly outcome: SyncOutcome }
)

/** Is told of progress; must not throw. */
export type OnSyncProgress = (progress: SyncProgress) => void
