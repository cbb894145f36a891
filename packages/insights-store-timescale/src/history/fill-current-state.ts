import { METRIC_TABLES, WIDE_TABLE_NAMES, type WideTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { BatchContext } from '../batch-work.ts'
import { transact } from '../connection/transact.ts'
import type { Executor } from '../executor.ts'
import { currentIn, tableIn } from '../store-context.ts'

/** A listing of an account that has rows in a table. */
interface ListingRows {
  account_id: string
  airbnb_listing_id: string
}

/** The listings that have a history and nothing that is known now. */
const unfilled = (schema: string, table: WideTable): RawBuilder<ListingRows> => sql`
  SELECT account_id, airbnb_listing_id FROM ${tableIn(schema, table)}
  EXCEPT SELECT account_id, airbnb_listing_id FROM ${currentIn(schema, table)}
  ORDER BY account_id, airbnb_listing_id`

/** Whether there are rows of which it is not told what is known now. */
export async function lacksCurrentState(db: Executor, schema: string): Promise<boolean> {
  for (const table of WIDE_TABLE_NAMES) {
    const { rows } = await sql`SELECT FROM (${unfilled(schema, table)}) AS missing LIMIT 1`.execute(db)
    if (rows.length > 0) return true
  }
  return false
}

/**
 * Tells from the history what is known now, one listing and table at a time. Each is a transaction of its own, so that
 * whatever ends it half-way, the next call goes on where it was.
 */
export async function fillCurrentState({ db, schema, onProgress }: BatchContext): Promise<void> {
  const missing: { table: WideTable; listing: ListingRows }[] = []
  for (const table of WIDE_TABLE_NAMES) {
    const { rows } = await sql<ListingRows>`${unfilled(schema, table)}`.execute(db)
    missing.push(...rows.map((listing) => ({ table, listing })))
  }
  for (const [done, { table, listing }] of missing.entries()) {
    onProgress({ what: 'what is known now', done, total: missing.length })
    await transact(db, async (tx) => {
      await sql`SET LOCAL statement_timeout = 0`.execute(tx)
      const columns = await columnsOfBoth(tx, schema, table)
      await newestOf(schema, table, columns, listing).execute(tx)
    })
  }
}

/** What both tables hold beside whose it is and when it was read: a later migration may add to it. */
async function columnsOfBoth(db: Executor, schema: string, table: WideTable): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = ${schema} AND table_name IN (${table}, ${`${table}_current`})
      AND column_name NOT IN ('account_id', 'time', 'confirmed_on', 'first_read_on')
    GROUP BY column_name HAVING count(*) = 2`.execute(db)
  return rows.map(({ name }) => name)
}

/** The newest row of each key of a listing. */
const newestOf = (
  schema: string,
  table: WideTable,
  columns: readonly string[],
  { account_id: accountId, airbnb_listing_id: listingId }: ListingRows,
): RawBuilder<unknown> => {
  const { day } = METRIC_TABLES[table]
  const names = sql.join(columns.map((name) => sql.ref(name)))
  return sql`
    INSERT INTO ${currentIn(schema, table)} (account_id, "time", confirmed_on, first_read_on, ${names})
    SELECT DISTINCT ON (${sql.ref(day)}) account_id, "time", coalesce(confirmed_on, "time"),
      min("time") OVER (PARTITION BY ${sql.ref(day)}), ${names}
    FROM ${tableIn(schema, table)} WHERE account_id = ${accountId} AND airbnb_listing_id = ${listingId}
    ORDER BY ${sql.ref(day)}, "time" DESC
    ON CONFLICT DO NOTHING`
}
