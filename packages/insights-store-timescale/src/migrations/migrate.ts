import type { Kysely, Transaction } from 'kysely'
import type { BatchProgress } from '../batch-work.ts'
import { isBorrowed } from '../connection/embedded-guest.ts'
import { inspectServer } from '../connection/server-inspection.ts'
import { reencryptCookies } from '../credentials/reencrypt.ts'
import type { InsightsDatabase } from '../database.ts'
import { OlderLenderError } from '../errors.ts'
import { type HypertableChanges, makeHypertables } from '../hypertables/make-hypertables.ts'
import type { StoreContext } from '../store-context.ts'
import { makeViews } from '../views/make-views.ts'
import { ALL_MIGRATIONS } from './all-migrations.ts'
import { commentTables } from './comment-tables.ts'
import { makeMetricValues } from './metric-values.ts'
import { migrateSchema } from './migrate-schema.ts'
import { readMigrationStatus, relationExists } from './migration-state.ts'
import type { SchemaMigration } from './schema-migration.ts'

/** What `migrate()` did; all empty, false and zero where there was nothing to do. */
export interface MigrationReport {
  /** The migrations that were applied, oldest first. */
  applied: string[]
  /** Whether the tables of a Python `sync-airbnb` database were taken over, with their rows. */
  adopted: boolean
  hypertables: HypertableChanges
  /** How many cookies stood in plaintext and are encrypted now. */
  encryptedCookies: number
}

type MigrationRound = Awaited<ReturnType<typeof migrateSchema<HypertableChanges>>>

/** How to migrate. */
export interface MigrateOptions {
  /** Is told how far it has come, where a database with many rows takes its time. @defaultValue nobody is */
  onProgress?: (progress: BatchProgress) => void
}

/** Brings the schema up to date, then comments, hypertables and what is stored in plaintext. */
export async function migrate(
  context: StoreContext,
  unbound: Kysely<InsightsDatabase>,
  { onProgress = () => {} }: MigrateOptions = {},
  migrations: readonly SchemaMigration[] = ALL_MIGRATIONS,
): Promise<MigrationReport> {
  const { schema, server, keyring, logger } = context
  await refuseUnderOlderLender(context, migrations)
  const applied: string[] = []
  let adopted = false
  const hypertables: HypertableChanges = { created: [], intervalChanged: [] }
  for (;;) {
    const round: MigrationRound = await migrateSchema(
      unbound,
      schema,
      migrations,
      adopted,
      async (trx, now) => {
        await commentTables(trx, schema)
        await makeMetricValues(trx, schema, { again: now.length > 0 })
        await makeViewsOnce(trx, schema, { again: now.length > 0 })
        return await makeHypertables(trx, schema)
      },
    )
    applied.push(...round.applied)
    adopted = round.adopted
    hypertables.created.push(...round.finished.created)
    hypertables.intervalChanged.push(...round.finished.intervalChanged)
    if (round.waiting === null) break
    await round.waiting.batches?.run({ db: unbound, schema, onProgress })
  }
  // An extension that was installed since the store was opened counts from now on.
  Object.assign(server.timescale, (await inspectServer(unbound, server.kind)).timescale)
  const encryptedCookies =
    keyring.currentKeyId === null ? 0 : await reencryptCookies(context, { plaintextOnly: true })
  const report = { applied, adopted, hypertables, encryptedCookies }
  if (applied.length > 0) logger.info('The schema was migrated.', { schema, ...report })
  return report
}

/** The views and functions for people, unless they are there and no table has changed since. */
async function makeViewsOnce(
  trx: Transaction<InsightsDatabase>,
  schema: string,
  { again }: { again: boolean },
): Promise<void> {
  // Before their last table is there, a later migration makes what they are of.
  if (!(await relationExists(trx, schema, 'metric_windows_current'))) return
  if (again || !(await relationExists(trx, schema, 'sync_backlog'))) await makeViews(trx, schema)
}

/** Whoever has the embedded database open would go on with tables that it does not know. */
async function refuseUnderOlderLender(
  { connection, db, schema }: StoreContext,
  migrations: readonly SchemaMigration[],
): Promise<void> {
  if (connection.kind !== 'embedded' || !isBorrowed(connection.pglite)) return
  const { current, pending } = await readMigrationStatus(db, schema, migrations)
  // One that has no tables yet has just been started, and makes them itself.
  if (current === null || pending.length === 0) return
  throw new OlderLenderError(
    `The process that has the embedded database open works with tables as they were at ${current}, and this version ` +
      `needs ${pending.join(', ')}. Stop that process and start it again with this version, which migrates; nothing was changed.`,
    { pending },
  )
}
