import { METRIC_TABLES, type MetricTable } from 'insights-transform'
import {
  type Column,
  type ColumnsOf,
  choice,
  choiceOrNull,
  defaulted,
  nullable,
  required,
} from './columns.ts'
import type { InsightsDatabase, TableName } from './database.ts'
import { byTable } from './metrics/by-table.ts'
import { COLUMN_TYPES } from './metrics/metric-columns.ts'
import { RUN_STATUSES } from './runs/run-status.ts'

const accounts: ColumnsOf<InsightsDatabase['accounts']> = {
  account_id: required('character varying'),
  customer_id: nullable('uuid'),
  airbnb_cookie: required('text'),
  x_airbnb_client_trace_id: nullable('character varying'),
  x_client_version: required('character varying'),
  user_agent: required('text'),
  is_active: required('boolean'),
  last_sync_at: nullable('timestamp with time zone'),
  created_at: defaulted('timestamp with time zone'),
  updated_at: defaulted('timestamp with time zone'),
  deleted_at: nullable('timestamp with time zone'),
  credential_status: choice('ok', 'expired', 'unknown'),
  credential_checked_at: nullable('timestamp with time zone'),
  credential_version: defaulted('bigint'),
  cookie_set_at: nullable('timestamp with time zone'),
  name: nullable('text'),
  base_url: nullable('text'),
  learned: nullable('jsonb'),
  learned_at: nullable('timestamp with time zone'),
}

const listings: ColumnsOf<InsightsDatabase['listings']> = {
  account_id: required('character varying'),
  airbnb_listing_id: required('text'),
  listing_name: nullable('text'),
  airbnb_internal_name: nullable('text'),
  first_seen_on: nullable('date'),
  last_seen_on: nullable('date'),
  last_synced_day: nullable('date'),
}

const storedWeeks: ColumnsOf<InsightsDatabase['stored_weeks']> = {
  account_id: required('character varying'),
  airbnb_listing_id: required('text'),
  week_start: required('date'),
  read_on: required('date'),
  chart_query: required('integer'),
  chart_summary: required('integer'),
  list_of_metrics: required('integer'),
  metric_points: defaulted('integer'),
  metric_windows: defaulted('integer'),
}

const syncRuns: ColumnsOf<InsightsDatabase['sync_runs']> = {
  run_id: defaulted('uuid'),
  account_id: required('character varying'),
  status: choice(...RUN_STATUSES),
  trigger: choice('manual', 'scheduled'),
  full_sync: defaulted('boolean'),
  scrape_day: required('date'),
  base_day: nullable('date'),
  holder: nullable('text'),
  lease_token: nullable('bigint'),
  attempts: defaulted('integer'),
  retries: defaulted('integer'),
  created_at: defaulted('timestamp with time zone'),
  started_at: nullable('timestamp with time zone'),
  finished_at: nullable('timestamp with time zone'),
  next_attempt_at: nullable('timestamp with time zone'),
  cancel_requested_at: nullable('timestamp with time zone'),
  listings_total: defaulted('integer'),
  listings_succeeded: defaulted('integer'),
  listings_failed: defaulted('integer'),
  requests_total: defaulted('integer'),
  requests_done: defaulted('integer'),
  rows_inserted: defaulted('bigint'),
  rows_updated: defaulted('bigint'),
  rows_unchanged: defaulted('bigint'),
  sequence: defaulted('bigint'),
  error_code: nullable('text'),
  error_message: nullable('text'),
  notes: defaulted('jsonb'),
}

const syncRunListings: ColumnsOf<InsightsDatabase['sync_run_listings']> = {
  run_id: required('uuid'),
  airbnb_listing_id: required('text'),
  listing_name: nullable('text'),
  airbnb_internal_name: nullable('text'),
  status: choice('pending', 'succeeded', 'failed'),
  window_start: nullable('date'),
  window_end: nullable('date'),
  base_day: nullable('date'),
  requests: defaulted('integer'),
  rows_inserted: defaulted('integer'),
  rows_updated: defaulted('integer'),
  rows_unchanged: defaulted('integer'),
  attempts: defaulted('integer'),
  error_code: nullable('text'),
  error_message: nullable('text'),
  error_path: nullable('text'),
  trace_id: nullable('text'),
  response_body: nullable('text'),
  finished_at: nullable('timestamp with time zone'),
}

const accountLeases: ColumnsOf<InsightsDatabase['account_leases']> = {
  account_id: required('character varying'),
  holder: required('text'),
  token: required('bigint'),
  acquired_at: required('timestamp with time zone'),
  renewed_at: required('timestamp with time zone'),
  expires_at: required('timestamp with time zone'),
}

const pauses: ColumnsOf<InsightsDatabase['pauses']> = {
  pause_id: defaulted('uuid'),
  network: required('text'),
  site: required('text'),
  account_id: nullable('character varying'),
  reason: required('text'),
  since: required('timestamp with time zone'),
  failures: required('integer'),
  next_probe_at: required('timestamp with time zone'),
  probing_account_id: nullable('character varying'),
  met_by: defaulted('jsonb'),
  ended_at: nullable('timestamp with time zone'),
  ended_by: nullable('character varying'),
}

const siteAnswers: ColumnsOf<InsightsDatabase['site_answers']> = {
  network: required('text'),
  site: required('text'),
  answered_at: nullable('timestamp with time zone'),
  scout_until: nullable('timestamp with time zone'),
}

const accountSessions: ColumnsOf<InsightsDatabase['account_sessions']> = {
  account_id: required('character varying'),
  credential_version: required('bigint'),
  cookie_digest: nullable('text'),
  set_at: nullable('timestamp with time zone'),
  last_answered_at: nullable('timestamp with time zone'),
  last_renewed_at: nullable('timestamp with time zone'),
  renewals: defaulted('integer'),
  ended_at: nullable('timestamp with time zone'),
  ended_how: choiceOrNull('expired', 'replaced'),
}
const confirmations: ColumnsOf<InsightsDatabase['confirmations']> = {
  account_id: required('character varying'),
  airbnb_listing_id: required('text'),
  kept_in: required('text'),
  lane: required('text'),
  time: required('date'),
  days: required('datemultirange'),
}

const accountMetrics: ColumnsOf<InsightsDatabase['account_metrics']> = {
  account_id: required('character varying'),
  metric: required('text'),
  answered_on: nullable('date'),
  refused_on: nullable('date'),
  refusal: nullable('text'),
}

const historyMode: ColumnsOf<InsightsDatabase['history_mode']> = { mode: choice('changes', 'all') }

/** What the base has of a table. */
const baseColumns = (table: MetricTable): Readonly<Record<string, Column>> =>
  Object.fromEntries(
    METRIC_TABLES[table].columns.map(({ name, type, nullable: mayBeNull }): [string, Column] => [
      name,
      mayBeNull ? nullable(COLUMN_TYPES[type]) : required(COLUMN_TYPES[type]),
    ]),
  )

const accountNotifyUrls: ColumnsOf<InsightsDatabase['account_notify_urls']> = {
  account_id: required('character varying'),
  notify_urls: required('text'),
}

const notificationTargets: ColumnsOf<InsightsDatabase['notification_targets']> = {
  target: required('text'),
  shown: required('text'),
  failures: defaulted('integer'),
  next_attempt_at: defaulted('timestamp with time zone'),
  claim: nullable('text'),
  claimed_until: nullable('timestamp with time zone'),
  last_sent_at: nullable('timestamp with time zone'),
  last_error: nullable('text'),
}

const notificationStates: ColumnsOf<InsightsDatabase['notification_states']> = {
  target: required('text'),
  topic: required('text'),
  account_id: required('character varying'),
  subject: required('text'),
  code: required('text'),
  fingerprint: required('text'),
  title: required('text'),
  since: nullable('timestamp with time zone'),
  opened_at: required('timestamp with time zone'),
  told_at: required('timestamp with time zone'),
}

const notificationMessages: ColumnsOf<InsightsDatabase['notification_messages']> = {
  message_id: defaulted('uuid'),
  sequence: defaulted('bigint'),
  target: required('text'),
  account_id: required('character varying'),
  code: required('text'),
  content: required('text'),
  created_at: defaulted('timestamp with time zone'),
  attempts: defaulted('integer'),
  next_attempt_at: defaulted('timestamp with time zone'),
  sent_at: nullable('timestamp with time zone'),
  given_up_at: nullable('timestamp with time zone'),
  last_error: nullable('text'),
}

const operatorEvents: ColumnsOf<InsightsDatabase['operator_events']> = {
  event_id: defaulted('bigint'),
  at: defaulted('timestamp with time zone'),
  operator: required('text'),
  account_id: nullable('character varying'),
  kind: required('text'),
  object: nullable('text'),
  message: required('text'),
}

/** Whose row, and when it was read; then what the base has of the table. */
const metricColumns = (table: MetricTable): Readonly<Record<string, Column>> => ({
  account_id: required('character varying'),
  // It has a default in the database, which nothing here may rely on.
  time: required('date'),
  ...baseColumns(table),
  confirmed_on: nullable('date'),
})

const currentColumns = (table: MetricTable): Readonly<Record<string, Column>> => ({
  account_id: required('character varying'),
  time: required('date'),
  confirmed_on: required('date'),
  first_read_on: required('date'),
  ...baseColumns(table),
})

/**
 * Every table with its columns, in the order of a fresh database. A test compares it with the live schema, so that
 * neither can drift from the other.
 */
export const TABLES: Readonly<Record<TableName, Readonly<Record<string, Column>>>> = {
  accounts,
  listings,
  stored_weeks: storedWeeks,
  sync_runs: syncRuns,
  sync_run_listings: syncRunListings,
  account_leases: accountLeases,
  pauses,
  site_answers: siteAnswers,
  account_sessions: accountSessions,
  account_notify_urls: accountNotifyUrls,
  notification_targets: notificationTargets,
  notification_states: notificationStates,
  notification_messages: notificationMessages,
  operator_events: operatorEvents,
  confirmations,
  account_metrics: accountMetrics,
  history_mode: historyMode,
  ...byTable(metricColumns),
  chart_query_current: currentColumns('chart_query'),
  chart_summary_current: currentColumns('chart_summary'),
  list_of_metrics_current: currentColumns('list_of_metrics'),
  metric_points_current: currentColumns('metric_points'),
  metric_windows_current: currentColumns('metric_windows'),
}
