import { refreshStatistics } from '../maintenance/refresh-statistics.ts'
import type { UpsertCounts } from '../metrics/upsert-counts.ts'
import type { StoreContext } from '../store-context.ts'
import { commitListing, type ListingCommit } from './commit-listing.ts'
import { failListing, type ListingFailure } from './fail-listing.ts'

/** How a listing's sync ends. Both are fenced: without the account's lease nothing is written. */
export interface Commit {
  /**
   * Writes a listing's rows, moves its cursor (never back), enters it in the run as succeeded, and stores a
   * rotated cookie, in one transaction.
   *
   * @returns what became of its rows.
   * @throws {@link LeaseLostError}, {@link RunNotRunningError}: nothing was written.
   */
  commitListing(commit: ListingCommit): Promise<UpsertCounts>
  /**
   * Enters a listing in the run as failed. Neither rows nor cursor change.
   *
   * @throws {@link LeaseLostError}, {@link RunNotRunningError}: nothing was written.
   */
  failListing(failure: ListingFailure): Promise<void>
}

export const createCommit = (context: StoreContext): Commit => ({
  async commitListing(commit) {
    const counts = await commitListing(context, commit)
    try {
      await refreshStatistics(context)
    } catch (error) {
      // What was committed is committed: without statistics reading is slow, and the next listing tries again.
      context.logger.warn('Statistics of the embedded database could not be refreshed.', { error })
    }
    return counts
  },
  failListing: (failure) => failListing(context, failure),
})
