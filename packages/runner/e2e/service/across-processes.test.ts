import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { call, readEvents } from './service-api.ts'
import { ServiceWorld } from './service-world.ts'
import type { SpawnedService } from './spawned-service.ts'

const LISTINGS = 4
const SHORT = { LOOKBACK_WEEKS: '2', LOOKAHEAD_WEEKS: '0' }
const [WATCHED, CANCELLED, REMOVED, PURGED] = ['310000031', '310000032', '310000033', '310000034'] as const

describe.runIf(timescaleAvailable())('an admin process and a worker on one database', () => {
  let world: ServiceWorld
  let admin: SpawnedService
  beforeAll(async () => {
    world = await ServiceWorld.make({
      accounts: [WATCHED, CANCELLED, REMOVED, PURGED].map((accountId) => ({ accountId, listings: LISTINGS })),
      latencyMs: 60,
    })
    // Each test asks for its own sync.
    for (const { accountId } of world.simulator.accounts)
      await world.store.accounts.update(accountId, { isActive: false })
    admin = await world.serve('admin', SHORT)
    await world.serve('worker', SHORT)
  })
  afterAll(() => world[Symbol.asyncDispose]())

  /** Asks for a sync and waits until it is in the middle. */
  async function syncInMidRun(accountId: string): Promise<string> {
    expect((await call(admin, 'PATCH', `/api/v1/accounts/${accountId}`, { is_active: true })).status).toBe(
      200,
    )
    await world.until(
      async () => ((await world.store.runs.list({ accountId }))[0]?.listingsSucceeded ?? 0) > 0,
      { everyMs: 20 },
    )
    return (await world.onlyRun(accountId)).runId
  }

  test('a run that the worker carries out is watched through the admin, and resumed by the last event', async () => {
    const runId = await syncInMidRun(WATCHED)
    const first = await readEvents(admin, runId, { most: 1 })
    expect(first[0]).toMatchObject({ event: 'progress', data: { status: 'running' } })
    const rest = await readEvents(admin, runId, { lastEventId: first[0]?.id ?? '' })
    const ids = [...first, ...rest].map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(rest.some(({ id }) => id === first[0]?.id)).toBe(false)
    expect(rest.at(-1)).toMatchObject({
      event: 'end',
      data: { status: 'succeeded', progress: { listings_done: LISTINGS } },
    })
  })

  test('a sync is refused while one is under way, and names it', async () => {
    await world.until(async () => (await world.onlyRun(WATCHED)).status === 'succeeded')
    const asked = await call(admin, 'POST', `/api/v1/accounts/${WATCHED}/sync`, { full: true })
    expect(asked.status).toBe(202)
    const { run_id: runId } = (await asked.json()) as { run_id: string }
    const again = await call(admin, 'POST', `/api/v1/accounts/${WATCHED}/sync`)
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({
      error: { code: 'run_in_progress', details: { run_id: runId } },
    })
    await world.until(async () => (await world.store.runs.get(runId))?.status === 'succeeded')
  })

  test('a run is cancelled wherever it is carried out', async () => {
    const runId = await syncInMidRun(CANCELLED)
    expect((await call(admin, 'POST', `/api/v1/runs/${runId}/cancel`)).status).toBe(202)
    await world.until(async () => (await world.store.runs.get(runId))?.status === 'cancelled')
    const asked = world.simulator.requests.filter(({ accountId }) => accountId === CANCELLED).length
    expect((await world.store.runs.get(runId))?.listingsSucceeded).toBeLessThan(LISTINGS)
    await new Promise((resolve) => setTimeout(resolve, 2500))
    // Nothing more is asked, and nobody tries it again.
    expect(world.simulator.requests.filter(({ accountId }) => accountId === CANCELLED)).toHaveLength(asked)
  })

  test('a removed account is asked for no more, keeps its rows, and comes back', async () => {
    const runId = await syncInMidRun(REMOVED)
    expect((await call(admin, 'DELETE', `/api/v1/accounts/${REMOVED}`)).status).toBe(204)
    expect(await world.store.runs.get(runId)).toMatchObject({
      status: 'cancelled',
      error: { code: 'account_removed' },
    })
    await world.until(async () => (await world.store.leases.current(REMOVED)) === undefined)
    const rows = (await world.store.metrics.latest({ accountId: REMOVED })).length
    expect(rows).toBeGreaterThan(0)
    expect((await call(admin, 'GET', `/api/v1/accounts/${REMOVED}`)).status).toBe(404)

    const { credentials } = world.simulator.accounts.find(({ accountId }) => accountId === REMOVED) ?? {}
    const restored = await call(admin, 'POST', '/api/v1/accounts', {
      airbnb_cookie: credentials?.cookie,
      x_client_version: credentials?.clientVersion,
      user_agent: credentials?.userAgent,
    })
    expect(restored.status).toBe(200)
    // Its run goes on where it was.
    await world.until(async () => (await world.store.runs.get(runId))?.status === 'succeeded')
    expect((await world.store.metrics.latest({ accountId: REMOVED })).length).toBeGreaterThan(rows)
  })

  test('a purged account leaves nothing behind, also in mid-run', async () => {
    await syncInMidRun(PURGED)
    expect((await call(admin, 'DELETE', `/api/v1/accounts/${PURGED}?purge=true`)).status).toBe(204)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(await world.store.metrics.latest({ accountId: PURGED })).toEqual([])
    expect(await world.store.runs.list({ accountId: PURGED })).toEqual([])
  })
})
