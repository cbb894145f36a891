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
  if (server.timescale.level === 'none') return
  if (knownChunks.some(({ start, end }) => start <= scrapeDay && scrapeDay < end)) return
  let chunks = await chunksOf(db, schema, scrapeDay)
  if (withoutChunk(chunks).length > 0) {
    try {
      await transact(db, async (tx) => {
        await sql`LOCK TABLE ${tableIn(schema, 'accounts')} IN SHARE ROW EXCLUSIVE MODE`.execute(tx)
        for (const table of withoutChunk(await chunksOf(tx, schema, scrapeDay))) {
          await beginChunk(tx, schema, table, { accountId, scrapeDay })
        }
        chunks = await chunksOf(tx, schema, scrapeDay)
      })
    } catch (error) {
      if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) return
      throw error
    }
  }
  const start = chunks
    .flatMap((chunk) => chunk.start ?? [])
    .toSorted()
    .at(-1)
  const [end] = chunks.flatMap((chunk) => chunk.end ?? []).toSorted()
  if (start !== undefined && end !== undefined) knownChunks.push({ start, end })
}

/** A table's chunk; its days are null where there is none. */
interface ChunkOfDay {
  table: MetricTable
  start: CalendarDate | null
  end: CalendarDate | null
}

const withoutChunk = (chunks: readonly ChunkOfDay[]): MetricTable[] =>
  METRIC_TABLE_NAMES.filter((name) => chunks.some(({ table, start }) => table === name && start === null))

/** The chunk of a scrape day, of each table that is a hypertable. */
async function chunksOf(db: Executor, schema: string, scrapeDay: CalendarDate): Promise<ChunkOfDay[]> {
  const { rows } = await sql<ChunkOfDay>`
    SELECT h.hypertable_name AS table, c.range_start::date AS start, c.range_end::date AS end
    FROM timescaledb_information.hypertables AS h LEFT JOIN timescaledb_information.chunks AS c
      ON c.hypertable_schema = h.hypertable_schema AND c.hypertable_name = h.hypertable_name
        AND c.range_start <= ${scrapeDay}::date AND c.range_end > ${scrapeDay}::date
    WHERE h.hypertable_schema = ${schema}`.execute(db)
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
