import type { DateWindow } from 'insights-transform'
import { fencedTransaction } from '../leases/fenced-transaction.ts'
import type { ListingNames } from '../listings/listing.ts'
import type { ListingError } from '../runs/run-listing.ts'
import type { HeldRun } from '../runs/running-run.ts'
import type { StoreContext } from '../store-context.ts'
import { recordOutcome } from './record-outcome.ts'

/** That a listing could not be synced, and why. Its cursor stays where it is. */
export interface ListingFailure extends HeldRun {
  /** Which listing, by its names of this scrape day. */
  listing: ListingNames
  /** The nights that were to be asked for, first and last. @defaultValue not known */
  window?: DateWindow
  /** Requests made for this listing in this attempt. */
  requests: number
  /** The run's requests so far, if they are to be told along. @defaultValue what the run has recorded */
  requestsDone?: number
  /** Why; what is not known of it may be left out, but for code and message. */
  error: Pick<ListingError, 'code' | 'message'> & Partial<ListingError>
}

/** Enters the failure and counts it in the run, in one fenced transaction. */
export const failListing = (context: StoreContext, failure: ListingFailure): Promise<void> =>
  fencedTransaction(
    context,
    failure.lease,
    {
      name: 'fail listing',
      attributes: {
        'airbnb_insights.run.id': failure.runId,
        'airbnb_insights.listing.id': failure.listing.listingId,
      },
    },
    (tx) => recordOutcome(tx, context.schema, { ...failure, status: 'failed' }),
  )
