import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import type { DataFiles, StoreConnection } from '../connection/store-connection.ts'
import { InvalidStoreOptionError } from '../errors.ts'
import type { StoreContext } from '../store-context.ts'
import { startEngine } from '../wire/engine.ts'
import { openWireServer, type WireOptions, type WireServer } from '../wire/wire-server.ts'
import { OWN_NAMES } from './own-names.ts'
import { createSqlSession, type SqlOptions, type SqlSession } from './sql-session.ts'

const DEFAULT_TIMEOUT_MS = 30_000

/** How to serve the embedded database. */
export interface ServeSqlOptions {
  /** The port on 127.0.0.1; 0 for any that is free. */
  port: number
  /** What clients must know. */
  password: string
  /** Milliseconds after which a statement is ended. @defaultValue 30000 */
  timeoutMs?: number
}

/** The embedded database, open to clients of PostgreSQL. */
export interface SqlServer extends AsyncDisposable {
  readonly port: number
  /** The database, and the user; every name is let in that knows the password. */
  readonly database: string
  /** Ends it, and removes the copy. Harmless when called again. */
  close(): Promise<void>
}

/** What PGlite calls its only database and user. */
const DATABASE = 'postgres'

/** Opens a session for statements of a person; an embedded database is handed over to it. */
export async function openSql(
  context: StoreContext,
  connection: StoreConnection,
  options: SqlOptions,
): Promise<SqlSession> {
  const { write = false, force = false, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const parts = {
    schema: context.schema,
    own: OWN_NAMES,
    timeoutMs,
    mayWrite: write,
    mayChangeOwn: force,
  }
  if (context.connection.kind === 'embedded') {
    const files = await handOver(connection, write ? 'files' : 'copy')
    const password = randomBytes(24).toString('base64url')
    // The session's own limit, which tells what it was, comes first; and its transactions are READ ONLY by themselves.
    const wire = await serveFiles(files, context, { port: 0, password, timeoutMs, isReadOnly: false }, !write)
    const client = new Client({
      host: '127.0.0.1',
      port: wire.port,
      user: DATABASE,
      database: DATABASE,
      password,
    })
    client.on('error', () => {})
    const close = once(async () => {
      await client.end().catch(() => {})
      await wire.close()
      await files.release()
    })
    try {
      await client.connect()
    } catch (error) {
      await close()
      throw error
    }
    return createSqlSession({
      ...parts,
      client,
      beginning: (how) => (how === undefined ? 'BEGIN' : `BEGIN ${how}`),
      isShared: false,
      cancel: async () => wire.cancel(),
      close,
    })
  }
  const { pool } = context.connection
  const session = await context.connection.session()
  const { client } = session
  return createSqlSession({
    ...parts,
    client,
    beginning: (how) => session.beginning(how),
    isShared: context.server.pooler === 'transaction',
    // By another session: this one is busy. Behind a pooler it is the server's own number that counts.
    cancel: async (pid) => void (await pool.query('SELECT pg_catalog.pg_cancel_backend($1)', [pid])),
    // Whatever was SET in it ends with it.
    close: once(async () => session.release(true)),
  })
}

/** Serves a copy of an embedded database, which is handed over. */
export async function serveSql(
  context: StoreContext,
  connection: StoreConnection,
  options: ServeSqlOptions,
): Promise<SqlServer> {
  const files = await handOver(connection, 'copy')
  const { port, password, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const wire = await serveFiles(files, context, { port, password, timeoutMs, isReadOnly: true }, true)
  const close = once(async () => {
    await wire.close()
    await files.release()
  })
  return { port: wire.port, database: DATABASE, close, [Symbol.asyncDispose]: close }
}

async function handOver(connection: StoreConnection, what: 'files' | 'copy'): Promise<DataFiles> {
  const files = await connection.handOver?.(what)
  if (files !== undefined) return files
  throw new InvalidStoreOptionError(
    'connection',
    'SQL of a person takes a database server, or an embedded database in a folder that the store itself has opened.',
  )
}

async function serveFiles(
  files: DataFiles,
  { schema, server }: StoreContext,
  options: Omit<WireOptions, 'parameters'>,
  isCopy: boolean,
): Promise<WireServer> {
  const inSchema = (name: string): string => `${quoted(schema)}.${quoted(name)}`
  const settings = {
    search_path: `${quoted(schema)}, public`,
    ...(isCopy && { default_transaction_read_only: 'on' }),
  }
  // Cookies and notification addresses have no place in a copy that others read.
  const statements = isCopy
    ? [
        'BEGIN READ WRITE',
        `UPDATE ${inSchema('accounts')} SET airbnb_cookie = '[hidden]' WHERE airbnb_cookie <> '[hidden]'`,
        `UPDATE ${inSchema('account_notify_urls')} SET notify_urls = '[hidden]' WHERE notify_urls <> '[hidden]'`,
        'COMMIT',
      ]
    : []
  try {
    const engine = await startEngine({ dataDir: files.directory, settings, statements })
    try {
      return await openWireServer(engine, {
        ...options,
        parameters: { ...PARAMETERS, server_version: server.version },
      })
    } catch (error) {
      await engine.close()
      throw error
    }
  } catch (error) {
    await files.release()
    throw error
  }
}

/** What each client is told of the session as it begins. */
const PARAMETERS: Readonly<Record<string, string>> = {
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
  is_superuser: 'on',
  session_authorization: DATABASE,
  application_name: '',
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Whoever closes twice waits for the same end. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => (closing ??= close())
}
