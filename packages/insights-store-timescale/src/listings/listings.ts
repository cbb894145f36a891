import type { CalendarDate } from 'insights-transform'
import { databaseErrorCode, FOREIGN_KEY_VIOLATION } from '../database-error-code.ts'
import { AccountNotFoundError } from '../errors.ts'
import type { LeaseToken } from '../leases/fence.ts'
import { type StoreContext, withoutHurry } from '../store-context.ts'
import type { Listing, ListingNames } from './listing.ts'
import { findLostRows, type LostRows, writeOffRows } from './lost-rows.ts'
import { recordListings } from './record-listings.ts'

/** An account's listings, with the cursor of each. */
export interface Listings {
  /** All listings that the account has ever had, by id. */
  list(accountId: string): Promise<Listing[]>
  /**
   * Notes that the account had these listings on a scrape day.
   *
   * @throws {@link AccountNotFoundError}
   */
  recordSeen(accountId: string, scrapeDay: CalendarDate, listings: readonly ListingNames[]): Promise<void>
  /**
   * Holds the account's cursors against its rows: what was committed and is not there any more, by listing and week.
   * Whatever took it: a restore that left some out, TRUNCATE, a dropped chunk, another tool. What
   * {@link Maintenance.apply} or a retention policy dropped is not missed.
   */
  lostRows(accountId: string): Promise<LostRows[]>
  /**
   * Lets the cursors vouch no more for rows that are lost for good, so that they are not missed again.
   *
   * @throws {@link LeaseLostError}: nothing was written.
   */
  writeOff(lease: LeaseToken, lost: readonly LostRows[]): Promise<void>
}

export const createListings = (context: StoreContext): Listings => ({
  async list(accountId) {
    const rows = await context.db
      .selectFrom('listings')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('airbnb_listing_id')
      .execute()
    return rows.map((row) => ({
      listingId: row.airbnb_listing_id,
      listingName: row.listing_name,
      internalName: row.airbnb_internal_name,
      firstSeenOn: row.first_seen_on,
      lastSeenOn: row.last_seen_on,
      lastSyncedDay: row.last_synced_day,
    }))
  },

  async recordSeen(accountId, scrapeDay, listings) {
    try {
      const day = { accountId, scrapeDay, syncedDay: null }
      await recordListings(context.schema, day, listings).execute(context.db)
    } catch (error) {
      if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) throw new AccountNotFoundError(accountId)
      throw error
    }
  },

  lostRows: (accountId) => findLostRows(withoutHurry(context), accountId),
  writeOff: (lease, lost) => writeOffRows(context, lease, lost),
})
