import { sql } from 'kysely'
import type pg from 'pg'
import Cursor from 'pg-cursor'
import { pgValueParsers } from '../connection/value-parsers.ts'
import type { StoreContext } from '../store-context.ts'
import type { MetricTable } from '../tables.ts'
import { type NewestQuery, newestRowsQuery } from './as-of.ts'
import { METRIC_COLUMNS, type MetricRow } from './metric-columns.ts'

/** Rows of a batch: some hundred kB, so that neither round trips nor memory count. */
const BATCH = 1000

/** Reads the newest rows in batches; see {@link Metrics.stream}. */
export const streamRows = <Table extends MetricTable>(
  context: StoreContext,
  table: Table,
  query: NewestQuery<Table>,
): AsyncIterable<readonly MetricRow<Table>[]> =>
  context.connection.kind === 'server'
    ? fromCursor(context, context.connection.pool, table, query)
    : fromPages(context, table, query)

/** A cursor of the server's, which keeps the snapshot that its query began with. */
async function* fromCursor<Table extends MetricTable>(
  { db, schema }: StoreContext,
  pool: pg.Pool,
  table: Table,
  query: NewestQuery<Table>,
): AsyncGenerator<readonly MetricRow<Table>[]> {
  const { sql: text, parameters } = newestRowsQuery(schema, table, query).compile(db)
  const client = await pool.connect()
  let failure: Error | undefined
  let finished = false
  // Without a listener, a session that is cut off between two reads would end the process.
  const onError = (error: Error): void => void (failure = error)
  client.on('error', onError)
  try {
    // Whoever reads may be slow: what they take is not the statement's time.
    await client.query('BEGIN READ ONLY; SET LOCAL statement_timeout = 0')
    const cursor = client.query(
      new Cursor<MetricRow<Table>>(text, [...parameters], { types: pgValueParsers }),
    )
    for (let rows = await cursor.read(BATCH); rows.length > 0; rows = await cursor.read(BATCH)) yield rows
    await client.query('COMMIT')
    finished = true
  } catch (error) {
    failure ??= error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    client.off('error', onError)
    // A session whose cursor was left in the middle takes no other statement, and one that has failed may not.
    client.release(failure ?? !finished)
  }
}

async function* fromPages<Table extends MetricTable>(
  { db, schema }: StoreContext,
  table: Table,
  query: NewestQuery<Table>,
): AsyncGenerator<readonly MetricRow<Table>[]> {
  let after: { listing: string; day: string } | undefined
  while (true) {
    const page = newestRowsQuery(schema, table, query, { limit: BATCH, ...(after && { after }) })
    const { rows } = await db.transaction().execute(async (tx) => {
      // Nobody gathers statistics in the embedded database: without them each page would sort all that follow it.
      await sql`SET LOCAL enable_sort = off`.execute(tx)
      return page.execute(tx)
    })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < BATCH) return
    const cells = new Map(Object.entries<unknown>(last))
    after = {
      listing: String(cells.get('airbnb_listing_id')),
      day: String(cells.get(METRIC_COLUMNS[table].day)),
    }
  }
}
