import { describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { ServiceWorld } from './service-world.ts'

const ACCOUNT = '310000022'
const LISTINGS = 3
const WINDOW = { LOOKBACK_WEEKS: '2', LOOKAHEAD_WEEKS: '0' }

async function worldInMidListing(env: Record<string, string>, latencyMs: number) {
  const world = await ServiceWorld.make({ accounts: [{ accountId: ACCOUNT, listings: LISTINGS }], latencyMs })
  const service = await world.serve('hybrid', { ...WINDOW, ...env })
  await world.until(async () => (await world.runs())[0]?.listingsSucceeded === 1, { everyMs: 20 })
  const asked = world.simulator.requests.length
  // In the second listing.
  await world.until(() => world.simulator.requests.length >= asked + 2, { everyMs: 5 })
  return { world, service }
}

describe.runIf(timescaleAvailable())('SIGTERM', () => {
  test('lets the listing in hand finish, gives the run back and exits with 0; another goes on', async () => {
    const { world, service } = await worldInMidListing({}, 50)
    await using _ = world
    expect(await service.end()).toBe(0)
    const left = await world.onlyRun(ACCOUNT)
    expect(left).toMatchObject({ status: 'queued', listingsSucceeded: 2, error: null, finishedAt: null })
    expect(await world.store.leases.current(ACCOUNT)).toBeUndefined()

    await world.serve('worker', WINDOW)
    await world.until(async () => (await world.onlyRun(ACCOUNT)).status === 'succeeded')
    expect(await world.onlyRun(ACCOUNT)).toMatchObject({
      runId: left.runId,
      attempts: 2,
      retries: 0,
      listingsSucceeded: LISTINGS,
    })
  })

  test('rolls the listing in hand back where that takes too long', async () => {
    const { world, service } = await worldInMidListing({ SHUTDOWN_TIMEOUT_SECONDS: '1' }, 600)
    await using _ = world
    expect(await service.end()).toBe(0)
    const left = await world.onlyRun(ACCOUNT)
    expect(left).toMatchObject({ status: 'queued', listingsSucceeded: 1, listingsFailed: 0 })
  })

  test('a second one leaves at once, and nothing that was committed is lost', async () => {
    const { world, service } = await worldInMidListing({}, 600)
    await using _ = world
    service.signal('SIGTERM')
    await world.until(() => service.output.includes('leaving'), { everyMs: 10 })
    expect(await service.end()).toBe(130)
    const left = await world.onlyRun(ACCOUNT)
    expect(left).toMatchObject({ status: 'running', listingsSucceeded: 1 })

    await world.serve('worker', WINDOW)
    await world.until(async () => (await world.onlyRun(ACCOUNT)).status === 'succeeded')
    expect(await world.onlyRun(ACCOUNT)).toMatchObject({ runId: left.runId, listingsSucceeded: LISTINGS })
  })
})
