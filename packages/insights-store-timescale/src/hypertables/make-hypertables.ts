import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { type QueryExecutorProvider, sql } from 'kysely'
import { regclassText } from '../store-context.ts'
import { readHypertables, timescaleSchema } from './timescale-catalogue.ts'

/** Measured for one scrape day's rows a day: a listing's two years are read fastest from 30-day chunks. */
const CHUNK_INTERVAL_DAYS = 30

/** What became of the tables of insights. */
export interface HypertableChanges {
  /** Tables that are hypertables since now, with the rows that they had. */
  created: MetricTable[]
  /** Hypertables whose interval for new chunks was changed; chunks that exist keep theirs. */
  intervalChanged: MetricTable[]
}

/**
 * Makes the tables of insights hypertables, where TimescaleDB is in the database. Not a numbered migration: it
 * looks at what is there each time, so that an extension installed later is taken up.
 */
export async function makeHypertables(
  trx: QueryExecutorProvider,
  schema: string,
): Promise<HypertableChanges> {
  const changes: HypertableChanges = { created: [], intervalChanged: [] }
  const extension = await timescaleSchema(trx)
  if (extension === null) return changes
  const existing = await readHypertables(trx, schema)
  const interval = sql`make_interval(days => ${sql.lit(CHUNK_INTERVAL_DAYS)})`
  for (const table of METRIC_TABLE_NAMES) {
    // One that waits for work in batches has no table yet of a later migration.
    if (!(await isThere(trx, schema, table))) continue
    const relation = sql`${regclassText(schema, table)}::regclass`
    const hypertable = existing.find((candidate) => candidate.table === table)
    if (hypertable === undefined) {
      // Left by a restore that knew nothing of chunks: it refuses every row, and another cannot be made beside it.
      await sql`DROP TRIGGER IF EXISTS ts_insert_blocker ON ${sql.id(schema, table)}`.execute(trx)
      // No default index on time: chunks are picked by it, and each index costs every upsert.
      await sql`
        SELECT ${sql.id(extension, 'create_hypertable')}(
          ${relation}, ${sql.id(extension, 'by_range')}('time', ${interval}),
          create_default_indexes => false, if_not_exists => true, migrate_data => true
        )`.execute(trx)
      changes.created.push(table)
    } else if (hypertable.chunkIntervalDays !== CHUNK_INTERVAL_DAYS) {
      await sql`SELECT ${sql.id(extension, 'set_chunk_time_interval')}(${relation}, ${interval})`.execute(trx)
      changes.intervalChanged.push(table)
    }
  }
  return changes
}

async function isThere(trx: QueryExecutorProvider, schema: string, table: MetricTable): Promise<boolean> {
  const { rows } = await sql<{ is_there: boolean }>`
    SELECT to_regclass(${regclassText(schema, table)}) IS NOT NULL AS is_there`.execute(trx)
  return rows[0]?.is_there === true
}
