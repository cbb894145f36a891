import type { CalendarDate, MetricTable, MetricTableRows } from 'insights-transform'
import type { ColumnType, Generated, Selectable } from 'kysely'
import type { CredentialStatus } from './accounts/account.ts'
import type { RunStatus, RunTrigger } from './runs/run-status.ts'

/** What a stored row of insights has beside the columns of its table: whose it is, and when it was read. */
export interface StoredColumns {
  account_id: string
  /** The scrape day. */
  time: CalendarDate
}

/** When the numbers of a row were read last. */
export interface Confirmed {
  /** The last scrape day, up to the one that was asked about, on which the API gave these numbers. */
  confirmed_on: CalendarDate
}

/**
 * A row of insights as it is read: `time` is the scrape day of the stored row, since which its numbers are known to
 * hold; `confirmed_on` the last one that read them. Where each reading has a row of its own the two are the same.
 */
export type MetricRow<Table extends MetricTable> = Selectable<
  StoredColumns & MetricTableRows[Table] & Confirmed
>

/**
 * The tables of insights. Their columns are those that `insights-transform` has of them. `confirmed_on` is null but for
 * rows that retention has carried to the day up to which it dropped.
 */
export type InsightTables = {
  [Table in MetricTable]: Selectable<
    StoredColumns & MetricTableRows[Table] & { confirmed_on: CalendarDate | null }
  >
}

/** What is known now, a row for each listing and key. `first_read_on` is the first scrape day that read it. */
export type CurrentTables = {
  [Table in MetricTable as `${Table}_current`]: MetricRow<Table> & { first_read_on: CalendarDate }
}

/** The readings of a listing on a scrape day that said what was known before: they have no row of their own. */
export interface ConfirmationsTable {
  account_id: string
  airbnb_listing_id: string
  /** The table of insights that knows them. */
  kept_in: string
  /**
   * Which of the rows that table has for the same night: empty where it has one, else JSON of what tells them apart, such
   * as `["occupancy_rate", "your", "DAY"]`, or `["nights_booked", 7]` for windows of seven nights.
   */
  lane: string
  /** The scrape day. */
  time: CalendarDate
  /** Their nights; of windows the first ones. */
  days: string
}

/** What came of asking for a metric, of any listing of an account. */
export interface AccountMetricsTable {
  account_id: string
  metric: string
  /** The last scrape day on which it was answered. */
  answered_on: CalendarDate | null
  /** The last scrape day on which the server refused it; null once it has answered again. */
  refused_on: CalendarDate | null
  refusal: string | null
}

/** What the history has a row of: each reading, or each change. */
export type HistoryMode = 'changes' | 'all'

/** How the history is kept where a process does not say otherwise: one row. */
export interface HistoryModeTable {
  mode: Generated<HistoryMode>
}

/** Accounts and their credentials. */
export interface AccountsTable {
  account_id: string
  customer_id: string | null
  /** Encrypted, unless it was stored without a key. */
  airbnb_cookie: string
  x_airbnb_client_trace_id: string | null
  x_client_version: string
  user_agent: string
  is_active: boolean
  last_sync_at: Date | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
  deleted_at: Date | null
  credential_status: Generated<CredentialStatus>
  credential_checked_at: Date | null
  credential_version: Generated<string>
  cookie_set_at: Date | null
  /** As its owner calls it. */
  name: string | null
  base_url: string | null
  /** What copied requests said of the API, by `LearnedRequests`' names. */
  learned: Readonly<Record<string, unknown>> | null
  learned_at: Date | null
}

/** Every listing that an account has had. */
export interface ListingsTable {
  account_id: string
  airbnb_listing_id: string
  listing_name: string | null
  airbnb_internal_name: string | null
  first_seen_on: CalendarDate | null
  last_seen_on: CalendarDate | null
  /** The cursor: the scrape day of this listing's last commit. It never moves back. */
  last_synced_day: CalendarDate | null
}

/** What a cursor vouches for: a listing's week of nights, as the newest commit that asked for it left it. */
export interface StoredWeeksTable {
  account_id: string
  airbnb_listing_id: string
  /** Its Sunday. */
  week_start: CalendarDate
  /** The `time` of the rows. */
  read_on: CalendarDate
  /** So many rows with that `time` and a night of this week were committed; 0 vouches for none. */
  chart_query: number
  chart_summary: number
  list_of_metrics: number
  metric_points: Generated<number>
  metric_windows: Generated<number>
}

/** Every sync of an account. */
export interface SyncRunsTable {
  run_id: Generated<string>
  account_id: string
  status: Generated<RunStatus>
  trigger: Generated<RunTrigger>
  full_sync: Generated<boolean>
  scrape_day: CalendarDate
  base_day: CalendarDate | null
  holder: string | null
  lease_token: string | null
  attempts: Generated<number>
  retries: Generated<number>
  created_at: Generated<Date>
  started_at: Date | null
  finished_at: Date | null
  next_attempt_at: Date | null
  cancel_requested_at: Date | null
  listings_total: Generated<number>
  listings_succeeded: Generated<number>
  listings_failed: Generated<number>
  requests_total: Generated<number>
  requests_done: Generated<number>
  rows_inserted: Generated<string>
  rows_updated: Generated<string>
  rows_unchanged: Generated<string>
  sequence: Generated<string>
  error_code: string | null
  error_message: string | null
  /** `{ code, message }` each. Written as JSON text: drivers differ in what they make of arrays. */
  notes: ColumnType<unknown[], string | undefined, string>
}

/** What became of each listing in a run. */
export interface SyncRunListingsTable {
  run_id: string
  airbnb_listing_id: string
  listing_name: string | null
  airbnb_internal_name: string | null
  status: Generated<'pending' | 'succeeded' | 'failed'>
  window_start: CalendarDate | null
  window_end: CalendarDate | null
  base_day: CalendarDate | null
  requests: Generated<number>
  rows_inserted: Generated<number>
  rows_updated: Generated<number>
  rows_unchanged: Generated<number>
  attempts: Generated<number>
  error_code: string | null
  error_message: string | null
  error_path: string | null
  trace_id: string | null
  response_body: string | null
  finished_at: Date | null
}

/** Who holds an account, or held it last. */
export interface AccountLeasesTable {
  account_id: string
  holder: string
  /** The fencing token: grows with each acquisition and never goes back. */
  token: string
  acquired_at: Date
  renewed_at: Date
  expires_at: Date
}

/** When nobody of a network asks a site, or one account does not. */
export interface PausesTable {
  pause_id: Generated<string>
  network: string
  site: string
  /** The one account that rests; null where all do. */
  account_id: string | null
  reason: string
  since: Date
  failures: number
  next_probe_at: Date
  /** Whose request was let through last; null where it has told what came of it. */
  probing_account_id: string | null
  /** The ids of the accounts that met the wall. Written as JSON text. */
  met_by: ColumnType<string[], string | undefined, string>
  ended_at: Date | null
  /** The account whose request was answered. */
  ended_by: string | null
}

/** When a site itself has last answered somebody of a network. */
export interface SiteAnswersTable {
  network: string
  site: string
  answered_at: Date | null
  /** Until when the others wait for the answer of the one that asks first. */
  scout_until: Date | null
}

/** Every session that an account has had, as somebody set them: one for each cookie that was given. */
export interface AccountSessionsTable {
  account_id: string
  /** That of the account when the cookie was set: the greatest is of the session in use. */
  credential_version: string
  /** Of the cookie as it was given, so that the same one is known again; null where it was set before this was kept. */
  cookie_digest: string | null
  /** Null where nobody knows: an adopted database. */
  set_at: Date | null
  /** When a request was last answered, as the start of each run notes it. */
  last_answered_at: Date | null
  /** When a cookie that Airbnb had rotated was last stored. */
  last_renewed_at: Date | null
  renewals: Generated<number>
  ended_at: Date | null
  /** `expired`: Airbnb refused it. `replaced`: another one was given while it may still have worked. */
  ended_how: 'expired' | 'replaced' | null
}

/** The notification targets of single accounts. */
export interface AccountNotifyUrlsTable {
  account_id: string
  /** Encrypted as a cookie is. */
  notify_urls: string
}

/** Where messages go: each target that a process has had something for. */
export interface NotificationTargetsTable {
  /** Made of the target's address without its secrets. */
  target: string
  /** Kind and host, for people. */
  shown: string
  /** Failed attempts since the last that went well. */
  failures: Generated<number>
  next_attempt_at: Generated<Date>
  /** Who is writing to it now: one at a time, so that messages come in order. */
  claim: string | null
  claimed_until: Date | null
  last_sent_at: Date | null
  last_error: string | null
}

/** What each target has been told of and has not been told the end of. */
export interface NotificationStatesTable {
  target: string
  topic: string
  /** Empty for what concerns no single account. */
  account_id: string
  subject: string
  code: string
  fingerprint: string
  title: string
  since: Date | null
  opened_at: Date
  told_at: Date
}

/** Messages, each to one target. */
export interface NotificationMessagesTable {
  message_id: Generated<string>
  /** The order in which they were made: several have the same instant. */
  sequence: Generated<string>
  target: string
  account_id: string
  code: string
  /** JSON. */
  content: string
  created_at: Generated<Date>
  attempts: Generated<number>
  next_attempt_at: Generated<Date>
  sent_at: Date | null
  given_up_at: Date | null
  last_error: string | null
}

/** What an operator did in a cluster. */
export interface OperatorEventsTable {
  event_id: Generated<string>
  at: Generated<Date>
  operator: string
  account_id: string | null
  kind: string
  /** `namespace/name` in the cluster. */
  object: string | null
  message: string
}

/** All tables of the store, for kysely. Days and 64-bit integers are strings, instants are `Date`s. */
export interface InsightsDatabase extends InsightTables, CurrentTables {
  confirmations: ConfirmationsTable
  account_metrics: AccountMetricsTable
  history_mode: HistoryModeTable
  accounts: AccountsTable
  listings: ListingsTable
  stored_weeks: StoredWeeksTable
  sync_runs: SyncRunsTable
  sync_run_listings: SyncRunListingsTable
  account_leases: AccountLeasesTable
  pauses: PausesTable
  site_answers: SiteAnswersTable
  account_sessions: AccountSessionsTable
  account_notify_urls: AccountNotifyUrlsTable
  notification_targets: NotificationTargetsTable
  notification_states: NotificationStatesTable
  notification_messages: NotificationMessagesTable
  operator_events: OperatorEventsTable
}

/** The name of any table of the store. */
export type TableName = keyof InsightsDatabase
