import type { Kysely } from 'kysely'
import { inspectServer } from '../connection/server-inspection.ts'
import { reencryptCookies } from '../credentials/reencrypt.ts'
import type { InsightsDatabase } from '../database.ts'
import { type HypertableChanges, makeHypertables } from '../hypertables/make-hypertables.ts'
import type { StoreContext } from '../store-context.ts'
import { ALL_MIGRATIONS } from './all-migrations.ts'
import { commentTables } from './comment-tables.ts'
import { migrateSchema } from './migrate-schema.ts'
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

/** Brings the schema up to date, then comments, hypertables and what is stored in plaintext. */
export async function migrate(
  context: StoreContext,
  unbound: Kysely<InsightsDatabase>,
  migrations: readonly SchemaMigration[] = ALL_MIGRATIONS,
): Promise<MigrationReport> {
  const { schema, server, keyring, logger } = context
  const { applied, adopted, finished } = await migrateSchema(unbound, schema, migrations, async (trx) => {
    await commentTables(trx, schema)
    return await makeHypertables(trx, schema)
  })
  // An extension that was installed since the store was opened counts from now on.
  Object.assign(server.timescale, (await inspectServer(unbound, server.kind)).timescale)
  const encryptedCookies =
    keyring.currentKeyId === null ? 0 : await reencryptCookies(context, { plaintextOnly: true })
  const report = { applied, adopted, hypertables: finished, encryptedCookies }
  if (applied.length > 0) logger.info('The schema was migrated.', { schema, ...report })
  return report
}
