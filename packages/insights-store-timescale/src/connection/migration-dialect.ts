import {
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from 'kysely'

/**
 * A dialect as kysely's migrator should meet it. The migration lock is taken by `migrate()` itself, for the
 * whole of its transaction (the migrator's own would be released with a statement, which an aborted
 * transaction refuses, hiding the error that aborted it). And the migrator looks for its tables among those
 * of one schema: a list of all would contain every chunk of every hypertable.
 */
export function migrationDialect(dialect: Dialect, schema: string): Dialect {
  return {
    createAdapter: () => withoutLock(dialect.createAdapter()),
    createDriver: () => dialect.createDriver(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => new SchemaIntrospector(db, schema),
  }
}

function withoutLock(adapter: DialectAdapter): DialectAdapter {
  const unlocked: DialectAdapter = Object.create(adapter)
  unlocked.acquireMigrationLock = async () => {}
  unlocked.releaseMigrationLock = async () => {}
  return unlocked
}

class SchemaIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>
  readonly #schema: string

  constructor(db: Kysely<unknown>, schema: string) {
    this.#db = db
    this.#schema = schema
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const found = await sql<{ name: string }>`
      SELECT nspname AS name FROM pg_catalog.pg_namespace WHERE nspname = ${this.#schema}`.execute(this.#db)
    return found.rows
  }

  async getTables(): Promise<TableMetadata[]> {
    const found = await sql<{ name: string }>`
      SELECT relname AS name FROM pg_catalog.pg_class
      WHERE relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ${this.#schema})
        AND relkind IN ('r', 'p')`.execute(this.#db)
    return found.rows.map(({ name }) => ({
      name,
      schema: this.#schema,
      isView: false,
      isForeign: false,
      columns: [],
    }))
  }
}
