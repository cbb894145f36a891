import { WIDE_TABLE_NAMES, type WideTable } from 'insights-transform'
import { type QueryExecutorProvider, sql } from 'kysely'
import type { Column } from '../columns.ts'
import { MigrationError } from '../errors.ts'
import { regclassText } from '../store-context.ts'
import { TABLES } from '../tables.ts'
import { relationExists } from './migration-state.ts'

/** The tables that the Python system has, too. */
const ADOPTED: readonly ('accounts' | WideTable)[] = ['accounts', ...WIDE_TABLE_NAMES]

/**
 * Whether the schema already holds the Python system's tables, so that the first migration takes them over.
 *
 * @throws MigrationError where tables of these names are there and are not that system's.
 */
export async function findAdoptable(db: QueryExecutorProvider, schema: string): Promise<boolean> {
  let found = false
  for (const table of ADOPTED) {
    if (!(await relationExists(db, schema, table))) continue
    // What a migration can add may be missing yet.
    await assertShape(db, schema, table, ({ nullable, hasDefault }) => nullable || hasDefault)
    found = true
  }
  return found
}

/**
 * Makes sure that the tables which were taken over are as the migrations would have made them.
 *
 * @throws MigrationError where they lack something.
 */
export async function assertAdopted(db: QueryExecutorProvider, schema: string): Promise<void> {
  for (const table of ADOPTED) await assertShape(db, schema, table, () => false)
}

async function assertShape(
  db: QueryExecutorProvider,
  schema: string,
  table: 'accounts' | WideTable,
  mayLack: (column: Column) => boolean,
): Promise<void> {
  const found = await sql<{ name: string; type: string }>`
    SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_catalog.pg_attribute
    WHERE attrelid = ${regclassText(schema, table)}::regclass AND attnum > 0 AND NOT attisdropped`.execute(db)
  const types = new Map(found.rows.map(({ name, type }) => [name, type]))
  for (const [name, column] of Object.entries(TABLES[table])) {
    const { type } = column
    const actual = types.get(name)
    if (actual === type || (actual === undefined && mayLack(column))) continue
    throw new MigrationError(
      `The table "${schema}"."${table}" is there already and is not one of a sync-airbnb database: ` +
        `its column ${name} is ${actual === undefined ? 'missing' : `of type ${actual}, not ${type}`}. ` +
        'Use another schema name; nothing was changed.',
      { migration: null },
    )
  }
}
