import type { DateWindow } from 'insights-transform'
import type { Selectable } from 'kysely'
import type { RowCounts } from '../metrics/upsert-counts.ts'
import type { InsightsDatabase } from '../tables.ts'
import type { RunNote } from './run.ts'

/** Why a listing failed. */
export interface ListingError {
  code: string
  message: string
  /** Where in the response, e.g. `data.porygon…`; null where that does not apply. */
  path: string | null
  /** Airbnb's trace id of the response. */
  traceId: string | null
  /** The raw body of a response that did not fit, possibly cut. */
  responseBody: string | null
}

/** What became of one listing in a run. */
export interface RunListing {
  runId: string
  listingId: string
  listingName: string | null
  internalName: string | null
  status: 'pending' | 'succeeded' | 'failed'
  /** What was asked for; null before. */
  window: DateWindow | null
  baseDay: string | null
  /** Requests made for it in this run, all attempts together. */
  requests: number
  rows: RowCounts
  /** How often it was tried in this run. */
  attempts: number
  error: ListingError | null
  note: RunNote | null
  finishedAt: Date | null
}

export const runListingFrom = (row: Selectable<InsightsDatabase['sync_run_listings']>): RunListing => ({
  runId: row.run_id,
  listingId: row.airbnb_listing_id,
  listingName: row.listing_name,
  internalName: row.airbnb_internal_name,
  status: row.status,
  window:
    row.window_start === null || row.window_end === null
      ? null
      : { start: row.window_start, end: row.window_end },
  baseDay: row.base_day,
  requests: row.requests,
  rows: { inserted: row.rows_inserted, updated: row.rows_updated, unchanged: row.rows_unchanged },
  attempts: row.attempts,
  error:
    row.error_code === null
      ? null
      : {
          code: row.error_code,
          message: row.error_message ?? '',
          path: row.error_path,
          traceId: row.trace_id,
          responseBody: row.response_body,
        },
  note: row.note_code === null ? null : { code: row.note_code, message: row.note_message ?? '' },
  finishedAt: row.finished_at,
})
