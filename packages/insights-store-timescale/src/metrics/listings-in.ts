import type { MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { currentIn } from '../store-context.ts'

/** The listings of an account that a table knows, each found by its index: nothing that lies between is read. */
export const listingsIn = (schema: string, table: MetricTable, accountId: string): RawBuilder<string[]> => {
  const next = (after: RawBuilder<unknown>) => sql`
    SELECT known.airbnb_listing_id FROM ${currentIn(schema, table)} AS known
    WHERE known.account_id = ${accountId} AND ${after} ORDER BY known.airbnb_listing_id LIMIT 1`
  return sql`ARRAY(
    WITH RECURSIVE listing AS (
      (${next(sql`TRUE`)})
      UNION ALL
      SELECT (${next(sql`known.airbnb_listing_id > listing.airbnb_listing_id`)}) FROM listing
      WHERE listing.airbnb_listing_id IS NOT NULL)
    SELECT airbnb_listing_id FROM listing WHERE airbnb_listing_id IS NOT NULL)`
}
