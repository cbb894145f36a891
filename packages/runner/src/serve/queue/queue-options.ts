import type { PoolAddress, Store } from 'insights-store-timescale'
import { type ConstructorOptions, fromPglite } from 'pg-boss'

/** The queue's tables have a schema of their own beside the store's: `migrate up` makes both. */
export function queueSchema({ schema }: Pick<Store, 'schema'>): string {
  return `${schema}_queue`
}

/**
 * How the queue reaches the store's database: over a few connections of its own on a server, so that a pool that is
 * busy with reading never keeps a job's heartbeat waiting; through the one there is in the embedded database.
 */
export function queueOptions(store: Pick<Store, 'schema' | 'driver'>, workers: number): ConstructorOptions {
  const { driver } = store
  const common: ConstructorOptions = {
    schema: queueSchema(store),
    // Due times are kept in `sync_runs`: no cron of the queue's own.
    schedule: false,
    registerInstance: false,
  }
  if (driver.kind === 'embedded') {
    return { ...common, db: fromPglite(driver.pglite), backend: 'pglite' }
  }
  return {
    ...common,
    ...sessionAddress(driver.pool.options),
    application_name: 'airbnb-insights queue',
    max: Math.min(workers, 4) + 1,
  }
}

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
