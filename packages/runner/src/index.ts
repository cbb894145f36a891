export type { SyncListing } from './sync/api-asker.ts'
export type { ListingRequest, ListingRequests, SyncMetric } from './sync/listing-requests.ts'
export { planSync, type SyncPlan } from './sync/plan-sync.ts'
export type { Cursor, PlannedListing, WindowOptions } from './sync/planned-listing.ts'
export { RunReleased } from './sync/run-released.ts'
export { type SyncAccountOptions, type SyncOptions, syncAccount } from './sync/sync-account.ts'
export { type CreateClient, type SyncAccountsOptions, syncAccounts } from './sync/sync-accounts.ts'
export {
  BaseDayOutOfRangeError,
  BaseDayUnstableError,
  ChartNotDailyError,
  SyncError,
  type SyncErrorCode,
} from './sync/sync-errors.ts'
export type { SyncFailure, SyncOutcome, SyncStatus } from './sync/sync-outcome.ts'
export type { ListingError, OnSyncProgress, SyncNote, SyncProgress } from './sync/sync-progress.ts'
