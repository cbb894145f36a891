export {
  type ChosenMetric,
  type MetricChoice,
  MetricChoiceError,
  parseMetricChoice,
} from './config/metric-choice.ts'
export { isRunnerError, RunnerError, type RunnerErrorCode } from './output/runner-error.ts'
export { ClockError, type Clocks } from './session/clock-error.ts'
export { BaseDayOutOfRangeError } from './sync/base-day-error.ts'
export type { MetricOutlook } from './sync/metric-outlook.ts'
export { type MetricPlan, planSync, type SyncPlan } from './sync/plan-sync.ts'
export type { Cursor, PlannedListing, PlannedMetric, WindowOptions } from './sync/planned-listing.ts'
export { leaveWithin } from './sync/stop-signal.ts'
export { type SyncAccountOptions, type SyncOptions, syncAccount } from './sync/sync-account.ts'
export { type CreateClient, type SyncAccountsOptions, syncAccounts } from './sync/sync-accounts.ts'
export type { SyncFailure, SyncOutcome, SyncStatus } from './sync/sync-outcome.ts'
export type { ListingError, OnSyncProgress, SyncNote, SyncProgress } from './sync/sync-progress.ts'
