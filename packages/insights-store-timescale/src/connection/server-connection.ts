import type { Logger } from 'insights-transform'
import { PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { parseConnectionUrl } from './connection-url.ts'
import { createPool, wrapPool } from './pg-pool.ts'
import type { StoreConnection } from './store-connection.ts'

/** Connects through a pool of the store's own, which ends with the store. */
export function connectToUrl(
  text: string,
  options: { poolMax: number; applicationName: string; logger: Logger },
): StoreConnection {
  const url = parseConnectionUrl(text)
  const pool = createPool(url, { max: options.poolMax, applicationName: options.applicationName })
  return connectThrough(pool, url.address, options.logger, () => pool.end())
}

/** Uses a pool that belongs to the caller and stays open. */
export function connectToPool(pool: Pool, logger: Logger): StoreConnection {
  const { host, port, database } = pool.options
  const address = `${host ?? 'the given pool'}${port === undefined ? '' : `:${port}`}${database === undefined ? '' : `/${database}`}`
  return connectThrough(pool, address, logger, async () => {})
}

function connectThrough(
  pool: Pool,
  address: string,
  logger: Logger,
  endPool: () => Promise<void>,
): StoreConnection {
  const wrapped = wrapPool(pool, logger)
  let ended = false
  return {
    kind: 'server',
    // Kysely ends the pool only where it was used; who owns it decides instead.
    dialect: new PostgresDialect({ pool: { ...wrapped, end: async () => {} } }),
    handle: { kind: 'server', pool },
    address,
    useEncoding: (encoding) => wrapped.useEncoding(encoding),
    async close() {
      if (ended) return
      ended = true
      await endPool()
      wrapped.detach()
    },
  }
}
