import type { Logger } from 'insights-transform'
import { PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { parseConnectionUrl } from './connection-url.ts'
import { createPool, type StorePool, wrapPool } from './pg-pool.ts'
import { findPooler, type PoolerMode, Pooling } from './pooling.ts'
import type { StoreConnection } from './store-connection.ts'
import type { TimeLimits } from './time-limits.ts'

/** Connects through a pool of the store's own, which ends with the store. */
export function connectToUrl(
  text: string,
  options: {
    poolMax: number
    applicationName: string
    environment: Readonly<Record<string, string | undefined>>
    limits: TimeLimits
    pooler: PoolerMode | undefined
    logger: Logger
  },
): StoreConnection {
  const url = parseConnectionUrl(text)
  const { poolMax: max, applicationName, environment, limits, logger } = options
  const pooling = new Pooling(options.pooler)
  const { pool, otherTls } = createPool(url, { max, applicationName, environment, limits, pooling })
  const wrapped = wrapPool(pool, logger, pooling, otherTls)
  return connectThrough(wrapped, { pool, pooling, limits, address: url.address }, () =>
    endPool(pool, wrapped),
  )
}

/** What is in hand may end so long after the pool was told to; then it is cut off. */
const CLOSE_MS = 2_000

async function endPool(pool: Pool, sessions: StorePool): Promise<void> {
  // A server that is not there any more never hears the farewell, and the socket would keep the process alive.
  const cut = new Promise<void>((resolve) => {
    setTimeout(() => {
      sessions.cutAll()
      resolve()
    }, CLOSE_MS).unref()
  })
  await Promise.race([pool.end(), cut])
}

/** Uses a pool that belongs to the caller and stays open. */
export function connectToPool(
  pool: Pool,
  options: { limits: TimeLimits; pooler: PoolerMode | undefined; logger: Logger },
): StoreConnection {
  const { host, port, database } = pool.options
  const address = `${host ?? 'the given pool'}${port === undefined ? '' : `:${port}`}${database === undefined ? '' : `/${database}`}`
  const { limits, logger } = options
  const pooling = new Pooling(options.pooler)
  return connectThrough(wrapPool(pool, logger, pooling), { pool, pooling, limits, address }, async () => {})
}

function connectThrough(
  wrapped: StorePool,
  { pool, pooling, limits, address }: { pool: Pool; pooling: Pooling; limits: TimeLimits; address: string },
  end: () => Promise<void>,
): StoreConnection {
  const queryTimeoutMs = limits.queryMs
  let ended = false
  return {
    kind: 'server',
    dialect: (queryMs) => new PostgresDialect({ pool: wrapped.within(queryMs) }),
    handle: { kind: 'server', pool, queryTimeoutMs, session: () => wrapped.session() },
    address,
    findPooler: () => findPooler(pooling, pool, () => wrapped.connect(), queryTimeoutMs),
    useEncoding: (encoding) => wrapped.useEncoding(encoding),
    async close() {
      if (ended) return
      ended = true
      await end()
      wrapped.detach()
    },
  }
}
