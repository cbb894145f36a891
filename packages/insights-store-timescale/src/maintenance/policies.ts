import { type QueryExecutorProvider, sql } from 'kysely'
import { regclassText } from '../store-context.ts'
import { METRIC_TABLES, type MetricTable } from '../tables.ts'

export type PolicyKind = 'retention' | 'compression'

/** A job by which the database drops or compresses old chunks. */
export interface Policy {
  table: MetricTable
  kind: PolicyKind
  /** How old a chunk must be as a whole, in days; null where it is not a whole number of them. */
  afterDays: number | null
  /** When the job runs next; null where it is not known, or the job is paused. */
  nextRunAt: Date | null
}

/** The policies on the three tables, also those that somebody else made. */
export async function readPolicies(db: QueryExecutorProvider, schema: string): Promise<Policy[]> {
  const found = await sql<{ table: MetricTable; kind: PolicyKind; days: number | null; next: Date | null }>`
    SELECT hypertable_name AS table,
      CASE WHEN config ? 'drop_after' THEN 'retention' ELSE 'compression' END AS kind,
      extract(epoch FROM coalesce(config ->> 'drop_after', config ->> 'compress_after')::interval)::float8
        / 86400 AS days,
      CASE WHEN scheduled AND isfinite(next_start) THEN next_start END AS next
    FROM timescaledb_information.jobs
    WHERE hypertable_schema = ${schema} AND (config ? 'drop_after' OR config ? 'compress_after')
    ORDER BY job_id`.execute(db)
  return found.rows
    .filter(({ table }) => METRIC_TABLES.includes(table))
    .map(({ table, kind, days, next }) => ({
      table,
      kind,
      afterDays: days !== null && Number.isInteger(days) ? days : null,
      nextRunAt: next,
    }))
}

/** Within one segment rows are ordered so that a listing's history is read in one go. */
const COLUMNSTORE_ORDER: Readonly<Record<MetricTable, string>> = {
  chart_query: 'metric_date, time',
  chart_summary: 'window_start, time',
  list_of_metrics: 'window_start, time',
}

/** Sets, changes or (with null) removes the retention policy of a table. */
export async function setRetentionPolicy(
  trx: QueryExecutorProvider,
  extension: string,
  schema: string,
  table: MetricTable,
  afterDays: number | null,
): Promise<void> {
  const relation = sql`${regclassText(schema, table)}::regclass`
  await sql`SELECT ${sql.id(extension, 'remove_retention_policy')}(${relation}, if_exists => true)`.execute(
    trx,
  )
  if (afterDays === null) return
  await sql`
    SELECT ${sql.id(extension, 'add_retention_policy')}(${relation}, make_interval(days => ${sql.lit(afterDays)}))
  `.execute(trx)
}

/** Sets, changes or (with null) removes the compression policy of a table; what is compressed stays so. */
export async function setCompressionPolicy(
  trx: QueryExecutorProvider,
  extension: string,
  schema: string,
  table: MetricTable,
  afterDays: number | null,
): Promise<void> {
  const relation = sql`${regclassText(schema, table)}::regclass`
  await sql`SELECT ${sql.id(extension, 'remove_compression_policy')}(${relation}, if_exists => true)`.execute(
    trx,
  )
  if (afterDays === null) return
  // The names from before 2.18, which every supported version still takes.
  await sql`
    ALTER TABLE ${sql.id(schema, table)} SET (
      timescaledb.compress,
      timescaledb.compress_segmentby = 'account_id, airbnb_listing_id',
      timescaledb.compress_orderby = ${sql.lit(COLUMNSTORE_ORDER[table])}
    )`.execute(trx)
  await sql`
    SELECT ${sql.id(extension, 'add_compression_policy')}(${relation}, make_interval(days => ${sql.lit(afterDays)}))
  `.execute(trx)
}
