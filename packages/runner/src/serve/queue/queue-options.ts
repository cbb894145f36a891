import type { PoolAddress, Store } from 'insights-store-timescale'
import { type ConstructorOptions, fromPglite } from 'pg-boss'

/** The queue's tables have a schema of their own beside the store's: `migrate up` makes both. */
export function queueSchema({ schema }: Pick<Store, 'schema'>): string {
  return `${schema}_queue`
}

/** The queue's statements are short, and a job's heartbeat has to be on time: what takes longer is tried again. */
const QUERY_MS = 5_000

/** How the queue is to reach the database. */
export interface QueueSessions {
  /** All of its sessions; with at least two, one of them listens where `listens` says so. */
  readonly sessions: number
  readonly listens: boolean
  /** How long a statement may take. @defaultValue 5000, or what the store waits where that is less */
  readonly queryMs?: number
}

/**
 * How the queue reaches the store's database: over a few sessions of its own on a server, opened as the store's are, so
 * that a pool that is busy with reading never keeps a job's heartbeat waiting; through the one there is in the embedded
 * database.
 */
export function queueOptions(
  store: Pick<Store, 'schema' | 'driver' | 'server'>,
  { sessions, listens, queryMs }: QueueSessions,
): ConstructorOptions {
  const { driver } = store
  const useListenNotify = canListen(store) && listens && sessions > 1
  const common: ConstructorOptions = {
    schema: queueSchema(store),
    // Due times are kept in `sync_runs`: no cron of the queue's own.
    schedule: false,
    registerInstance: false,
  }
  if (driver.kind === 'embedded') {
    return { ...common, useListenNotify: listens, db: fromPglite(driver.pglite), backend: 'pglite' }
  }
  // What each session is set to, and how long it takes to open one at the most.
  const limits = { query_timeout: queryMs ?? Math.min(QUERY_MS, driver.queryTimeoutMs) }
  const asTheStore: object = driver.pool.options
  return {
    ...common,
    ...asTheStore,
    ...sessionAddress(driver.pool.options),
    ...limits,
    useListenNotify,
    application_name: 'airbnb-insights queue',
    max: useListenNotify ? sessions - 1 : sessions,
  }
}

/** Whether a session hears what it listens for: behind a pooler in transaction mode it is another's meanwhile. */
export const canListen = ({ server }: Pick<Store, 'server'>): boolean => server.pooler !== 'transaction'

/** Where the store's own sessions go, and as whom. */
function sessionAddress(address: PoolAddress): Partial<ConstructorOptions> {
  const { connectionString, host, port, database, user, password, ssl, options } = address
  return {
    ...(connectionString !== undefined && { connectionString }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(database !== undefined && { database }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(ssl !== undefined && { ssl }),
    ...(options !== undefined && { options }),
  }
}
