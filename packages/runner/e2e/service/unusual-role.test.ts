import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { openStore } from 'insights-store-timescale'
import { describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { createTestRole, type TestRole } from '../../../../scripts/test-role.ts'
import { until } from '../../../../scripts/until.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { ADMIN_KEY } from './service-world.ts'
import { storeAccountsOf, syncsAtOnce } from './simulated-service.ts'
import { SpawnedService } from './spawned-service.ts'

const LISTINGS = 2

/** Accounts of a simulator in the database of a role. */
async function worldOf(role: TestRole, accounts: number) {
  const simulator = await startSimulator({ prerender: true, accounts, listings: LISTINGS, latencyMs: 20 })
  const folder = new CliFolder()
  const key = randomBytes(32)
  const env = {
    DATABASE_URL: role.url,
    CREDENTIAL_KEYS: `test:${key.toString('base64')}`,
    SERVICE_KEYS: `admin:${ADMIN_KEY}`,
    ...syncsAtOnce(simulator),
    LOOKBACK_WEEKS: '2',
    LOOKAHEAD_WEEKS: '0',
  }
  const migrated = await folder.spawn(['migrate', 'up'], { env })
  expect([migrated.code, migrated.stderr]).toEqual([0, ''])
  const store = await openStore({
    connection: role.adminUrl,
    credentialKeys: [{ id: 'test', key }],
    poolMax: 2,
  })
  await storeAccountsOf(simulator, store)
  return {
    simulator,
    folder,
    env,
    store,
    async [Symbol.asyncDispose]() {
      await store.close()
      await simulator.close()
      folder[Symbol.dispose]()
    },
  }
}

describe.runIf(timescaleAvailable())('a role', () => {
  test('with settings that nobody thought of changes nothing', async () => {
    await using role = await createTestRole()
    await role.administer(`
      GRANT CREATE ON DATABASE DATABASE_NAME TO ROLE_NAME;
      ALTER ROLE ROLE_NAME SET default_transaction_isolation = serializable;
      ALTER ROLE ROLE_NAME SET standard_conforming_strings = off;
      ALTER ROLE ROLE_NAME SET statement_timeout = '250ms';
      ALTER ROLE ROLE_NAME SET lock_timeout = '1ms';
      ALTER ROLE ROLE_NAME SET idle_in_transaction_session_timeout = '1ms';
      ALTER ROLE ROLE_NAME SET idle_session_timeout = '1s';
      ALTER ROLE ROLE_NAME SET search_path = nowhere;
      ALTER ROLE ROLE_NAME SET datestyle = 'SQL, DMY';
      ALTER ROLE ROLE_NAME SET extra_float_digits = 0;
      ALTER ROLE ROLE_NAME SET timezone = 'Pacific/Auckland'`)
    await using world = await worldOf(role, 3)
    const service = await SpawnedService.start({ cwd: world.folder.path, env: world.env })
    await until(async () => (await fetch(`${service.url}/health/ready`)).status === 200)
    await until(
      async () => (await world.store.runs.list()).filter(({ status }) => status === 'succeeded').length === 3,
    )
    expect(await service.end()).toBe(0)
    const synced = await world.folder.spawn(['sync', '--full'], { env: world.env })
    expect(synced.code).toBe(0)
    const runs = await world.store.runs.list()
    expect(runs.map(({ status, listingsFailed, retries }) => ({ status, listingsFailed, retries }))).toEqual(
      Array.from({ length: 6 }, () => ({ status: 'succeeded', listingsFailed: 0, retries: 0 })),
    )
  })

  test('with a limit of connections has as many as a busy service opens, and no more are asked for', async () => {
    await using role = await createTestRole()
    await role.administer(
      'GRANT CREATE ON DATABASE DATABASE_NAME TO ROLE_NAME; ALTER ROLE ROLE_NAME CONNECTION LIMIT 6',
    )
    await using world = await worldOf(role, 6)
    const service = await SpawnedService.start({
      cwd: world.folder.path,
      env: { ...world.env, DATABASE_POOL_MAX: '6', WORKER_CONCURRENCY: '6', RATE_LIMIT_PER_MINUTE: '0' },
    })
    let most = 0
    const done = new AbortController()
    const watched = (async () => {
      while (!done.signal.aborted) {
        const [found] = await role.administer(
          "SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE usename = 'ROLE_NAME'",
        )
        most = Math.max(most, (found as { sessions: number }).sessions)
        await delay(50)
      }
    })()
    const asking = (async () => {
      while (!done.signal.aborted) {
        await Promise.all(
          Array.from({ length: 8 }, () =>
            fetch(`${service.url}/api/v1/accounts`, { headers: { 'X-API-Key': ADMIN_KEY } }),
          ),
        )
        await delay(20)
      }
    })()
    await until(
      async () => (await world.store.runs.list()).filter(({ status }) => status === 'succeeded').length === 6,
    )
    done.abort()
    await Promise.all([watched, asking])
    expect(most).toBeLessThanOrEqual(6)
    expect(most).toBeGreaterThan(3)
    expect(service.output).not.toMatch(/too many connections/)
    expect(await service.end()).toBe(0)
  })

  test('of a service that syncs needs three connections, and is told so', async () => {
    using folder = new CliFolder()
    const { code, stderr } = await folder.spawn(['serve', '--port', '0', '--insecure-no-auth'], {
      env: { DATABASE_URL: process.env['TEST_DATABASE_URL'] ?? '', DATABASE_POOL_MAX: '2' },
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(/DATABASE_POOL_MAX .*given 2, allowed: at least 3 for a service that syncs/)
  })
})
