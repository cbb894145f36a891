import { checkLease } from '../leases/fence.ts'
import type { StoreContext } from '../store-context.ts'
import { type Outcome, recordOutcome } from './record-outcome.ts'

/** That a listing could not be synced, and why. Its cursor stays where it is. */
export interface ListingFailure
  extends Pick<Outcome, 'lease' | 'runId' | 'listing' | 'window' | 'requests' | 'requestsDone'> {
  error: NonNullable<Outcome['error']>
}

/** Enters the failure and counts it in the run, in one fenced transaction. */
export const failListing = (context: StoreContext, failure: ListingFailure): Promise<void> =>
  context.db.transaction().execute(async (tx) => {
    await checkLease(tx, context, failure.lease)
    await recordOutcome(tx, context.schema, { ...failure, status: 'failed' })
  })
