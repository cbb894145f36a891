import type { PGlite } from '@electric-sql/pglite'
import type { Logger } from 'insights-transform'
import type { Pool } from 'pg'
import { InvalidStoreOptionError } from '../errors.ts'
import type { StoreOptions } from '../store-options.ts'
import { connectToFolder, connectToPGlite } from './embedded-connection.ts'
import type { PoolerMode } from './pooling.ts'
import { connectToPool, connectToUrl } from './server-connection.ts'
import type { StoreConnection } from './store-connection.ts'
import type { TimeLimits } from './time-limits.ts'

/** Connects to whatever was given. A server is not asked anything yet. */
export async function connect(
  options: Pick<StoreOptions, 'connection'> & {
    poolMax: number
    applicationName: string
    environment: NonNullable<StoreOptions['environment']>
    limits: TimeLimits
    pooler: PoolerMode | undefined
    logger: Logger
  },
): Promise<StoreConnection> {
  const { connection } = options
  if (typeof connection === 'string') return connectToUrl(connection, options)
  if (typeof connection === 'object' && connection !== null) {
    if ('dataDir' in connection && typeof connection.dataDir === 'string' && connection.dataDir !== '') {
      const serviceUrl = connection.serviceUrl ?? null
      const sharing = connection.sharing ?? null
      const { engine } = connection
      return connectToFolder(connection.dataDir, { serviceUrl, sharing, engine, logger: options.logger })
    }
    if ('pglite' in connection && isPGlite(connection.pglite)) return connectToPGlite(connection.pglite)
    if (isPool(connection)) return connectToPool(connection, options)
  }
  throw new InvalidStoreOptionError(
    'connection',
    'The connection must be a postgres:// URL, a pg.Pool, { dataDir } or { pglite }.',
  )
}

// The public types ask for less than the drivers' classes, so that nobody needs the types of both.
const isPool = (value: object): value is Pool => 'connect' in value && 'query' in value && 'on' in value
const isPGlite = (value: object): value is PGlite => 'transaction' in value && 'waitReady' in value
