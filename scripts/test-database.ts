import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** A database of its own on the test server, gone after `drop()`. */
export interface TestDatabase {
  /** `postgres://…/test_…`, for a user who may create extensions and schemas in it. */
  readonly url: string
  /** Closes whatever is still connected to it and removes it. Harmless when called again. */
  drop(): Promise<void>
}

/** The start of every test database's name; the rest is the time of its making and something random. */
const prefix = 'test_'

/** Whether a real TimescaleDB is there. Without one, vitest's globalSetup has said so and why. */
export function timescaleAvailable(): boolean {
  return Boolean(process.env['TEST_DATABASE_URL'])
}

/**
 * Makes an empty database on the server that `TEST_DATABASE_URL` names.
 *
 * @param options.timescale - whether to create the extension in it; false gives plain PostgreSQL on a server
 *   that has TimescaleDB preloaded. @defaultValue true
 * @param options.encoding - PostgreSQL's name of another encoding than UTF-8, e.g. `LATIN1`
 * @param options.server - another server than the one that `TEST_DATABASE_URL` names
 * @throws Error when `TEST_DATABASE_URL` is not set: guard the suite with {@link timescaleAvailable}.
 */
export async function createTestDatabase(
  options: { timescale?: boolean; encoding?: string; server?: string } = {},
): Promise<TestDatabase> {
  const server = options.server ?? process.env['TEST_DATABASE_URL']
  if (!server) throw new Error('TEST_DATABASE_URL is not set: guard this suite with timescaleAvailable()')
  const name = `${prefix}${Math.floor(Date.now() / 1000)}_${randomBytes(6).toString('hex')}`
  const url = databaseUrl(server, name)
  // template1 of the timescale/timescaledb image holds the extension already; template0 never does.
  const encoded =
    options.encoding === undefined ? '' : ` ENCODING '${options.encoding}' LOCALE 'C' LOCALE_PROVIDER libc`
  await execute(server, `CREATE DATABASE ${name} TEMPLATE template0${encoded}`)
  if (options.timescale ?? true) await execute(url, 'CREATE EXTENSION timescaledb')
  return {
    url,
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** Removes test databases that a killed run left behind more than `olderThanMs` ago. */
export async function dropAbandonedTestDatabases(server: string, olderThanMs = 6 * 3_600_000): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database')
    for (const { datname } of rows) {
      const madeAt = new RegExp(`^${prefix}(\\d+)_[0-9a-f]{12}$`).exec(datname)?.[1]
      if (madeAt === undefined || Number(madeAt) * 1000 > Date.now() - olderThanMs) continue
      await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
    }
  } finally {
    await client.end()
  }
}

function databaseUrl(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SET client_min_messages = warning')
    await client.query(statement)
  } finally {
    await client.end()
  }
}
