import type { CalendarDate, DateWindow } from 'insights-transform'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import { RunNotRunningError } from '../errors.ts'
import type { ListingNames } from '../listings/listing.ts'
import { noRows, type RowCounts } from '../metrics/upsert-counts.ts'
import { requestsSoFar } from '../runs/requests-so-far.ts'
import type { ListingError } from '../runs/run-listing.ts'
import { type HeldRun, isRunningRun } from '../runs/running-run.ts'
import { storableText, storableTextOrNull } from '../storable-text.ts'
import { tableIn } from '../store-context.ts'

/** What became of a listing, for its entry in the run and the run's counts. */
interface Outcome extends HeldRun {
  listing: ListingNames
  status: 'succeeded' | 'failed'
  window?: DateWindow
  baseDay?: CalendarDate | null
  /** Requests made for it in this attempt. */
  requests: number
  /** The run's requests so far, to be told along. */
  requestsDone?: number
  rows?: RowCounts
  error?: Pick<ListingError, 'code' | 'message'> & Partial<ListingError>
}

/** A body longer than this is cut: it is kept for people to look at. */
const MAX_BODY_LENGTH = 200_000

const bodyText = (body: string | null | undefined): string | null =>
  body && body.length > MAX_BODY_LENGTH
    ? `${storableText(body.slice(0, MAX_BODY_LENGTH))}… (${body.length} characters in all)`
    : storableTextOrNull(body)

const entryValues = (outcome: Outcome): RawBuilder<unknown> => {
  const { listing, status, window, baseDay, requests, rows = noRows(), error } = outcome
  return sql`
    ${storableText(listing.listingId)}::text, ${storableTextOrNull(listing.listingName)}::text,
    ${storableTextOrNull(listing.internalName)}::text, ${status}::text, ${window?.start ?? null}::date,
    ${window?.end ?? null}::date, ${baseDay ?? null}::date, ${requests}::int, ${rows.inserted}::int,
    ${rows.updated}::int, ${rows.unchanged}::int, 1, ${storableTextOrNull(error?.code)}::text,
    ${storableTextOrNull(error?.message)}::text, ${storableTextOrNull(error?.path)}::text,
    ${storableTextOrNull(error?.traceId)}::text, ${bodyText(error?.responseBody)}::text,
    clock_timestamp()`
}

/**
 * Enters what became of a listing and counts it in the run, in one statement; `along` are further changes
 * that go with it, as `WITH` parts. The run's counts move by the difference to what the entry said before.
 *
 * @throws {@link RunNotRunningError} so that the transaction writes nothing.
 */
export const recordOutcome = async (
  tx: Transaction<InsightsDatabase>,
  schema: string,
  outcome: Outcome,
  along: readonly RawBuilder<unknown>[] = [],
): Promise<void> => {
  const { lease, runId, listing, status, baseDay, requestsDone = 0, rows = noRows() } = outcome
  const runs = tableIn(schema, 'sync_runs')
  const entries = tableIn(schema, 'sync_run_listings')
  const countOf = (counted: 'succeeded' | 'failed') => {
    const before = sql`coalesce((SELECT status = ${sql.lit(counted)} FROM before), FALSE)::int`
    return sql`${status === counted ? 1 : 0}::int - ${before}`
  }
  const { rows: updated } = await sql`
    WITH before AS MATERIALIZED (
      SELECT status FROM ${entries}
      WHERE run_id = ${runId}::uuid AND airbnb_listing_id = ${storableText(listing.listingId)}),
    ${sql.join(
      along.map((part) => sql`${part}, `),
      sql``,
    )}
    entered AS (
      INSERT INTO ${entries} AS entry (
        run_id, airbnb_listing_id, listing_name, airbnb_internal_name, status, window_start, window_end,
        base_day, requests, rows_inserted, rows_updated, rows_unchanged, attempts, error_code, error_message,
        error_path, trace_id, response_body, finished_at)
      SELECT run.run_id, ${entryValues(outcome)} FROM ${runs} AS run WHERE ${isRunningRun(outcome)}
      ON CONFLICT (run_id, airbnb_listing_id) DO UPDATE SET
        listing_name = excluded.listing_name, airbnb_internal_name = excluded.airbnb_internal_name,
        status = excluded.status, window_start = excluded.window_start, window_end = excluded.window_end,
        base_day = excluded.base_day, requests = entry.requests + excluded.requests,
        rows_inserted = entry.rows_inserted + excluded.rows_inserted,
        rows_updated = entry.rows_updated + excluded.rows_updated,
        rows_unchanged = entry.rows_unchanged + excluded.rows_unchanged,
        attempts = entry.attempts + 1, error_code = excluded.error_code,
        error_message = excluded.error_message, error_path = excluded.error_path,
        trace_id = excluded.trace_id, response_body = excluded.response_body,
        finished_at = excluded.finished_at)
    UPDATE ${runs} AS run SET
      listings_total = listings_total + (NOT EXISTS (SELECT FROM before))::int,
      listings_succeeded = listings_succeeded + ${countOf('succeeded')},
      listings_failed = listings_failed + ${countOf('failed')},
      ${requestsSoFar(requestsDone)},
      rows_inserted = rows_inserted + ${rows.inserted}::int,
      rows_updated = rows_updated + ${rows.updated}::int,
      rows_unchanged = rows_unchanged + ${rows.unchanged}::int,
      base_day = coalesce(${baseDay ?? null}::date, base_day), sequence = sequence + 1
    WHERE ${isRunningRun(outcome)} RETURNING 1`.execute(tx)
  if (updated.length === 0) throw new RunNotRunningError(runId, lease.accountId)
}
