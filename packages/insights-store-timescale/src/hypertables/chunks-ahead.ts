import type { CalendarDate, MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { barestRow } from '../barest-row.ts'
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
 * @param tables those that rows follow of.
 */
export async function makeChunksAhead(
  context: StoreContext,
  accountId: string,
  scrapeDay: CalendarDate,
  tables: readonly MetricTable[],
): Promise<void> {
  const { db, schema, server, knownChunks } = context
  if (server.timescale.level === 'none') return
  const unknown = tables.filter(
    (name) =>
      !knownChunks.some(({ table, start, end }) => table === name && start <= scrapeDay && scrapeDay < end),
  )
  if (unknown.length === 0) return
  let chunks = await chunksOf(db, schema, scrapeDay, unknown)
  if (withoutChunk(chunks).length > 0) {
    try {
      await transact(db, async (tx) => {
        await sql`LOCK TABLE ${tableIn(schema, 'accounts')} IN SHARE ROW EXCLUSIVE MODE`.execute(tx)
        for (const table of withoutChunk(await chunksOf(tx, schema, scrapeDay, unknown))) {
          await beginChunk(tx, schema, table, { accountId, scrapeDay })
        }
        chunks = await chunksOf(tx, schema, scrapeDay, unknown)
      })
    } catch (error) {
      if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) return
      throw error
    }
  }
  for (const { table, start, end } of chunks) {
    if (start !== null && end !== null) knownChunks.push({ table, start, end })
  }
}

/** A table's chunk; its days are null where there is none. */
interface ChunkOfDay {
  table: MetricTable
  start: CalendarDate | null
  end: CalendarDate | null
}

const withoutChunk = (chunks: readonly ChunkOfDay[]): MetricTable[] =>
  chunks.flatMap(({ table, start }) => (start === null ? [table] : []))

/** The chunk of a scrape day, of each of some tables that is a hypertable. */
async function chunksOf(
  db: Executor,
  schema: string,
  scrapeDay: CalendarDate,
  tables: readonly MetricTable[],
): Promise<ChunkOfDay[]> {
  const { rows } = await sql<ChunkOfDay>`
    SELECT h.hypertable_name AS table, c.range_start::date AS start, c.range_end::date AS end
    FROM timescaledb_information.hypertables AS h LEFT JOIN timescaledb_information.chunks AS c
      ON c.hypertable_schema = h.hypertable_schema AND c.hypertable_name = h.hypertable_name
        AND c.range_start <= ${scrapeDay}::date AND c.range_end > ${scrapeDay}::date
    WHERE h.hypertable_schema = ${schema} AND h.hypertable_name IN (${sql.join(tables)})`.execute(db)
  return rows
}

/** A row that is taken away again: the function that makes chunks is not in every edition. */
async function beginChunk(
  tx: Executor,
  schema: string,
  table: MetricTable,
  { accountId, scrapeDay }: { accountId: string; scrapeDay: CalendarDate },
): Promise<void> {
  const name = tableIn(schema, table)
  const { names, values } = barestRow(table, NO_LISTING, sql`${scrapeDay}::date`)
  await sql`
    INSERT INTO ${name} (account_id, "time", ${names}) VALUES (${accountId}, ${scrapeDay}, ${values})`.execute(
    tx,
  )
  await sql`
    DELETE FROM ${name}
    WHERE account_id = ${accountId} AND "time" = ${scrapeDay}::date AND airbnb_listing_id = ${NO_LISTING}`.execute(
    tx,
  )
}
