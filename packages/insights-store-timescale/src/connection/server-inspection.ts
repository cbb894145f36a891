import { type QueryExecutorProvider, sql } from 'kysely'
import { UnsupportedDatabaseError } from '../errors.ts'
import type { ServerInfo, TimescaleLevel } from '../store-context.ts'
import { lossyEncoding } from './storable-characters.ts'

/** The oldest PostgreSQL that is tested. */
const OLDEST_POSTGRES = 15
/** TimescaleDB 2.13: the first with `create_hypertable(…, by_range(…))`. */
const OLDEST_TIMESCALE = [2, 13] as const

interface Found {
  version: string
  version_num: number
  in_recovery: boolean
  encoding: string
  date_style: string
  time_zone: string
  role: string
  database: string
  timescale_version: string | null
  timescale_schema: string | null
}

/**
 * Asks the server what it is.
 *
 * @throws UnsupportedDatabaseError where this package cannot work with it.
 */
export async function inspectServer(
  db: QueryExecutorProvider,
  { kind, pooler, readOnly }: Pick<ServerInfo, 'kind' | 'pooler'> & { readonly readOnly: boolean },
): Promise<ServerInfo> {
  const found = await sql<Found>`
    SELECT current_setting('server_version') AS version,
      current_setting('server_version_num')::int AS version_num,
      pg_is_in_recovery() AS in_recovery, current_setting('server_encoding') AS encoding,
      current_setting('datestyle') AS date_style, current_setting('timezone') AS time_zone,
      current_user::text AS role, current_database()::text AS database,
      extension.extversion AS timescale_version, namespace.nspname AS timescale_schema
    FROM (SELECT) AS server
      LEFT JOIN pg_catalog.pg_extension AS extension ON extension.extname = 'timescaledb'
      LEFT JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = extension.extnamespace
  `.execute(db)
  const [server] = found.rows
  if (server === undefined) throw new Error('the server does not say what it is')
  const version = server.version.split(' ')[0] ?? server.version
  if (server.version_num < OLDEST_POSTGRES * 10_000) {
    throw new UnsupportedDatabaseError(
      'postgres_too_old',
      `This server runs PostgreSQL ${version}; ${OLDEST_POSTGRES} or newer is needed. Upgrade it, or connect to another.`,
    )
  }
  if (server.in_recovery && !readOnly) {
    throw new UnsupportedDatabaseError(
      'in_recovery',
      'This server is in recovery (a standby, or still replaying its log) and takes no writes. Connect to the primary.',
    )
  }
  if (pooler === 'transaction') checkDefaults(server)
  const timescaleVersion = server.timescale_version
  if (timescaleVersion !== null && isOlder(timescaleVersion, OLDEST_TIMESCALE)) {
    throw new UnsupportedDatabaseError(
      'timescale_too_old',
      `This database has TimescaleDB ${timescaleVersion}; ${OLDEST_TIMESCALE.join('.')} or newer is needed. ` +
        'Upgrade it (ALTER EXTENSION timescaledb UPDATE, after installing the newer package).',
    )
  }
  const level = server.timescale_schema === null ? 'none' : await findEdition(db, server.timescale_schema)
  return {
    kind,
    version,
    pooler,
    inRecovery: server.in_recovery,
    lossyEncoding: lossyEncoding(server.encoding),
    timescale: { level, version: timescaleVersion },
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const UTC = /^(etc\/)?(utc|uct|universal|zulu|gmt([+-]?0)?)$/i

/**
 * Behind a pooler that lets no setting last, dates are what the server has them be by itself.
 *
 * @throws UnsupportedDatabaseError with the statement that sets it right.
 */
function checkDefaults({ date_style, time_zone, role, database }: Found): void {
  const wrong = [
    ...(date_style.startsWith('ISO') ? [] : [['datestyle', 'ISO, YMD', date_style] as const]),
    ...(UTC.test(time_zone) ? [] : [['timezone', 'UTC', time_zone] as const]),
  ]
  if (wrong.length === 0) return
  const found = wrong.map(([name, , value]) => `${name} is ${value}`).join(', ')
  const remedy = wrong.map(
    ([name, value]) => `ALTER ROLE ${quoted(role)} IN DATABASE ${quoted(database)} SET ${name} = '${value}';`,
  )
  throw new UnsupportedDatabaseError(
    'pooler_defaults',
    `A pooler in transaction mode stands before the database, and there no session can be set to ISO dates and UTC: ${found}. ` +
      `Run ${remedy.join(' ')} and let the pooler open its sessions again (PgBouncer: RECONNECT).`,
  )
}

/** Calls a function of the extension: without its library preloaded, that is where the session dies. */
async function findEdition(db: QueryExecutorProvider, schema: string): Promise<TimescaleLevel> {
  const found = await sql<{ license: string | null }>`
    SELECT ${sql.id(schema, 'time_bucket')}(INTERVAL '1 day', DATE '2026-01-01') AS bucket,
      current_setting('timescaledb.license', true) AS license`.execute(db)
  return found.rows[0]?.license === 'timescale' ? 'community' : 'apache'
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [foundMajor = 0, foundMinor = 0] = version.split('.').map(Number)
  return foundMajor < major || (foundMajor === major && foundMinor < minor)
}
