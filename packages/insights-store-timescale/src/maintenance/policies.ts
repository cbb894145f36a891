import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { type QueryExecutorProvider, sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import { regclassText, type StoreContext } from '../store-context.ts'
import { configureColumnstore } from './columnstore.ts'

/** What a policy does with old chunks: drops them, or compresses them. */
export type PolicyKind = 'retention' | 'compression'

/** A job by which the database drops or compresses old chunks. */
export interface Policy {
  table: MetricTable
  kind: PolicyKind
  /**
   * How old a chunk must be as a whole, in days; null where it is not a whole number of them, or where the
   * job (somebody else's) goes by when a chunk was made.
   */
  afterDays: number | null
  /** When the job runs next; null where it is not known, or the job is paused. */
  nextRunAt: Date | null
}

/** The policies on the tables of insights, also those that somebody else made. */
export async function readPolicies(db: QueryExecutorProvider, schema: string): Promise<Policy[]> {
  const found = await sql<{ table: MetricTable; kind: PolicyKind; days: number | null; next: Date | null }>`
    SELECT hypertable_name AS table,
      CASE proc_name WHEN 'policy_retention' THEN 'retention' ELSE 'compression' END AS kind,
      extract(epoch FROM coalesce(config ->> 'drop_after', config ->> 'compress_after')::interval)::float8
        / 86400 AS days,
      CASE WHEN scheduled AND isfinite(next_start) THEN next_start END AS next
    FROM timescaledb_information.jobs
    WHERE hypertable_schema = ${schema} AND proc_name IN ('policy_retention', 'policy_compression')
    ORDER BY job_id`.execute(db)
  return found.rows
    .filter(({ table }) => METRIC_TABLE_NAMES.includes(table))
    .map(({ table, kind, days, next }) => ({
      table,
      kind,
      afterDays: days !== null && Number.isInteger(days) ? days : null,
      nextRunAt: next,
    }))
}

/**
 * Sets, changes or (with null) removes a policy of a table; what was dropped or compressed stays so. One that
 * says the same already is left alone: a new one would start at once, forget how the last runs went, and
 * break off the run that is under way.
 *
 * Each policy has a transaction of its own: a job that is just starting waits for the list of jobs, and one
 * that had changed another policy before would wait for that job while it holds the list.
 */
export async function setPolicy(
  context: StoreContext,
  extension: string,
  { table, kind, afterDays }: Pick<Policy, 'table' | 'kind' | 'afterDays'>,
): Promise<void> {
  const { db, schema } = context
  const relation = sql`${regclassText(schema, table)}::regclass`
  await transact(db, async (trx) => {
    await lockPolicies(trx, schema)
    const present = await readPolicies(trx, schema)
    const found = present.find((policy) => policy.table === table && policy.kind === kind)
    const asWanted = afterDays !== null && found?.afterDays === afterDays
    if (found !== undefined && !asWanted) {
      await sql`SELECT ${sql.id(extension, `remove_${kind}_policy`)}(${relation})`.execute(trx)
    }
    if (afterDays === null) return
    if (kind === 'compression') await configureColumnstore(trx, context, table)
    if (asWanted) return
    await sql`
      SELECT ${sql.id(extension, `add_${kind}_policy`)}(${relation}, make_interval(days => ${sql.lit(afterDays)}))
    `.execute(trx)
  })
}

/** Lets one process at a time set a policy of the schema, until its transaction ends. */
async function lockPolicies(trx: QueryExecutorProvider, schema: string): Promise<void> {
  const lock = `insights-store-timescale policies ${schema}`
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx)
}
