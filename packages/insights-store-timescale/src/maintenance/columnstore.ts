import { METRIC_TABLES, type MetricTable } from 'insights-transform'
import { type QueryExecutorProvider, sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'

/**
 * A listing's rows lie together, of a table of many metrics those of each: to read it, or to write to what is compressed,
 * opens no other's.
 */
const segmentBy = (table: MetricTable): string =>
  ['account_id', 'airbnb_listing_id', ...METRIC_TABLES[table].key.filter((name) => name === 'metric')].join(
    ', ',
  )

/** Within one segment rows are ordered so that a listing's history is read in one go. */
const orderBy = (table: MetricTable): string =>
  [...METRIC_TABLES[table].key.filter((name) => name !== 'metric'), 'time'].join(', ')

/**
 * Sets how the chunks of a table are compressed from now on, where it is set otherwise (by whoever ran the
 * database before). Chunks that are compressed stay as they are.
 */
export async function configureColumnstore(
  trx: QueryExecutorProvider,
  { schema, server, logger }: Pick<StoreContext, 'schema' | 'server' | 'logger'>,
  table: MetricTable,
): Promise<void> {
  const found = await readColumnstore(trx, schema, table)
  const { compressedChunks } = found
  if (found.segmentBy === segmentBy(table) && found.orderBy === orderBy(table)) return
  // From 2.14 on each compressed chunk has settings of its own.
  if (compressedChunks > 0 && server.timescale.version?.startsWith('2.13.')) {
    logger.warn(
      'TimescaleDB 2.13 cannot change the columnstore settings of a table with compressed chunks.',
      {
        table,
        compressedChunks,
      },
    )
    return
  }
  // The names from before 2.18, which every supported version still takes.
  await sql`
    ALTER TABLE ${sql.id(schema, table)} SET (
      timescaledb.compress,
      timescaledb.compress_segmentby = ${sql.lit(segmentBy(table))},
      timescaledb.compress_orderby = ${sql.lit(orderBy(table))}
    )`.execute(trx)
}

interface Columnstore {
  /** As in `ALTER TABLE`; null where nothing is set. */
  segmentBy: string | null
  orderBy: string | null
  compressedChunks: number
}

async function readColumnstore(
  db: QueryExecutorProvider,
  schema: string,
  table: MetricTable,
): Promise<Columnstore> {
  const found = await sql<Columnstore>`
    SELECT
      string_agg(attname::text, ', ' ORDER BY segmentby_column_index)
        FILTER (WHERE segmentby_column_index IS NOT NULL) AS "segmentBy",
      string_agg(
        attname || CASE WHEN orderby_asc AND NOT orderby_nullsfirst THEN '' ELSE ' in another order' END,
        ', ' ORDER BY orderby_column_index
      ) FILTER (WHERE orderby_column_index IS NOT NULL) AS "orderBy",
      (SELECT count(*)::int FROM timescaledb_information.chunks AS chunk
        WHERE chunk.hypertable_schema = ${schema} AND chunk.hypertable_name = ${table} AND chunk.is_compressed
      ) AS "compressedChunks"
    FROM timescaledb_information.compression_settings
    WHERE hypertable_schema = ${schema} AND hypertable_name = ${table}`.execute(db)
  return found.rows[0] ?? { segmentBy: null, orderBy: null, compressedChunks: 0 }
}
