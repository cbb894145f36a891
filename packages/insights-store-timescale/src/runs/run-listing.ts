import type { CalendarDate, DateWindow } from 'insights-transform'
import type { Selectable } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import type { RowCounts } from '../metrics/upsert-counts.ts'

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
  /** The nights that were asked for, first and last; null before. */
  window: DateWindow | null
  /** The server's base day as the listing's answers told it; null before, and where it has no dated night. */
  baseDay: CalendarDate | null
  /** Requests made for it in this run, all attempts together. */
  requests: number
  rows: RowCounts
  /** How often it was tried in this run. */
  attempts: number
  error: ListingError | null
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
  finishedAt: row.finished_at,
})
