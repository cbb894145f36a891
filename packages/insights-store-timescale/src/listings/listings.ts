import type { CalendarDate } from 'insights-transform'
import { databaseErrorCode } from '../database-error-code.ts'
import { AccountNotFoundError } from '../errors.ts'
import type { StoreContext } from '../store-context.ts'
import type { Listing, ListingNames } from './listing.ts'
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
}

const FOREIGN_KEY_VIOLATION = '23503'

export const createListings = ({ db, schema }: StoreContext): Listings => ({
  async list(accountId) {
    const rows = await db
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
      await recordListings(schema, { accountId, scrapeDay, syncedDay: null }, listings).execute(db)
    } catch (error) {
      if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) throw new AccountNotFoundError(accountId)
      throw error
    }
  },
})
