import type { Store } from 'insights-store-timescale'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { leaveWithin, type SyncProgress } from '../../src/index.ts'
import { obey } from '../../src/sync/stop-signal.ts'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const ACCOUNT = '310000011'
const accounts = [{ accountId: ACCOUNT, listings: 3 }]

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
})

/** Syncs, and stops once the first listing is stored and the second was asked for. */
async function stopped(reason: unknown) {
  await using simulator = await simulatorFor(store, { accounts, latencyMs: 1 })
  const controller = new AbortController()
  let finished = 0
  const onProgress = (event: SyncProgress): void => {
    if (event.type === 'listing_finished') finished += 1
    if (event.type === 'request' && finished === 1) controller.abort(reason)
  }
  const { first } = await syncAll(store, simulator, {
    signal: controller.signal,
    onProgress,
    lookbackWeeks: 2,
  })
  const run = await store.runs.get(first.run?.runId ?? '')
  const listings = new Set((await storedRows(store, ACCOUNT)).chartQuery.map((row) => row.airbnb_listing_id))
  const resumed = await syncAll(store, simulator, { lookbackWeeks: 2 })
  return { status: first.status, run, listings: listings.size, resumed: resumed.first }
}

describe('a sync that is stopped in the middle of a listing', () => {
  test('for no reason is cancelled, and the listing in hand rolled back', async () => {
    const { status, run, listings, resumed } = await stopped(undefined)
    expect(status).toBe('cancelled')
    expect(run).toMatchObject({ status: 'cancelled', listingsSucceeded: 1 })
    expect(listings).toBe(1)
    expect(resumed).toMatchObject({ status: 'succeeded', run: { runId: run?.runId } })
  })

  test('because its process leaves stores the listing in hand, and gives the run back', async () => {
    const { status, run, listings, resumed } = await stopped(leaveWithin(60_000))
    expect(status).toBe('queued')
    expect(run).toMatchObject({ status: 'queued', error: null })
    expect(listings).toBe(2)
    expect(resumed).toMatchObject({ status: 'succeeded', run: { runId: run?.runId, listingsSucceeded: 3 } })
  })

  test('because its process leaves at once rolls the listing in hand back, and gives the run back', async () => {
    const { status, run, listings, resumed } = await stopped(leaveWithin(0))
    expect(status).toBe('queued')
    expect(run).toMatchObject({ status: 'queued', error: null })
    expect(listings).toBe(1)
    expect(resumed).toMatchObject({ status: 'succeeded', run: { runId: run?.runId, listingsSucceeded: 3 } })
  })
})

describe('a signal', () => {
  test('that is aborted already is obeyed as well', () => {
    const reason = new Error('enough')
    using obeyed = obey(AbortSignal.abort(reason))
    expect(obeyed.signal.reason).toBe(reason)
    expect(() => obeyed.throwIfStopped()).toThrow('enough')
  })

  test('that nobody gave never stops', () => {
    using obeyed = obey(undefined)
    expect(obeyed.signal.aborted).toBe(false)
    expect(() => obeyed.throwIfStopped()).not.toThrow()
  })

  test('that tells to leave stops the next listing at once and the one in hand later', () => {
    const controller = new AbortController()
    using obeyed = obey(controller.signal)
    controller.abort(leaveWithin(60_000))
    expect(() => obeyed.throwIfStopped()).toThrow('leaves')
    expect(obeyed.signal.aborted).toBe(false)
  })
})
