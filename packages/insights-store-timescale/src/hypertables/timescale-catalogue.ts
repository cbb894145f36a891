import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { type QueryExecutorProvider, sql } from 'kysely'

/** The schema that TimescaleDB's functions are in, which need not be on the search path; null without it. */
export async function timescaleSchema(db: QueryExecutorProvider): Promise<string | null> {
  const found = await sql<{ name: string }>`
    SELECT n.nspname AS name
    FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'timescaledb'`.execute(db)
  return found.rows[0]?.name ?? null
}

/** A hypertable as TimescaleDB's catalogue has it. */
interface HypertableDimension {
  table: MetricTable
  /** The interval of new chunks, in days; null where it is not a whole number of them. */
  chunkIntervalDays: number | null
  chunks: number
}

/** Those of the tables of insights that are hypertables. */
export async function readHypertables(
  db: QueryExecutorProvider,
  schema: string,
): Promise<HypertableDimension[]> {
  const found = await sql<{ table: MetricTable; days: number | null; chunks: number }>`
    SELECT h.hypertable_name AS table,
      (SELECT extract(epoch FROM d.time_interval)::float8 / 86400
        FROM timescaledb_information.dimensions AS d
        WHERE d.hypertable_schema = h.hypertable_schema AND d.hypertable_name = h.hypertable_name
          AND d.dimension_number = 1) AS days,
      h.num_chunks::int AS chunks
    FROM timescaledb_information.hypertables AS h
    WHERE h.hypertable_schema = ${schema}`.execute(db)
  return METRIC_TABLE_NAMES.flatMap((table) => {
    const row = found.rows.find((candidate) => candidate.table === table)
    if (row === undefined) return []
    const whole = row.days !== null && Number.isInteger(row.days)
    return [{ table, chunkIntervalDays: whole ? row.days : null, chunks: row.chunks }]
  })
}
