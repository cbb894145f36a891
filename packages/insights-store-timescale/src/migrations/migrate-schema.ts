import { type Kysely, sql, type Transaction } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { transact } from '../connection/transact.ts'
import type { InsightsDatabase } from '../database.ts'
import { databaseErrorCode } from '../database-error-code.ts'
import { InsightsStoreError, MigrationError } from '../errors.ts'
import { assertAdopted, findAdoptable } from './adoption.ts'
import { MIGRATION_LOCK_TABLE, MIGRATION_TABLE, readMigrationStatus } from './migration-state.ts'
import { missingGrants } from './missing-grants.ts'
import type { SchemaMigration } from './schema-migration.ts'

/** What the numbered migrations did. */
interface SchemaMigrationResult {
  /** The migrations that were applied now, oldest first. */
  applied: string[]
  /** Whether tables of the Python system were taken over now. */
  adopted: boolean
  /** The migration before which work in batches must be done; null where all are applied. */
  waiting: SchemaMigration | null
}

const INSUFFICIENT_PRIVILEGE = '42501'
const LOCK_NOT_AVAILABLE = '55P03'

/** How long to wait for a table that somebody else is using, before giving up. */
const LOCK_TIMEOUT = '60s'

/**
 * Applies what is pending and then `finish`, all in one transaction: it takes effect as a whole or not at
 * all, the schema itself included. A second process waits for the first and then finds nothing to do. It stops before a
 * migration that needs work in batches on what is there: then it is to be called again.
 *
 * @param adopting whether an earlier call has taken over tables of the Python system.
 * @throws NewerSchemaError, MigrationError
 */
export async function migrateSchema<Finished>(
  db: Kysely<InsightsDatabase>,
  schema: string,
  migrations: readonly SchemaMigration[],
  adopting: boolean,
  finish: (
    trx: Transaction<InsightsDatabase>,
    applied: SchemaMigrationResult['applied'],
  ) => Promise<Finished>,
): Promise<SchemaMigrationResult & { finished: Finished }> {
  try {
    return await transact(db, async (trx) => {
      await lockSchema(trx, schema)
      const { applied, pending } = await readMigrationStatus(trx, schema, migrations)
      const adopted = adopting || (applied.length === 0 && (await findAdoptable(trx, schema)))
      const waiting = await applyPending(trx, schema, migrations, new Set(pending))
      if (adopted) await assertAdoptable(trx, schema, migrations, waiting)
      const now = waiting === null ? pending : pending.slice(0, pending.indexOf(waiting.name))
      return { applied: now, adopted, waiting, finished: await finish(trx, now) }
    })
  } catch (error) {
    if (error instanceof FailedMigration)
      throw await asMigrationError(db, schema, error.cause, error.migration)
    throw error instanceof InsightsStoreError ? error : await asMigrationError(db, schema, error, null)
  }
}

async function lockSchema(trx: Transaction<InsightsDatabase>, schema: string): Promise<void> {
  // Migrations may take as long as the data is large; what others hold is another matter.
  await sql`SET LOCAL statement_timeout = 0`.execute(trx)
  await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(trx)
  await sql`SET LOCAL lock_timeout = 0`.execute(trx)
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`insights-store-timescale ${schema}`}, 0))`.execute(
    trx,
  )
  await sql`SELECT set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(trx)
}

/** Makes sure that what was taken over will be whole, before anything of it is committed. */
async function assertAdoptable(
  trx: Transaction<InsightsDatabase>,
  schema: string,
  migrations: readonly SchemaMigration[],
  waiting: SchemaMigration | null,
): Promise<void> {
  if (waiting === null) return await assertAdopted(trx, schema)
  await sql`SAVEPOINT before_the_rest`.execute(trx)
  await applyAll(trx, schema, migrations)
  await assertAdopted(trx, schema)
  await sql`ROLLBACK TO SAVEPOINT before_the_rest`.execute(trx)
}

/** Applies what is pending; gives the migration that must wait, if there is one. */
async function applyPending(
  trx: Transaction<InsightsDatabase>,
  schema: string,
  migrations: readonly SchemaMigration[],
  pending: ReadonlySet<string>,
): Promise<SchemaMigration | null> {
  if (pending.size === 0) return null
  for (const [index, migration] of migrations.entries()) {
    if (migration.batches === undefined || !pending.has(migration.name)) continue
    // Whether it has work to do can be told once all before it are there.
    await applyAll(trx, schema, migrations.slice(0, index))
    if (await migration.batches.areNeeded(trx, schema)) return migration
  }
  await applyAll(trx, schema, migrations)
  return null
}

async function applyAll(
  trx: Transaction<InsightsDatabase>,
  schema: string,
  migrations: readonly SchemaMigration[],
): Promise<void> {
  const migrator = new Migrator({
    db: trx,
    provider: { getMigrations: async () => bindToSchema(migrations, schema) },
    migrationTableSchema: schema,
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: MIGRATION_LOCK_TABLE,
  })
  // The migrator returns its errors instead of throwing them.
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find(({ status }) => status === 'Error')
  throw new FailedMigration(failed?.migrationName ?? null, error)
}

/** Which migration failed and why, until the transaction is over and the server can be asked what helps. */
class FailedMigration extends Error {
  readonly migration: string | null
  /** The driver's, so that a conflict with another session is known as one. */
  readonly code: string | null

  constructor(migration: string | null, cause: unknown) {
    super('a migration failed', { cause })
    this.migration = migration
    this.code = databaseErrorCode(cause)
  }
}

function bindToSchema(migrations: readonly SchemaMigration[], schema: string): Record<string, Migration> {
  return Object.fromEntries(
    migrations.map((migration) => [
      migration.name,
      { up: (db: Kysely<unknown>) => migration.up(db, schema) },
    ]),
  )
}

async function asMigrationError(
  db: Kysely<InsightsDatabase>,
  schema: string,
  error: unknown,
  migration: string | null,
): Promise<InsightsStoreError> {
  if (error instanceof InsightsStoreError) return error
  const code = databaseErrorCode(error)
  const message = error instanceof Error ? error.message : String(error)
  const grants = code === INSUFFICIENT_PRIVILEGE ? await missingGrants(db, schema).catch(() => []) : []
  const advice =
    code === LOCK_NOT_AVAILABLE
      ? ' Somebody else is using the tables: stop what works on them (also the Python system) and migrate again.'
      : grants.length > 0
        ? ` The database user lacks rights; an administrator of the database can give them: ${grants.join(' ')}`
        : ''
  return new MigrationError(
    `${migration === null ? 'The schema could not be migrated' : `The migration ${migration} failed`}: ${message}.` +
      `${advice} Nothing was changed.`,
    { migration, grants },
    { cause: error },
  )
}
