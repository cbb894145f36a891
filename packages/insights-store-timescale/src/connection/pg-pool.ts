import type { Logger } from 'insights-transform'
import type { PostgresPool } from 'kysely'
import { type ClientBase, Pool, type PoolClient } from 'pg'
import { databaseErrorCode } from '../database-error-code.ts'
import { DatabaseTimeoutError } from '../errors.ts'
import { answerInTime } from './answer-in-time.ts'
import type { ConnectionUrl } from './connection-url.ts'
import { SessionOfKysely } from './kysely-session.ts'
import type { PoolSession } from './pool-session.ts'
import { PoolSessions } from './pool-sessions.ts'
import type { Pooling } from './pooling.ts'
import { localSettings, sessionSettings, startUpOptions } from './session-settings.ts'
import { type StorableCharacters, storableIn } from './storable-characters.ts'
import type { TimeLimits } from './time-limits.ts'
import { otherTls, tlsOptions } from './tls-options.ts'
import { withTlsOfEnvironment } from './url-parameters.ts'

/** After so many milliseconds without traffic TCP asks whether the other end is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000

/** A pool that is made, and what its sessions are to say of TLS where the server wants it otherwise. */
interface MadePool {
  readonly pool: Pool
  readonly otherTls: PoolTls | undefined
}

type PoolTls = NonNullable<Pool['options']['ssl']>

/**
 * Makes a pool of the store's own.
 *
 * @throws InvalidStoreOptionError where a certificate that the URL names cannot be used.
 */
export function createPool(
  url: ConnectionUrl,
  options: {
    max: number
    applicationName: string
    environment: Readonly<Record<string, string | undefined>>
    limits: TimeLimits
    pooling: Pooling
  },
): MadePool {
  const { pooling } = options
  const { connectMs } = options.limits
  const given = startUpOptions(url)
  const statements = sessionSettings(given)
  pooling.ofTransaction = localSettings(given)
  const tls = withTlsOfEnvironment(url.tls, options.environment)
  const ssl = tlsOptions(tls)
  const setUp = async (client: ClientBase): Promise<void> => {
    // The pool ends what could not be set up.
    for (const text of statements) await answerInTime(client.query(text), connectMs, () => {})
  }
  pooling.setUp = setUp
  const pool = new Pool({
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    // Not as a connection string: the driver reads fewer of them than libpq does, and some with another meaning.
    ...url.config,
    ...(ssl !== undefined && { ssl }),
    // The pool waits for it, and hands no session out where it fails.
    onConnect: (client: ClientBase): unknown => (pooling.keepsSettings ? setUp(client) : undefined),
  })
  // A session that is cut off while the pool closes has no other listener any more, and would end the process;
  // nor has the pool itself, which ends before its sessions have.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', () => {})
  return { pool, otherTls: otherTls(tls) }
}

/** The server lets nobody in as he came, which may be for TLS or for the lack of it. */
const NOT_LET_IN = '28000'

const wantsOtherTls = (error: unknown): boolean =>
  databaseErrorCode(error) === NOT_LET_IN ||
  (error instanceof Error && error.message === 'The server does not support SSL connections')

/**
 * A session of the pool, of one kind or, where the server has it otherwise, of the other: the pool's next ones begin with
 * what was right.
 */
async function connectEitherWay(pool: Pool, other: PoolTls | undefined): Promise<PoolClient> {
  const { ssl: first = false } = pool.options
  try {
    return await pool.connect()
  } catch (error) {
    // One is `false`, the other says how: where they are alike, the pool has gone on with the other already.
    if (other === undefined || typeof first === typeof other || !wantsOtherTls(error)) throw error
    pool.options.ssl = other
    try {
      return await pool.connect()
    } catch {
      pool.options.ssl = first
      throw error
    }
  }
}

/** A pool as the store uses it, ours or a given one. */
export interface StorePool {
  /** The view of it that kysely gets, with so much time for each statement. Its `end` leaves the pool open. */
  within(queryMs: number): PostgresPool
  /** A session of it, to be released. */
  session(): Promise<PoolSession>
  /** The driver's own, for the first statements of all. */
  connect(): Promise<PoolClient>
  /** Ends what is left of its sessions. */
  cutAll(): void
  /** Stops listening to the pool; the pool itself stays open. */
  detach(): void
  /** Says which characters the database lacks; none until then. */
  useEncoding(lossyEncoding: string | null): void
}

/**
 * Wraps a pool: values are parsed the store's way, every statement is answered in time or its session given up, and a
 * connection that breaks is logged. Without a listener, Node ends the process when an idle session is cut off by the
 * server, and also when a session in use is, between two of its queries.
 */
export function wrapPool(pool: Pool, logger: Logger, pooling: Pooling, other?: PoolTls): StorePool {
  let storable: StorableCharacters | null = null
  const sessions = new PoolSessions(pool)
  const onError = (error: Error & { code?: string }, client?: ClientBase): void => {
    if (client !== undefined && sessions.wasCut(client)) return
    logger.warn('A database connection was lost.', { reason: error.message, code: error.code ?? null })
  }
  pool.on('error', onError)

  /** The pool learns only a moment later that one of its sessions is ended. */
  const acquire = async (): Promise<PoolClient> => {
    for (;;) {
      const client = await connectEitherWay(pool, other)
      if (!sessions.wasCut(client)) return client
      client.release(true)
    }
  }

  const session = async (): Promise<PoolSession> => {
    const client = await acquire()
    let failure: Error | undefined
    let released = false
    // What comes first says most: of a session that has ended, all that follows says only that it has.
    const fail = (error: Error): void => {
      failure ??= error
      if (!(error instanceof DatabaseTimeoutError)) onError(error, client)
    }
    client.on('error', fail)
    return {
      client,
      beginning: (how) => pooling.beginning(how === undefined ? 'BEGIN' : `BEGIN ${how}`),
      get failure() {
        return failure
      },
      answer(answer, withinMs) {
        const askedAt = performance.now()
        const given = answerInTime(answer, withinMs, (error) => {
          fail(error)
          logger.warn('The database does not answer: the connection is given up.', { waitedMs: withinMs })
          sessions.giveUp(client, askedAt)
        })
        return given.then(
          (value) => {
            sessions.heard(client)
            return value
          },
          (error: unknown) => {
            throw failure ?? error
          },
        )
      },
      release(destroy = false) {
        if (released) return
        released = true
        client.off('error', fail)
        client.release(destroy || failure !== undefined)
      },
    }
  }

  return {
    within(queryMs) {
      // One for each session of the server, as the driver's own are: kysely keeps what it knows of a client by its identity.
      const clients = new WeakMap<PoolClient, SessionOfKysely>()
      return {
        options: pool.options,
        async connect() {
          const opened = await session()
          let client = clients.get(opened.client)
          if (client === undefined) {
            client = new SessionOfKysely(queryMs, pooling, () => storable)
            clients.set(opened.client, client)
          }
          client.use(opened)
          return client
        },
        end: async () => {},
      }
    },
    session,
    connect: acquire,
    cutAll: () => sessions.cutAll(),
    detach() {
      pool.off('error', onError)
      sessions.detach()
    },
    useEncoding(lossyEncoding) {
      storable = storableIn(lossyEncoding)
    },
  }
}
