import { METRIC_TABLES, type MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { MetricRow } from '../database.ts'
import type { StoreContext } from '../store-context.ts'
import { type NewestQuery, newestRowsQuery } from './as-of.ts'
import { copiedRows } from './copied-rows.ts'
import { copyStatement } from './copy-statement.ts'
import { metricRowColumns } from './metric-columns.ts'

/** Rows that the embedded database gives at a time: it looks for the beginning of each page. */
const PAGE = 1000

/** Reads the newest rows in batches; see {@link Metrics.stream}. */
export const streamRows = <Table extends MetricTable>(
  context: StoreContext,
  table: Table,
  query: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncIterable<readonly MetricRow<Table>[]> =>
  context.connection.kind === 'server'
    ? fromServer(context, context.connection.pool, table, query)
    : fromPages(context, table, query)

/** The server sends as fast as rows are taken, all of one snapshot: that with which its statement began. */
async function* fromServer<Table extends MetricTable>(
  { db, schema }: StoreContext,
  pool: pg.Pool,
  table: Table,
  { signal, ...query }: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncGenerator<readonly MetricRow<Table>[]> {
  signal?.throwIfAborted()
  const statement = copyStatement(newestRowsQuery(schema, table, query).compile(db))
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
    const copy = client.query(copyTo(statement))
    // What is left in the middle may fail when nobody reads it any more.
    copy.on('error', () => {})
    for await (const rows of copiedRows(copy, metricRowColumns(table))) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      yield rows as unknown as readonly MetricRow<Table>[]
    }
    await client.query('COMMIT')
    finished = true
  } catch (error) {
    signal?.throwIfAborted()
    // Of a session that was cut off, what follows says less than what came first.
    failure ??= error instanceof Error ? error : new Error(String(error))
    throw failure
  } finally {
    signal?.removeEventListener('abort', onAbort)
    // A session whose COPY was left in the middle takes no other statement, and one that has failed may not.
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
      day: String(cells.get(METRIC_TABLES[table].day)),
    }
  }
}
