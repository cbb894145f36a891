import { sql } from 'kysely'
import type pg from 'pg'
import Cursor from 'pg-cursor'
import { pgValueParsers } from '../connection/value-parsers.ts'
import type { StoreContext } from '../store-context.ts'
import type { MetricTable } from '../tables.ts'
import { type NewestQuery, newestRowsQuery } from './as-of.ts'
import { METRIC_COLUMNS, type MetricRow } from './metric-columns.ts'

/** Rows that a server gives at a time: so few that little is in memory, so many that round trips do not count. */
const BATCH = 200

/** Rows that the embedded database gives at a time: it looks for the beginning of each page. */
const PAGE = 1000

/** Reads the newest rows in batches; see {@link Metrics.stream}. */
export const streamRows = <Table extends MetricTable>(
  context: StoreContext,
  table: Table,
  query: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncIterable<readonly MetricRow<Table>[]> =>
  context.connection.kind === 'server'
    ? fromCursor(context, context.connection.pool, table, query)
    : fromPages(context, table, query)

/** A cursor of the server's, which keeps the snapshot that its query began with. */
async function* fromCursor<Table extends MetricTable>(
  { db, schema }: StoreContext,
  pool: pg.Pool,
  table: Table,
  { signal, ...query }: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncGenerator<readonly MetricRow<Table>[]> {
  signal?.throwIfAborted()
  const { sql: text, parameters } = newestRowsQuery(schema, table, query).compile(db)
  const client = await pool.connect()
  let failure: Error | undefined
  let finished = false
  let released = false
  const release = (destroy: Error | boolean): void => {
    if (released) return
    released = true
    client.release(destroy)
  }
  // Without a listener, a session that is cut off between two reads would end the process.
  const onError = (error: Error): void => void (failure = error)
  client.on('error', onError)
  // Ending the session ends whatever it waits for.
  const onAbort = (): void => release(true)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    // Whoever reads may be slow: what they take is not the statement's time.
    await client.query('BEGIN READ ONLY; SET LOCAL statement_timeout = 0')
    const cursor = client.query(
      new Cursor<MetricRow<Table>>(text, [...parameters], { types: pgValueParsers }),
    )
    // The server makes a batch ready while the one before it is used.
    let next = cursor.read(BATCH)
    for (let rows = await next; rows.length > 0; rows = await next) {
      next = cursor.read(BATCH)
      // It may fail when nobody waits for it any more.
      next.catch(() => {})
      yield rows
    }
    await client.query('COMMIT')
    finished = true
  } catch (error) {
    signal?.throwIfAborted()
    failure ??= error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
    // A session whose cursor was left in the middle takes no other statement, and one that has failed may not.
    release(failure ?? !finished)
    client.off('error', onError)
  }
}

async function* fromPages<Table extends MetricTable>(
  { db, schema }: StoreContext,
  table: Table,
  { signal, ...query }: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncGenerator<readonly MetricRow<Table>[]> {
  let after: { listing: string; day: string } | undefined
  while (true) {
    signal?.throwIfAborted()
    const page = newestRowsQuery(schema, table, query, { limit: PAGE, ...(after && { after }) })
    const { rows } = await db.transaction().execute(async (tx) => {
      // Nobody gathers statistics in the embedded database: without them each page would sort all that follow it.
      await sql`SET LOCAL enable_sort = off`.execute(tx)
      return page.execute(tx)
    })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < PAGE) return
    const cells = new Map(Object.entries<unknown>(last))
    after = {
      listing: String(cells.get('airbnb_listing_id')),
      day: String(cells.get(METRIC_COLUMNS[table].day)),
    }
  }
}
