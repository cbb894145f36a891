import { type QueryExecutorProvider, sql } from 'kysely'
import { NewerSchemaError, NotMigratedError, UnfinishedMoveError } from '../errors.ts'
import type { SchemaMigration } from './schema-migration.ts'

/** Where kysely's migrator keeps what was applied, inside the schema. */
export const MIGRATION_TABLE = 'store_migrations'
export const MIGRATION_LOCK_TABLE = 'store_migrations_lock'

/**
 * Stands among the migrations while a move into the schema is under way: no version knows it, so that none uses a schema
 * that holds a part of the rows.
 */
export const UNFINISHED_MOVE = '9999_unfinished_move'

/** Which migrations a schema has. */
export interface MigrationStatus {
  /** The newest applied migration; null where none is. */
  current: string | null
  /** Oldest first. */
  applied: string[]
  /** Known to this version and not applied, oldest first. */
  pending: string[]
}

/** Whether a table, view or other relation of that name is in the schema. */
export async function relationExists(
  db: QueryExecutorProvider,
  schema: string,
  name: string,
): Promise<boolean> {
  const found = await sql`
    SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ${schema} AND c.relname = ${name}`.execute(db)
  return found.rows.length > 0
}

/**
 * Compares what the schema has with what this version knows.
 *
 * @throws NewerSchemaError where the schema has a migration that this version does not know.
 * @throws UnfinishedMoveError where a move into it has not come to its end.
 */
export async function readMigrationStatus(
  db: QueryExecutorProvider,
  schema: string,
  migrations: readonly SchemaMigration[],
): Promise<MigrationStatus> {
  const applied = await readApplied(db, schema)
  if (applied.includes(UNFINISHED_MOVE)) {
    throw new UnfinishedMoveError(
      `A move into the schema "${schema}" was begun and has not come to its end: it holds a part of the rows, and is not used before it is whole.`,
      { schema },
    )
  }
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = applied.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new NewerSchemaError(
      `The schema "${schema}" was migrated by a newer version of insights-store-timescale ` +
        `(${unknown.join(', ')} is unknown here). Upgrade this package; nothing was changed.`,
      { schema, unknown },
    )
  }
  const done = new Set(applied)
  const pending = migrations.map(({ name }) => name).filter((name) => !done.has(name))
  return { current: applied.at(-1) ?? null, applied, pending }
}

/**
 * Makes sure that the schema is as this version needs it.
 *
 * @throws NotMigratedError where migrations are pending.
 * @throws NewerSchemaError where the schema is ahead of this version.
 */
export async function assertMigrated(
  db: QueryExecutorProvider,
  schema: string,
  migrations: readonly SchemaMigration[],
): Promise<void> {
  const { pending } = await readMigrationStatus(db, schema, migrations)
  if (pending.length === 0) return
  throw new NotMigratedError(
    `The schema "${schema}" is not migrated: ${pending.join(', ')} ${pending.length === 1 ? 'is' : 'are'} pending. ` +
      'Migrate it first (store.migrate()).',
    { schema, pending },
  )
}

/** The migrations that a schema has, oldest first; none where it has not been made. */
export async function readApplied(db: QueryExecutorProvider, schema: string): Promise<string[]> {
  if (!(await relationExists(db, schema, MIGRATION_TABLE))) return []
  const found = await sql<{ name: string }>`
    SELECT name FROM ${sql.id(schema, MIGRATION_TABLE)} ORDER BY name COLLATE "C"`.execute(db)
  return found.rows.map(({ name }) => name)
}
