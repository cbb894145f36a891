export type { Account, CredentialStatus } from './accounts/account.ts'
export type { AccountMetric, AccountMetrics } from './accounts/account-metrics.ts'
export type {
  AccountCounts,
  AccountQuery,
  Accounts,
  StoredCredentials,
} from './accounts/accounts.ts'
export type { AccountInput, AccountPatch } from './accounts/write-account.ts'
export type { Analysis } from './analysis/analysis.ts'
export type { AnalysisQuery, WeeklyQuery } from './analysis/analysis-query.ts'
export type { ListingFreshness, NightsRead } from './analysis/freshness.ts'
export type { LeadTimePoint, LeadTimeQuery } from './analysis/lead-time.ts'
export type { MarketGapWeek } from './analysis/market-gap.ts'
export type { Mover, Movers, MoversQuery } from './analysis/movers.ts'
export type { NightAhead } from './analysis/nights-ahead.ts'
export type { OwnAndSimilar } from './analysis/own-and-similar.ts'
export type { PaceQuery, PaceStep } from './analysis/pace.ts'
export type { FunnelWeek } from './analysis/weekly-funnel.ts'
export type { BatchProgress } from './batch-work.ts'
export type { Commit } from './commit/commit.ts'
export type { ListingCommit } from './commit/commit-listing.ts'
export type { ListingFailure } from './commit/fail-listing.ts'
export { redactConnectionUrl } from './connection/connection-url.ts'
export { isDatabaseAway } from './connection/database-away.ts'
export { hasEmbeddedDatabase } from './connection/embedded-data-folder.ts'
export type { BackupContents } from './copies/backup-contents.ts'
export type { CopiedTable } from './copies/copied-tables.ts'
export type { Copies, CopyTarget } from './copies/copies.ts'
export type { CopyContents } from './copies/copy-contents.ts'
export type { BackUpOptions, MoveOptions, MoveReport, RestoreOptions } from './copies/copy-options.ts'
export type { CopiedRows, CopyProgress } from './copies/copy-progress.ts'
export type { SequenceState } from './copies/sequences.ts'
export type { TableMeasure } from './copies/table-measure.ts'
export { type CredentialKey, parseCredentialKeys } from './credentials/credential-keys.ts'
export type {
  AccountLeasesTable,
  AccountMetricsTable,
  AccountNotifyUrlsTable,
  AccountSessionsTable,
  AccountsTable,
  ConfirmationsTable,
  Confirmed,
  CurrentTables,
  HistoryMode,
  HistoryModeTable,
  InsightsDatabase,
  InsightTables,
  ListingsTable,
  MetricRow,
  NotificationMessagesTable,
  NotificationStatesTable,
  NotificationTargetsTable,
  OperatorEventsTable,
  PausesTable,
  SiteAnswersTable,
  StoredColumns,
  StoredWeeksTable,
  SyncRunListingsTable,
  SyncRunsTable,
} from './database.ts'
export type { DriverHandle, PGliteHandle, PoolAddress, PoolHandle } from './driver-handle.ts'
export * from './errors.ts'
export type { ConvertOptions, HistoryConversion } from './history/convert-history.ts'
export type { MissingCurrent } from './history/missing-current.ts'
export type { HypertableChanges } from './hypertables/make-hypertables.ts'
export type { LeaseToken } from './leases/fence.ts'
export type { AcquireOptions, BusyLease, CurrentLease, Lease, Leases } from './leases/leases.ts'
export type { Listing, ListingNames } from './listings/listing.ts'
export type { Listings } from './listings/listings.ts'
export type { LostRows } from './listings/lost-rows.ts'
export type { MaintenanceOptions, MaintenanceReport } from './maintenance/apply-maintenance.ts'
export type { Maintenance } from './maintenance/maintenance.ts'
export type { HypertableStatus, MaintenanceStatus } from './maintenance/maintenance-status.ts'
export type { Policy, PolicyKind } from './maintenance/policies.ts'
export type { AsOfQuery, LatestQuery } from './metrics/as-of.ts'
export { type AnyMetricRow, type MetricRowInput, metricRowColumns } from './metrics/metric-columns.ts'
export type { MetricRows } from './metrics/metric-rows.ts'
export type { Metrics, SeriesStreamQuery, StoredMetricsQuery, StreamQuery } from './metrics/metrics.ts'
export type { SeriesQuery, SeriesRow } from './metrics/series.ts'
export { SERIES_COLUMNS } from './metrics/series-columns.ts'
export type { StoredMetric } from './metrics/stored-metrics.ts'
export type { UpsertInput } from './metrics/upsert.ts'
export type { RowCounts, UpsertCounts } from './metrics/upsert-counts.ts'
export type { MigrateOptions, MigrationReport } from './migrations/migrate.ts'
export type { MigrationStatus } from './migrations/migration-state.ts'
export { missingGrants } from './migrations/missing-grants.ts'
export type { AccountFacts, FactsQuery, FailingListing, NewListing } from './notifications/account-facts.ts'
export type {
  AccountNotifyUrls,
  NotifyUrlsQuery,
  UnreadableNotifyUrls,
} from './notifications/account-notify-urls.ts'
export type {
  DeliveryClaim,
  DeliveryFailure,
  NotificationMessage,
  PendingNotification,
  TargetState,
} from './notifications/deliveries.ts'
export type {
  DecideNotifications,
  NewNotification,
  NotificationChanges,
  NotificationKey,
  NotificationState,
  NotificationTarget,
} from './notifications/notification-state.ts'
export type { Notifications } from './notifications/notifications.ts'
export { openStore, type Store } from './open-store.ts'
export type { AccountChangesOptions } from './operator/account-changes.ts'
export type { Operator } from './operator/operator.ts'
export type {
  NewOperatorEvent,
  OperatorEvent,
  OperatorEventKind,
  OperatorEventQuery,
} from './operator/operator-events.ts'
export type { Pause } from './pauses/pause.ts'
export type { AskingPlace, MetWall, PausePass, Pauses } from './pauses/pauses.ts'
export type { BeginInput } from './runs/begin-run.ts'
export type { RunCancellation } from './runs/cancel-run.ts'
export type { RunBeginning } from './runs/continuation.ts'
export type { AskedFrom, DueQuery, DueRun, RunBacklog } from './runs/due-runs.ts'
export type { FinishInput } from './runs/finish-run.ts'
export { isPending, isUnfinished, outcomeOfListings, retriesLeft } from './runs/life-cycle.ts'
export type { PlanInput } from './runs/plan-run.ts'
export type { UnbegunInput } from './runs/record-unbegun.ts'
export type { RequestInput, RunRequest } from './runs/request-run.ts'
export { type Run, type RunNote } from './runs/run.ts'
export type { ListingError, RunListing } from './runs/run-listing.ts'
export {
  RUN_OUTCOMES,
  RUN_STATUSES,
  type RunOutcome,
  type RunStatus,
  type RunTrigger,
} from './runs/run-status.ts'
export type { HeldRun } from './runs/running-run.ts'
export type { MeasuredBaseDay, RunQuery, Runs } from './runs/runs.ts'
export type { ScheduleInput, ScheduleReport } from './runs/schedule-runs.ts'
export type { NoteInput, RequestsInput, RunWishes } from './runs/update-run.ts'
export type { SessionOutlook, SessionState } from './sessions/session-outlook.ts'
export type { ServeSqlOptions, SqlServer } from './sql/open-sql.ts'
export type {
  RunSqlOptions,
  SqlColumn,
  SqlOptions,
  SqlResult,
  SqlRow,
  SqlSession,
} from './sql/sql-session.ts'
export type { ServerInfo, TimescaleLevel } from './store-context.ts'
export type { EmbeddedFolder, GivenPGlite, PostgresPoolLike, StoreOptions } from './store-options.ts'
