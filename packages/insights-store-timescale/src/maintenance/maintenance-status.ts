import { type CalendarDate, METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { HistoryMode } from '../database.ts'
import { readHypertables, timescaleSchema } from '../hypertables/timescale-catalogue.ts'
import { relationExists } from '../migrations/migration-state.ts'
import { regclassText, type StoreContext, type TimescaleLevel, tableIn } from '../store-context.ts'
import { type Policy, readPolicies } from './policies.ts'

/** One hypertable. */
export interface HypertableStatus {
  table: MetricTable
  chunks: number
  /** The interval of new chunks, in days; null where it is not a whole number of them. */
  chunkIntervalDays: number | null
  /** With indexes and TOAST, in bytes. */
  sizeBytes: number
}

/** How the tables of insights stand. */
export interface MaintenanceStatus {
  level: TimescaleLevel
  /** TimescaleDB's version; null without it. */
  version: string | null
  /** Empty without TimescaleDB, and before the schema is migrated. */
  hypertables: HypertableStatus[]
  /** The oldest scrape day of all tables of insights; null where there are no rows. */
  oldestScrapeDay: CalendarDate | null
  /** Whether the history has a row of each reading or of each change; null before the schema is migrated. */
  history: HistoryMode | null
  /** What the database does by itself: Community edition only. */
  policies: Policy[]
}

/** Reads how the tables stand. */
export async function readMaintenanceStatus(context: StoreContext): Promise<MaintenanceStatus> {
  const { level, version } = context.server.timescale
  const hypertables = level === 'none' ? [] : await readHypertableStatus(context)
  const policies = level === 'community' ? await readPolicies(context.db, context.schema) : []
  return {
    level,
    version,
    hypertables,
    policies,
    oldestScrapeDay: await oldestScrapeDay(context),
    history: await historyMode(context),
  }
}

async function readHypertableStatus({ db, schema }: StoreContext): Promise<HypertableStatus[]> {
  return transact(db, async (trx) => {
    const extension = await timescaleSchema(trx)
    if (extension === null) return []
    // The planner overrates these catalogue reads; compiling them takes longer than they do.
    await sql`SET LOCAL jit = off`.execute(trx)
    const statuses = []
    for (const hypertable of await readHypertables(trx, schema)) {
      const size = await sql<{ bytes: string | null }>`
        SELECT ${sql.id(extension, 'hypertable_size')}(${regclassText(schema, hypertable.table)}::regclass) AS bytes
      `.execute(trx)
      statuses.push({ ...hypertable, sizeBytes: Number(size.rows[0]?.bytes ?? 0) })
    }
    return statuses
  })
}

async function historyMode({ db, schema }: StoreContext): Promise<HistoryMode | null> {
  if (!(await relationExists(db, schema, 'history_mode'))) return null
  const row = await db.selectFrom('history_mode').select('mode').executeTakeFirst()
  return row?.mode ?? null
}

async function oldestScrapeDay({ db, schema }: StoreContext): Promise<string | null> {
  let oldest: string | null = null
  for (const table of METRIC_TABLE_NAMES) {
    if (!(await relationExists(db, schema, table))) continue
    // In this form a hypertable's chunks are read oldest first, and only the first that has a row.
    const found = await sql<{ time: string }>`
      SELECT "time" FROM ${tableIn(schema, table)} ORDER BY "time" LIMIT 1`.execute(db)
    const day = found.rows[0]?.time
    if (day !== undefined && (oldest === null || day < oldest)) oldest = day
  }
  return oldest
}
