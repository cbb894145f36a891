import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { listingsIn } from './listings-in.ts'
import { type SeriesQuery, type SeriesRow, seriesRows } from './series.ts'
import { SERIES_COLUMNS } from './series-columns.ts'
import { streamFromServer } from './stream-from-server.ts'

/** Reads one metric's numbers in batches; see {@link Metrics.streamSeries}. */
export const streamSeries = (
  context: StoreContext,
  { signal, ...query }: SeriesQuery & { signal?: AbortSignal },
): AsyncIterable<readonly SeriesRow[]> => {
  if (context.connection.kind !== 'server') return fromListings(context, query, signal)
  const rows = seriesRows(context.schema, query)
  return streamFromServer(context, context.connection.session, rows, SERIES_COLUMNS, signal)
}

/** The embedded database gives a listing's rows at a time: no listing has many of one metric. */
async function* fromListings(
  { db, schema }: StoreContext,
  query: SeriesQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly SeriesRow[]> {
  for (const listingId of await listingsOf({ db, schema }, query)) {
    signal?.throwIfAborted()
    const { rows } = await seriesRows(schema, { ...query, listingId }).execute(db)
    if (rows.length > 0) yield rows
  }
}

/** The listings that a query can be about, in the order of their rows. */
async function listingsOf(
  { db, schema }: Pick<StoreContext, 'db' | 'schema'>,
  { accountId, listingId }: SeriesQuery,
): Promise<readonly string[]> {
  if (listingId !== undefined) return [listingId]
  const listings = METRIC_TABLE_NAMES.map(
    (table) => sql`SELECT unnest(${listingsIn(schema, table, accountId)}) AS listing`,
  )
  const { rows } = await sql<{ listing: string }>`
    SELECT listing FROM (${sql.join(listings, sql` UNION `)}) AS known ORDER BY listing COLLATE "C"`.execute(
    db,
  )
  return rows.map(({ listing }) => listing)
}
