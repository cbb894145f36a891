import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PgBouncer, pgBouncerAvailable, startPgBouncer } from '../../../../scripts/pgbouncer.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { mostSessions } from './most-sessions.ts'
import { ADMIN_KEY, ServiceWorld } from './service-world.ts'
import type { SpawnedService } from './spawned-service.ts'

const ACCOUNTS = 3
const SHORT = { LOOKBACK_WEEKS: '2', LOOKAHEAD_WEEKS: '0' }
/** Fewer than the two processes would have of the server itself. */
const POOL_SIZE = 4

const ready = async ({ url }: SpawnedService) => (await fetch(`${url}/health/ready`)).status

describe.runIf(timescaleAvailable() && pgBouncerAvailable())('behind PgBouncer in transaction mode', () => {
  let bouncer: PgBouncer
  let world: ServiceWorld
  let admin: SpawnedService
  let worker: SpawnedService
  let most: Awaited<ReturnType<typeof mostSessions>>

  const reach = (url: string): string => new URL(new URL(url).pathname, bouncer.url).href
  const get = (path: string) => fetch(`${admin.url}${path}`, { headers: { 'X-API-Key': ADMIN_KEY } })

  beforeAll(async () => {
    const server = process.env['TEST_DATABASE_URL'] ?? ''
    bouncer = await startPgBouncer(server, { mode: 'transaction', poolSize: POOL_SIZE })
    world = await ServiceWorld.make({ accounts: ACCOUNTS, listings: 2, latencyMs: 10, reach })
    most = mostSessions(world.store, "application_name <> 'insights-store-timescale'")
    admin = await world.serve('admin', SHORT)
    worker = await world.serve('worker', SHORT)
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await bouncer[Symbol.asyncDispose]()
  })

  test('accounts are synced, and what is asked for in between is taken up', async () => {
    await world.until(
      async () => (await world.runs()).filter(({ status }) => status === 'succeeded').length === ACCOUNTS,
    )
    const [{ accountId } = { accountId: '' }] = world.simulator.accounts
    const asked = await fetch(`${admin.url}/api/v1/accounts/${accountId}/sync`, {
      method: 'POST',
      headers: { 'X-API-Key': ADMIN_KEY, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(asked.status).toBe(202)
    const { run_id: runId } = (await asked.json()) as { run_id: string }
    // Ends with the run.
    expect(await (await get(`/api/v1/runs/${runId}/events`)).text()).toMatch(
      /event: end\ndata: .*"succeeded"/,
    )
    expect(worker.output).toMatch(/pooler in transaction mode .*workers look for jobs each second/)
    expect(await Promise.all([admin, worker].map(ready))).toEqual([200, 200])
  })

  test('numbers are read: rows and a report', async () => {
    const [{ accountId } = { accountId: '' }] = world.simulator.accounts
    const rows = await get(`/api/v1/accounts/${accountId}/metrics/chart_query?format=ndjson`)
    expect((await rows.text()).split('\n').length).toBeGreaterThan(20)
    expect((await get(`/api/v1/accounts/${accountId}/report`)).status).toBe(200)
  })

  test('the command line works there, and doctor says what stands in between', async () => {
    using folder = new CliFolder()
    const cli = (...argv: string[]) => folder.spawn(argv, { env: { ...world.env, ...SHORT } })
    const { stdout } = await cli('doctor', '--offline')
    expect(stdout).toMatch(/^✓ pooler +one in transaction mode/m)
    expect(stdout).not.toMatch(/^✗/m)
    const counted = await cli('sql', 'SELECT count(*) > 20 AS many FROM chart_query', '--format', 'csv')
    expect(counted.stdout).toMatch(/^many\s+t\s+$/)
  })

  test('the server has no more sessions of them than the pool', async () => {
    expect(await worker.end()).toBe(0)
    expect(await admin.end()).toBe(0)
    expect(await most.stop()).toBeLessThanOrEqual(POOL_SIZE)
  })
})
