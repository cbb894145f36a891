import { type CalendarDate, METRIC_TABLE_NAMES, METRIC_TABLES, type MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import { databaseErrorCode, FOREIGN_KEY_VIOLATION } from '../database-error-code.ts'
import type { Executor } from '../executor.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** What no listing is called. */
const NO_LISTING = ''

/**
 * Sees to it that the chunks of a scrape day are there before a transaction writes its first rows. A chunk's own foreign
 * key locks all accounts: a writer who holds an account's row, or another table's chunk, and only then begins one, waits
 * for somebody who waits for him. Here all accounts are locked first, and nothing is held.
 *
 * @param accountId whose rows follow. Where there is no such account no chunk is made: the rows will say so.
 */
export async function makeChunksAhead(
  context: StoreContext,
  accountId: string,
  scrapeDay: CalendarDate,
): Promise<void> {
  const { db, schema, server, knownChunks } = context
  if (server.timescale.level === 'none' || knownChunks.has(scrapeDay)) return
  if ((await tablesWithoutChunk(db, schema, scrapeDay)).length > 0) {
    try {
      await transact(db, async (tx) => {
        await sql`LOCK TABLE ${tableIn(schema, 'accounts')} IN SHARE ROW EXCLUSIVE MODE`.execute(tx)
        for (const table of await tablesWithoutChunk(tx, schema, scrapeDay)) {
          await beginChunk(tx, schema, table, { accountId, scrapeDay })
        }
      })
    } catch (error) {
      if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) return
      throw error
    }
  }
  knownChunks.add(scrapeDay)
}

async function tablesWithoutChunk(
  db: Executor,
  schema: string,
  scrapeDay: CalendarDate,
): Promise<MetricTable[]> {
  const { rows } = await sql<{ table: MetricTable }>`
    SELECT hypertable_name AS table FROM timescaledb_information.hypertables AS h
    WHERE hypertable_schema = ${schema} AND NOT EXISTS (
      SELECT FROM timescaledb_information.chunks AS c
      WHERE c.hypertable_schema = h.hypertable_schema AND c.hypertable_name = h.hypertable_name
        AND c.range_start <= ${scrapeDay}::date AND c.range_end > ${scrapeDay}::date)`.execute(db)
  const without = new Set(rows.map(({ table }) => table))
  return METRIC_TABLE_NAMES.filter((table) => without.has(table))
}

/** A row that is taken away again: the function that makes chunks is not in every edition. */
async function beginChunk(
  tx: Executor,
  schema: string,
  table: MetricTable,
  { accountId, scrapeDay }: { accountId: string; scrapeDay: CalendarDate },
): Promise<void> {
  const name = tableIn(schema, table)
  const { columns } = METRIC_TABLES[table]
  const days = columns
    .filter(({ type, nullable }) => type === 'date' && !nullable)
    .map(({ name: day }) => sql.ref(day))
  await sql`
    INSERT INTO ${name} (account_id, "time", airbnb_listing_id, ${sql.join(days)})
    VALUES (${accountId}, ${scrapeDay}, ${NO_LISTING}, ${sql.join(days.map(() => sql`${scrapeDay}::date`))})`.execute(
    tx,
  )
  await sql`
    DELETE FROM ${name}
    WHERE account_id = ${accountId} AND "time" = ${scrapeDay}::date AND airbnb_listing_id = ${NO_LISTING}`.execute(
    tx,
  )
}
