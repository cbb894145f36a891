import type { CalendarDate } from 'insights-transform'
import type { Selectable } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import type { RowCounts } from '../metrics/upsert-counts.ts'
import type { RunStatus, RunTrigger } from './run-status.ts'

/** Something to know about a run that is no failure. */
export interface RunNote {
  code: string
  message: string
}

/** One sync of one account. All counts are of what is committed. */
export interface Run {
  /** A UUID. */
  runId: string
  accountId: string
  status: RunStatus
  trigger: RunTrigger
  /** Asked for everything, whatever the cursors say. */
  full: boolean
  /** The `time` of all its rows. */
  scrapeDay: CalendarDate
  /** The server's base day as the newest answers with dated nights told it; null before that. */
  baseDay: CalendarDate | null
  /** Who holds or held the account for it. */
  holder: string | null
  leaseToken: number | null
  /** How often it was started. */
  attempts: number
  /** How often it was started again after it had ended as partial or failed. */
  retries: number
  createdAt: Date
  /** When it was first started; null while it is queued. */
  startedAt: Date | null
  finishedAt: Date | null
  /** When it may be continued at the earliest; null for at any time. */
  nextAttemptAt: Date | null
  cancelRequestedAt: Date | null
  listingsTotal: number
  listingsSucceeded: number
  listingsFailed: number
  requestsTotal: number
  requestsDone: number
  rows: RowCounts
  /** Grows with everything that happens to the run: unchanged means that nothing did. */
  sequence: number
  error: { code: string; message: string } | null
  notes: readonly RunNote[]
  /**
   * The OpenTelemetry trace in which it was last carried out, 32 hexadecimal digits; null where it was not traced. The
   * trace ids of listings' errors are Airbnb's own.
   */
  otelTraceId: string | null
}

/** A row of `sync_runs` as read. */
export type RunRow = Selectable<InsightsDatabase['sync_runs']>

const asNumber = (value: string | null): number | null => (value === null ? null : Number(value))

const isRunNote = (note: unknown): note is RunNote =>
  typeof note === 'object' && note !== null && 'code' in note && 'message' in note

export const runFrom = (row: RunRow): Run => ({
  runId: row.run_id,
  accountId: row.account_id,
  status: row.status,
  trigger: row.trigger,
  full: row.full_sync,
  scrapeDay: row.scrape_day,
  baseDay: row.base_day,
  holder: row.holder,
  leaseToken: asNumber(row.lease_token),
  attempts: row.attempts,
  retries: row.retries,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  nextAttemptAt: row.next_attempt_at,
  cancelRequestedAt: row.cancel_requested_at,
  listingsTotal: row.listings_total,
  listingsSucceeded: row.listings_succeeded,
  listingsFailed: row.listings_failed,
  requestsTotal: row.requests_total,
  requestsDone: row.requests_done,
  rows: {
    inserted: Number(row.rows_inserted),
    updated: Number(row.rows_updated),
    unchanged: Number(row.rows_unchanged),
  },
  sequence: Number(row.sequence),
  error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  notes: Array.isArray(row.notes) ? row.notes.filter(isRunNote) : [],
  otelTraceId: row.otel_trace_id,
})
