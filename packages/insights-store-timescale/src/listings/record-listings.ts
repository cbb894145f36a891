import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { storableText, storableTextOrNull } from '../storable-text.ts'
import { tableIn } from '../store-context.ts'
import type { ListingNames } from './listing.ts'

/** Listings as the arrays `unnest` takes: ids, names, internal names. Of one given twice the last counts. */
export const listingArrays = (given: readonly ListingNames[]): RawBuilder<unknown> => {
  const listings = [...new Map(given.map((listing) => [listing.listingId, listing])).values()]
  const ids = listings.map(({ listingId }) => storableText(listingId))
  const names = listings.map(({ listingName }) => storableTextOrNull(listingName))
  const internalNames = listings.map(({ internalName }) => storableTextOrNull(internalName))
  return sql`${ids}::text[], ${names}::text[], ${internalNames}::text[]`
}

/**
 * Notes that the account had these listings on a scrape day. Seen on an older day than one already known, a
 * listing keeps its names. `syncedDay` also moves the cursors, forward only.
 */
export const recordListings = (
  schema: string,
  {
    accountId,
    scrapeDay,
    syncedDay,
  }: { accountId: string; scrapeDay: CalendarDate; syncedDay: CalendarDate | null },
  listings: readonly ListingNames[],
): RawBuilder<unknown> => sql`
  INSERT INTO ${tableIn(schema, 'listings')} AS known (
    account_id, airbnb_listing_id, listing_name, airbnb_internal_name,
    first_seen_on, last_seen_on, last_synced_day)
  SELECT ${accountId}::varchar, seen.id, seen.name, seen.internal_name,
    ${scrapeDay}::date, ${scrapeDay}::date, ${syncedDay}::date
  FROM unnest(${listingArrays(listings)}) AS seen (id, name, internal_name)
  ON CONFLICT (account_id, airbnb_listing_id) DO UPDATE SET
    listing_name = CASE WHEN excluded.last_seen_on >= known.last_seen_on OR known.listing_name IS NULL
      THEN excluded.listing_name ELSE known.listing_name END,
    airbnb_internal_name = CASE
      WHEN excluded.last_seen_on >= known.last_seen_on OR known.airbnb_internal_name IS NULL
      THEN excluded.airbnb_internal_name ELSE known.airbnb_internal_name END,
    first_seen_on = least(known.first_seen_on, excluded.first_seen_on),
    last_seen_on = greatest(known.last_seen_on, excluded.last_seen_on),
    last_synced_day = greatest(known.last_synced_day, excluded.last_synced_day)`
