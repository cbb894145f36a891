import { describe } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { describeApi } from '../../test/serve/http/suite/describe-api.ts'
import type { StartService } from '../../test/serve/http/support/api-service.ts'
import { ADMIN_KEY, READ_KEY, ServiceWorld } from './service-world.ts'

/** An admin process on TimescaleDB: nobody but the tests syncs. */
const startSpawned: StartService = async ({ simulator } = {}) => {
  const world = await ServiceWorld.make({ ...simulator, storeAccounts: false })
  const service = await world.serve('admin', {
    LOG_LEVEL: 'debug',
    RATE_LIMIT_PER_MINUTE: '100000',
    AIRBNB_TIMEOUT_MS: '2000',
  })
  return {
    url: service.url,
    mode: 'admin',
    keys: { admin: ADMIN_KEY, read: READ_KEY },
    store: world.store,
    simulator: world.simulator,
    log: () => service.output,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

describe.runIf(timescaleAvailable())('the API of a spawned service', () => {
  describeApi(startSpawned)
})
