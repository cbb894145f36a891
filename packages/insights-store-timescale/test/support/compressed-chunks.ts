import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { timescaleSchema } from '../../src/hypertables/timescale-catalogue.ts'
import type { PolicyKind } from '../../src/maintenance/policies.ts'
import type { Store } from '../../src/open-store.ts'

/** A chunk of one of the three tables. */
export interface ChunkState {
  table: MetricTable
  /** The first day of its range. */
  start: string
  compressed: boolean
  /** Rows that lie in it as plain rows: none in a chunk that nobody wrote to since it was compressed. */
  plainRows: number
}

/** Ends the database's own scheduler, so that policies run only when a test says so. */
export async function stopScheduler({ db }: Store): Promise<void> {
  await sql`SELECT _timescaledb_functions.stop_background_workers()`.execute(db)
}

/** Runs the policies of a kind to their end, as the scheduler would. */
export async function runPolicies({ db, schema }: Store, kind: PolicyKind): Promise<void> {
  const jobs = await sql<{ id: number }>`
    SELECT job_id AS id FROM timescaledb_information.jobs
    WHERE hypertable_schema = ${schema} AND proc_name = ${`policy_${kind}`} ORDER BY 1`.execute(db)
  for (const { id } of jobs.rows) {
    await sql`CALL ${sql.id((await timescaleSchema(db)) ?? 'public', 'run_job')}(${sql.lit(id)})`.execute(db)
  }
}

/** Compresses every chunk that there is, whatever its age. */
export async function compressAll({ db, schema }: Store): Promise<void> {
  await sql`
    SELECT compress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass)
    FROM timescaledb_information.chunks
    WHERE hypertable_schema = ${schema} AND NOT is_compressed`.execute(db)
}

/** All chunks, by table and range. */
export async function readChunks({ db, schema }: Store): Promise<ChunkState[]> {
  const found = await sql<Omit<ChunkState, 'plainRows'> & { in: string; name: string }>`
    SELECT hypertable_name AS table, range_start::date AS start, is_compressed AS compressed,
      chunk_schema AS in, chunk_name AS name
    FROM timescaledb_information.chunks WHERE hypertable_schema = ${schema}
    ORDER BY hypertable_name, range_start`.execute(db)
  const chunks: ChunkState[] = []
  for (const { table, start, compressed, in: chunkSchema, name } of found.rows) {
    const plain = await sql<{ rows: number }>`
      SELECT count(*)::int AS rows FROM ONLY ${sql.id(chunkSchema, name)}`.execute(db)
    chunks.push({ table, start, compressed, plainRows: plain.rows[0]?.rows ?? 0 })
  }
  return chunks
}

/** How a table's chunks are compressed from now on, as in `ALTER TABLE`. */
export async function readColumnstoreSettings({
  db,
  schema,
}: Store): Promise<Record<string, { segmentBy: string | null; orderBy: string | null }>> {
  const found = await sql<{ table: string; segmentBy: string | null; orderBy: string | null }>`
    SELECT hypertable_name AS table,
      string_agg(attname, ', ' ORDER BY segmentby_column_index)
        FILTER (WHERE segmentby_column_index > 0) AS "segmentBy",
      string_agg(attname || CASE WHEN orderby_asc THEN '' ELSE ' DESC' END, ', ' ORDER BY orderby_column_index)
        FILTER (WHERE orderby_column_index > 0) AS "orderBy"
    FROM timescaledb_information.compression_settings WHERE hypertable_schema = ${schema}
    GROUP BY 1`.execute(db)
  return Object.fromEntries(found.rows.map(({ table, ...settings }) => [table, settings]))
}

const ORDERS = {
  chart_query: 'metric_date, time',
  chart_summary: 'window_start, time',
  list_of_metrics: 'window_start, time',
  metric_points: 'series, granularity, metric_date, time',
  metric_windows: 'window_start, window_end, time',
} as const

/** What {@link readColumnstoreSettings} gives once this package has set them. */
export const OUR_COLUMNSTORE = Object.fromEntries(
  METRIC_TABLE_NAMES.map((table) => [
    table,
    {
      segmentBy: table.startsWith('metric_')
        ? 'account_id, airbnb_listing_id, metric'
        : 'account_id, airbnb_listing_id',
      orderBy: ORDERS[table],
    },
  ]),
)
