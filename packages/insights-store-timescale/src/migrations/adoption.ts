import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { type QueryExecutorProvider, sql } from 'kysely'
import { MigrationError } from '../errors.ts'
import { regclassText } from '../store-context.ts'
import { TABLES } from '../tables.ts'
import { relationExists } from './migration-state.ts'

/** Columns that some revisions of the Python system have and others have not, or that are ours. */
const NOT_IN_EVERY_REVISION = new Set([
  'x_airbnb_client_trace_id',
  'deleted_at',
  'credential_status',
  'credential_checked_at',
  'credential_version',
  'cookie_set_at',
])

/**
 * Whether the schema already holds the Python system's tables, so that the first migration takes them over.
 *
 * @throws MigrationError where tables of these names are there and are not that system's.
 */
export async function findAdoptable(db: QueryExecutorProvider, schema: string): Promise<boolean> {
  const present: ('accounts' | MetricTable)[] = []
  for (const table of ['accounts', ...METRIC_TABLE_NAMES] as const) {
    if (await relationExists(db, schema, table)) present.push(table)
  }
  for (const table of present) await assertShape(db, schema, table)
  return present.length > 0
}

async function assertShape(
  db: QueryExecutorProvider,
  schema: string,
  table: 'accounts' | MetricTable,
): Promise<void> {
  const found = await sql<{ name: string; type: string }>`
    SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_catalog.pg_attribute
    WHERE attrelid = ${regclassText(schema, table)}::regclass AND attnum > 0 AND NOT attisdropped`.execute(db)
  const types = new Map(found.rows.map(({ name, type }) => [name, type]))
  for (const [column, { type }] of Object.entries(TABLES[table])) {
    const actual = types.get(column)
    if (actual === type || (actual === undefined && NOT_IN_EVERY_REVISION.has(column))) continue
    throw new MigrationError(
      `The table "${schema}"."${table}" is there already and is not one of a sync-airbnb database: ` +
        `its column ${column} is ${actual === undefined ? 'missing' : `of type ${actual}, not ${type}`}. ` +
        'Use another schema name; nothing was changed.',
      { migration: null },
    )
  }
}
