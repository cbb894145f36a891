import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { storedRows } from '../../test/support/sync-bench.ts'
import { ServiceWorld } from './service-world.ts'

const ACCOUNT = '310000021'
const LISTINGS = 4
const WINDOW = { LOOKBACK_WEEKS: '4', LOOKAHEAD_WEEKS: '1' }

/** A worker in the middle of an account's second listing, and another one beside it that idles. */
async function worldInMidRun() {
  const world = await ServiceWorld.make({
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    latencyMs: 40,
  })
  const first = await world.serve('worker', WINDOW)
  await world.until(async () => (await world.runs())[0]?.listingsSucceeded === 1)
  const [before] = await world.runs()
  const second = await world.serve('worker', WINDOW)
  return { world, first, second, before }
}

/** The rows of the run are those of a sync that nothing interrupted. */
async function expectExactRows(world: ServiceWorld) {
  const rows = await storedRows(world.store, ACCOUNT)
  const run = await world.onlyRun(ACCOUNT)
  const stored = rows.chartQuery.length + rows.chartSummary.length + rows.listOfMetrics.length
  // Each row was written once: a second writer would have found them there, unchanged.
  expect(run.rows).toEqual({ inserted: stored, updated: 0, unchanged: 0 })
  await world.store.runs.request({ accountId: ACCOUNT, scrapeDay: run.scrapeDay, full: true })
  await world.until(
    async () => (await world.runs())[0]?.status === 'succeeded' && (await world.runs()).length === 2,
  )
  const [control] = await world.runs()
  expect(control?.rows).toEqual({ inserted: 0, updated: 0, unchanged: stored })
  expect(await storedRows(world.store, ACCOUNT)).toEqual(rows)
}

describe.runIf(timescaleAvailable())('a run is taken over by another worker', () => {
  test('whose worker was killed: it goes on under its id from where it stopped', async () => {
    const { world, first, before } = await worldInMidRun()
    await using _ = world
    expect(await first.end('SIGKILL')).toBeNull()
    const asked = world.simulator.requests.length
    await world.until(async () => (await world.runs())[0]?.status === 'succeeded')
    const run = await world.onlyRun(ACCOUNT)
    expect(run).toMatchObject({ runId: before?.runId, attempts: 2, listingsSucceeded: LISTINGS })
    expect(run.holder).not.toBe(before?.holder)
    const committed = (await world.store.runs.listings(run.runId))[0]?.listingId
    const again = world.simulator.requests.slice(asked).filter(({ listingId }) => listingId === committed)
    expect(again).toEqual([])
    await expectExactRows(world)
  })

  test('whose worker was stopped past its lease: it writes nothing when it wakes', async () => {
    const { world, first, before } = await worldInMidRun()
    await using _ = world
    first.signal('SIGSTOP')
    await world.until(async () => (await world.runs())[0]?.status === 'succeeded')
    first.signal('SIGCONT')
    // The time to write what it had in hand, if it could.
    await delay(3000)
    const run = await world.onlyRun(ACCOUNT)
    expect(run).toMatchObject({ runId: before?.runId, status: 'succeeded', attempts: 2 })
    for (const listing of await world.store.runs.listings(run.runId)) {
      expect(listing).toMatchObject({ status: 'succeeded', attempts: 1 })
    }
    await expectExactRows(world)
    // It is none the worse for it.
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200)
    expect(await first.end()).toBe(0)
  })
})
