import { sql } from 'kysely'
import { fencedTransaction } from '../leases/fenced-transaction.ts'
import type { ListingNames } from '../listings/listing.ts'
import { listingArrays } from '../listings/record-listings.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { tracedRun } from '../traces/transaction-span.ts'
import { checkRunning, type HeldRun } from './running-run.ts'

/** What a run is going to do. */
export interface PlanInput extends HeldRun {
  /** All listings of the run, those committed already among them. */
  listings: readonly ListingNames[]
  /** How many requests the whole run takes, those made already among them. */
  requestsTotal: number
}

/**
 * Enters the run's listings as pending. What is committed stays so; what failed before is pending again;
 * what the account does not have any more, and was not committed, is dropped.
 */
export const planRun = async (context: StoreContext, input: PlanInput): Promise<void> => {
  const { runId, lease, listings, requestsTotal } = input
  const runs = tableIn(context.schema, 'sync_runs')
  const entries = tableIn(context.schema, 'sync_run_listings')
  const planned = sql`unnest(${listingArrays(listings)}) AS planned (id, name, internal_name)`
  await fencedTransaction(context, lease, tracedRun('plan run', input), async (tx) => {
    await checkRunning(tx, context, input)
    await sql`
      DELETE FROM ${entries} AS entry WHERE run_id = ${runId}::uuid AND status <> 'succeeded'
        AND NOT EXISTS (SELECT FROM ${planned} WHERE planned.id = entry.airbnb_listing_id)`.execute(tx)
    await sql`
      INSERT INTO ${entries} AS entry (run_id, airbnb_listing_id, listing_name, airbnb_internal_name)
      SELECT ${runId}::uuid, planned.id, planned.name, planned.internal_name FROM ${planned}
      ON CONFLICT (run_id, airbnb_listing_id) DO UPDATE SET
        listing_name = excluded.listing_name, airbnb_internal_name = excluded.airbnb_internal_name,
        status = 'pending', finished_at = NULL, error_code = NULL, error_message = NULL, error_path = NULL,
        trace_id = NULL, response_body = NULL
      WHERE entry.status <> 'succeeded'`.execute(tx)
    await sql`
      UPDATE ${runs} SET listings_total = counted.listings, listings_succeeded = counted.succeeded,
        listings_failed = 0, requests_total = ${requestsTotal}::int, sequence = sequence + 1
      FROM (
        SELECT count(*)::int AS listings, count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded
        FROM ${entries} WHERE run_id = ${runId}::uuid
      ) AS counted
      WHERE run_id = ${runId}::uuid`.execute(tx)
  })
}
