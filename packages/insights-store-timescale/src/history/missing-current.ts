import { METRIC_TABLE_NAMES, METRIC_TABLES, type MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { BatchProgress } from '../batch-work.ts'
import { transact } from '../connection/transact.ts'
import { isNotedOf } from '../metrics/lanes.ts'
import { columnsOf } from '../metrics/metric-columns.ts'
import { currentIn, type StoreContext, tableIn } from '../store-context.ts'

/** A listing that has a history in a table, and nothing that is known now. */
export interface MissingCurrent {
  readonly table: MetricTable
  readonly accountId: string
  readonly listingId: string
}

/** Whether a table has a row of a listing. */
const isThere = (table: RawBuilder<unknown>): RawBuilder<boolean> => sql`EXISTS (
  SELECT FROM ${table} AS stored
  WHERE stored.account_id = listing.account_id AND stored.airbnb_listing_id = listing.airbnb_listing_id)`

/**
 * Listings whose history is there and what is known now is not: both are written together, so that a restore has left the
 * latter out. Each listing is looked up by its key, however many rows it has.
 */
export async function findMissingCurrent({ db, schema }: StoreContext): Promise<MissingCurrent[]> {
  const found: MissingCurrent[] = []
  for (const table of METRIC_TABLE_NAMES) {
    const { rows } = await sql<{ account_id: string; airbnb_listing_id: string }>`
      SELECT account_id, airbnb_listing_id FROM ${tableIn(schema, 'listings')} AS listing
      WHERE NOT ${isThere(currentIn(schema, table))} AND ${isThere(tableIn(schema, table))}
      ORDER BY 1, 2`.execute(db)
    found.push(...rows.map((row) => ({ table, accountId: row.account_id, listingId: row.airbnb_listing_id })))
  }
  return found
}

/**
 * Tells what is known now of such listings from their history again, each in a transaction of its own.
 *
 * @returns those of which it is told again.
 */
export async function fillMissingCurrent(
  context: StoreContext,
  onProgress: (progress: BatchProgress) => void = () => {},
): Promise<MissingCurrent[]> {
  const missing = await findMissingCurrent(context)
  for (const [done, listing] of missing.entries()) {
    onProgress({ what: 'what is known now', done, total: missing.length })
    await fillListing(context, listing)
  }
  return missing
}

async function fillListing(
  { db, schema }: StoreContext,
  { table, accountId, listingId }: MissingCurrent,
): Promise<void> {
  const columns = columnsOf(table)
  const names = sql.join(METRIC_TABLES[table].columns.map(({ name }) => sql.ref(name)))
  const key = sql.join(columns.key.map(({ name }) => sql.ref(name)))
  await transact(db, async (tx) => {
    await sql`
      INSERT INTO ${currentIn(schema, table)} (account_id, "time", confirmed_on, first_read_on, ${names})
      SELECT account_id, "time",
        greatest("time", confirmed_on, (
          SELECT max(noted."time") FROM ${tableIn(schema, 'confirmations')} AS noted
          WHERE noted.account_id = newest.account_id AND ${isNotedOf(columns, 'newest')}
            AND noted."time" >= newest."time")),
        first_read_on, ${names}
      FROM (
        SELECT DISTINCT ON (${key}) *, min("time") OVER (PARTITION BY ${key}) AS first_read_on
        FROM ${tableIn(schema, table)} WHERE account_id = ${accountId} AND airbnb_listing_id = ${listingId}
        ORDER BY ${key}, "time" DESC) AS newest
      ON CONFLICT DO NOTHING`.execute(tx)
  })
}
