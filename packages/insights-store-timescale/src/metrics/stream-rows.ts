import type { MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { to as copyTo } from 'pg-copy-streams'
import type { PoolSession } from '../connection/pg-pool.ts'
import { transact } from '../connection/transact.ts'
import type { MetricRow } from '../database.ts'
import type { StoreContext } from '../store-context.ts'
import { type NewestQuery, newestRowsQuery, orderOf } from './as-of.ts'
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
    ? fromServer(context, context.connection.session, table, query)
    : fromPages(context, table, query)

/** The server sends as fast as rows are taken, all of one snapshot: that with which its statement began. */
async function* fromServer<Table extends MetricTable>(
  { db, schema, limits }: StoreContext,
  openSession: () => Promise<PoolSession>,
  table: Table,
  { signal, ...query }: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncGenerator<readonly MetricRow<Table>[]> {
  signal?.throwIfAborted()
  const statement = copyStatement(newestRowsQuery(schema, table, query).compile(db))
  const session = await openSession()
  const { client } = session
  const { longQueryMs } = limits
  let finished = false
  // Ending the session ends whatever it waits for.
  const onAbort = (): void => session.release(true)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    // Whoever reads may be slow: what they take is not the statement's time.
    await session.answer(client.query('BEGIN READ ONLY; SET LOCAL statement_timeout = 0'), longQueryMs)
    const copy = client.query(copyTo(statement))
    // What is left in the middle may fail when nobody reads it any more.
    copy.on('error', () => {})
    const batches = copiedRows(copy, metricRowColumns(table))
    for (;;) {
      const { done, value: rows } = await session.answer(batches.next(), longQueryMs)
      if (done === true) break
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      yield rows as unknown as readonly MetricRow<Table>[]
    }
    await session.answer(client.query('COMMIT'), longQueryMs)
    finished = true
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
    // A session whose COPY was left in the middle takes no other statement, and one that has failed may not.
    session.release(!finished)
  }
}

async function* fromPages<Table extends MetricTable>(
  { db, schema }: StoreContext,
  table: Table,
  { signal, ...query }: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncGenerator<readonly MetricRow<Table>[]> {
  let after: readonly string[] | undefined
  while (true) {
    signal?.throwIfAborted()
    const page = newestRowsQuery(schema, table, query, { limit: PAGE, ...(after && { after }) })
    const { rows } = await transact(db, async (tx) => {
      // Nobody gathers statistics in the embedded database: without them each page would sort all that follow it.
      await sql`SET LOCAL enable_sort = off`.execute(tx)
      return page.execute(tx)
    })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < PAGE) return
    const cells = new Map(Object.entries<unknown>(last))
    after = orderOf(table).map((name) => String(cells.get(name)))
  }
}
