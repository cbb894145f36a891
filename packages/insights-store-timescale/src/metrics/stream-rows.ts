import type { MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { MetricRow } from '../database.ts'
import type { StoreContext } from '../store-context.ts'
import { type NewestQuery, newestRowsQuery, orderOf } from './as-of.ts'
import { metricRowColumns } from './metric-columns.ts'
import { streamFromServer } from './stream-from-server.ts'

/** Rows that the embedded database gives at a time: it looks for the beginning of each page. */
const PAGE = 1000

/** Reads the newest rows in batches; see {@link Metrics.stream}. */
export const streamRows = <Table extends MetricTable>(
  context: StoreContext,
  table: Table,
  { signal, ...query }: NewestQuery<Table> & { signal?: AbortSignal },
): AsyncIterable<readonly MetricRow<Table>[]> => {
  if (context.connection.kind !== 'server') return fromPages(context, table, query, signal)
  const rows = newestRowsQuery(context.schema, table, query)
  return streamFromServer(context, context.connection.session, rows, metricRowColumns(table), signal)
}

async function* fromPages<Table extends MetricTable>(
  { db, schema }: StoreContext,
  table: Table,
  query: NewestQuery<Table>,
  signal: AbortSignal | undefined,
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
