import { METRIC_TABLES, type MetricColumn, type MetricTable } from 'insights-transform'
import {
  type Column,
  type ColumnTypeName,
  choice,
  defaulted,
  type MetricTableOf,
  nullable,
  required,
  type TableOf,
} from './columns.ts'

const accounts = {
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
} as const

const listings = {
  account_id: required('character varying'),
  airbnb_listing_id: required('text'),
  listing_name: nullable('text'),
  airbnb_internal_name: nullable('text'),
  first_seen_on: nullable('date'),
  last_seen_on: nullable('date'),
  /** The cursor: the scrape day of this listing's last commit. It never moves back. */
  last_synced_day: nullable('date'),
} as const

/** What a run is, or what became of it. */
export const RUN_STATUSES = [
  'queued',
  'running',
  'succeeded',
  'partial',
  'failed',
  'auth_failed',
  'rate_limited',
  'cancelled',
] as const

const syncRuns = {
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
  /** A JSON array of `{ code, message }`. */
  notes: defaulted('jsonb'),
} as const

const syncRunListings = {
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
  note_code: nullable('text'),
  note_message: nullable('text'),
  finished_at: nullable('timestamp with time zone'),
} as const

const accountLeases = {
  account_id: required('character varying'),
  holder: required('text'),
  /** The fencing token: grows with each acquisition and never goes back. */
  token: required('bigint'),
  acquired_at: required('timestamp with time zone'),
  renewed_at: required('timestamp with time zone'),
  expires_at: required('timestamp with time zone'),
} as const

const COLUMN_TYPES = {
  text: 'text',
  date: 'date',
  integer: 'integer',
  number: 'double precision',
} as const satisfies Record<MetricColumn['type'], ColumnTypeName>

/** Whose row, and when it was known; then what the base has of the table. */
function metricColumns(table: MetricTable): Readonly<Record<string, Column>> {
  const columns = METRIC_TABLES[table].columns.map(
    ({ name, type, nullable: mayBeNull }): [string, Column] => [
      name,
      mayBeNull ? nullable(COLUMN_TYPES[type]) : required(COLUMN_TYPES[type]),
    ],
  )
  return {
    account_id: required('character varying'),
    // The scrape day. It has a default in the database, which nothing here may rely on.
    time: required('date'),
    ...Object.fromEntries(columns),
  }
}

const OWN_TABLES = {
  accounts,
  listings,
  sync_runs: syncRuns,
  sync_run_listings: syncRunListings,
  account_leases: accountLeases,
} as const satisfies Record<string, Record<string, Column>>

type OwnTable = keyof typeof OWN_TABLES

/** The name of any table of the store. */
export type TableName = OwnTable | MetricTable

/**
 * Every table with its columns, in the order of a fresh database. A test compares it with the live schema, so that
 * neither can drift from the other.
 */
export const TABLES: Readonly<Record<TableName, Readonly<Record<string, Column>>>> = {
  ...OWN_TABLES,
  chart_query: metricColumns('chart_query'),
  chart_summary: metricColumns('chart_summary'),
  list_of_metrics: metricColumns('list_of_metrics'),
}

/** All tables of the store, for kysely. */
export type InsightsDatabase = { [Name in OwnTable]: TableOf<(typeof OWN_TABLES)[Name]> } & {
  [Name in MetricTable]: MetricTableOf<Name>
}
