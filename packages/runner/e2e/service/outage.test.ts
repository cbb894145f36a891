import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { layLine } from '../../../../scripts/cuttable-line.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { ADMIN_KEY, ServiceWorld } from './service-world.ts'
import type { SpawnedService } from './spawned-service.ts'

const ACCOUNTS = 8
const LISTINGS = 3
const SHORT = { LOOKBACK_WEEKS: '2', LOOKAHEAD_WEEKS: '0' }

const script = fileURLToPath(new URL('../../../../scripts/timescaledb', import.meta.url))
const scratch = (...args: string[]) => promisify(execFile)('bash', [script, ...args, '--scratch'])
/** Where scripts/timescaledb gave the tests their server, it can give one to be stopped as well. */
const canRestart = timescaleAvailable() && process.env['TIMESCALEDB_BORROWED'] === '1'

const ready = async (service: SpawnedService): Promise<number> =>
  (await fetch(`${service.url}/health/ready`)).status

/** Two workers and an API in the middle of eight accounts. */
async function worldUnderLoad(options: { server?: string; reach?: (url: string) => string }) {
  const world = await ServiceWorld.make({
    accounts: ACCOUNTS,
    listings: LISTINGS,
    latencyMs: 30,
    ...options,
  })
  const services = [
    await world.serve('admin', SHORT),
    await world.serve('worker', SHORT),
    await world.serve('worker', SHORT),
  ]
  await world.until(
    async () => (await world.runs()).filter(({ listingsSucceeded }) => listingsSucceeded > 0).length > 3,
  )
  return { world, services }
}

/** While the database is away: nobody ends, everybody says so. */
async function expectAway(world: ServiceWorld, services: readonly SpawnedService[]) {
  for (const service of services) {
    await world.until(async () => (await ready(service)) === 503)
    expect(await (await fetch(`${service.url}/health`)).json()).toMatchObject({ status: 'ok' })
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200)
  }
  const accounts = await fetch(`${services[0]?.url ?? ''}/api/v1/accounts`, {
    headers: { 'X-API-Key': ADMIN_KEY },
  })
  expect(accounts.status).toBe(503)
  expect(await accounts.json()).toMatchObject({ error: { code: 'database_unavailable' } })
}

/** Afterwards everything is done once, and every process is as good as new: gives how each ends when told to. */
async function endAfterAllIsDone(world: ServiceWorld, services: readonly SpawnedService[]) {
  for (const service of services) await world.until(async () => (await ready(service)) === 200)
  await world.until(
    async () => (await world.runs()).filter(({ status }) => status === 'succeeded').length === ACCOUNTS,
    { everyMs: 200 },
  )
  const runs = await world.runs()
  expect(runs).toHaveLength(ACCOUNTS)
  for (const run of runs) {
    expect(run).toMatchObject({ listingsSucceeded: LISTINGS, listingsFailed: 0 })
    // Every row was written once, by whichever attempt committed its listing.
    expect(run.rows).toMatchObject({ updated: 0, unchanged: 0 })
  }
  const counted = await world.store.db
    .selectFrom('chart_query')
    .select(({ fn }) => fn.countAll<string>().as('rows'))
    .executeTakeFirstOrThrow()
  const listings = ACCOUNTS * LISTINGS
  expect(Number(counted.rows) % listings).toBe(0)
  expect(Number(counted.rows)).toBeGreaterThan(listings)
  return await Promise.all(services.map((service) => service.end()))
}

describe.runIf(timescaleAvailable())('the database is away in mid-flight', () => {
  test('the line to it is cut for a while', async () => {
    const server = process.env['TEST_DATABASE_URL'] ?? ''
    await using line = await layLine(server)
    const { world, services } = await worldUnderLoad({
      reach: (url) => {
        const through = new URL(url)
        const { host } = new URL(line.url)
        through.host = host
        return through.href
      },
    })
    await using _ = world
    line.cut()
    await expectAway(world, services)
    line.mend()
    expect(await endAfterAllIsDone(world, services)).toEqual([0, 0, 0])
  })

  test.runIf(canRestart)('a sync by hand goes on where the server was restarted meanwhile', async () => {
    const { stdout } = await scratch('start')
    const server = stdout.trim()
    try {
      await using world = await ServiceWorld.make({ accounts: 1, listings: LISTINGS, latencyMs: 60, server })
      using folder = new CliFolder()
      const { code } = await folder.spawn(['sync'], {
        env: { ...world.env, ...SHORT },
        whileRunning: async () => {
          await world.until(async () => (await world.runs())[0]?.listingsSucceeded === 1)
          await scratch('stop')
          await promisify(execFile)('bash', [script, 'start', '--scratch'], {
            env: { ...process.env, TIMESCALEDB_PORT: new URL(server).port },
          })
        },
      })
      expect(code).toBe(0)
      const [run] = await world.runs()
      expect(run).toMatchObject({ status: 'succeeded', attempts: 1, listingsSucceeded: LISTINGS })
      expect(run?.rows).toMatchObject({ updated: 0, unchanged: 0 })
    } finally {
      await scratch('stop')
    }
  })

  test.runIf(canRestart)('the server is stopped and started again under load', async () => {
    const { stdout } = await scratch('start')
    const server = stdout.trim()
    try {
      const { world, services } = await worldUnderLoad({ server })
      await using _ = world
      await scratch('stop')
      await expectAway(world, services)
      await promisify(execFile)('bash', [script, 'start', '--scratch'], {
        env: { ...process.env, TIMESCALEDB_PORT: new URL(server).port },
      })
      expect(await endAfterAllIsDone(world, services)).toEqual([0, 0, 0])
    } finally {
      await scratch('stop')
    }
  })
})
