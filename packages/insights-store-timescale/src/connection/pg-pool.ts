import type { Logger } from 'insights-transform'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { type ClientBase, Pool, type PoolClient } from 'pg'
import type { ConnectionUrl } from './connection-url.ts'
import { type StorableCharacters, storableIn } from './storable-characters.ts'
import { tlsOptions } from './tls-options.ts'
import { pgValueParsers } from './value-parsers.ts'

/** How long to wait for a session, whether a new one or a free one of the pool. */
const CONNECTION_TIMEOUT_MS = 10_000

/** How many rows TimescaleDB opens of what is compressed, for one statement that writes; from 2.14 on. */
const DECOMPRESSION_LIMIT = 'timescaledb.max_tuples_decompressed_per_dml_transaction'

/**
 * Limits for sessions of our own, where neither the server nor the URL sets any: a statement that hangs
 * fails, and a process that was stopped in the middle of a transaction does not hold its locks for ever.
 * One that TimescaleDB sets by default is lifted: an account that is purged, or an old scrape day that is
 * written again for many listings, may well lie in more compressed rows.
 */
const SESSION_SETTINGS = `
  SET datestyle = 'ISO, YMD';
  SET timezone = 'UTC';
  SELECT set_config('statement_timeout', '120s', false) WHERE current_setting('statement_timeout') = '0';
  SELECT set_config('idle_in_transaction_session_timeout', '60s', false)
    WHERE current_setting('idle_in_transaction_session_timeout') = '0';
  SELECT set_config('${DECOMPRESSION_LIMIT}', '0', false)
    WHERE current_setting('${DECOMPRESSION_LIMIT}', true) = '100000'`

/**
 * Makes a pool of the store's own.
 *
 * @throws InvalidStoreOptionError where a certificate that the URL names cannot be used.
 */
export function createPool(url: ConnectionUrl, options: { max: number; applicationName: string }): Pool {
  const ssl = tlsOptions(url.tls)
  const pool = new Pool({
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    // Not as a connection string: the driver reads fewer of them than libpq does, and some with another meaning.
    ...url.config,
    ...(ssl !== undefined && { ssl }),
    // The pool waits for it, and hands no session out where it fails.
    onConnect: (client: ClientBase): unknown => client.query(SESSION_SETTINGS),
  })
  // A session that is cut off while the pool closes has no other listener any more, and would end the process;
  // nor has the pool itself, which ends before its sessions have.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', () => {})
  return pool
}

/** The view of a `pg.Pool` that kysely gets. */
interface StorePool extends PostgresPool {
  /** Stops listening to the pool; the pool itself stays open. */
  detach(): void
  /** Says which characters the database lacks; none until then. */
  useEncoding(lossyEncoding: string | null): void
}

/**
 * Wraps a pool, ours or a given one: values are parsed the store's way, and a connection that breaks is
 * logged. Without a listener, Node ends the process when an idle session is cut off by the server, and also
 * when a session in use is, between two of its queries.
 */
export function wrapPool(pool: Pool, logger: Logger): StorePool {
  let storable: StorableCharacters | null = null
  const clients = new WeakMap<PoolClient, PostgresPoolClient>()
  const onError = (error: Error & { code?: string }): void => {
    logger.warn('A database connection was lost.', { reason: error.message, code: error.code ?? null })
  }
  pool.on('error', onError)
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect()
      client.on('error', onError)
      let wrapped = clients.get(client)
      if (wrapped === undefined) {
        wrapped = wrapClient(client, onError, () => storable)
        clients.set(client, wrapped)
      }
      return wrapped
    },
    async end() {
      await pool.end()
    },
    detach() {
      pool.off('error', onError)
    },
    useEncoding(lossyEncoding) {
      storable = storableIn(lossyEncoding)
    },
  }
}

function wrapClient(
  client: PoolClient,
  onError: (error: Error) => void,
  storable: () => StorableCharacters | null,
): PostgresPoolClient {
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    const characters = storable()
    return client.query({
      text: characters?.text(String(text)) ?? String(text),
      values: characters?.values(values) ?? [...values],
      types: pgValueParsers,
    })
  }
  return {
    query,
    release(destroy) {
      client.off('error', onError)
      client.release(destroy)
    },
  }
}
