import type { Fault } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const ACCOUNT = '310000005'
const LISTINGS = [1, 2].map((number) => ({ listingId: `99900000000000050${number}` }))
const WINDOW = { lookbackWeeks: 3, lookaheadWeeks: 1, horizonWeeks: 1 }

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())

/** A sync, with its run, its rows and the windows of which the list was asked, each metric's own. */
async function synced(faults: Fault[] = [], more: Parameters<typeof syncAll>[2] = {}) {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    today: '2026-04-15',
    faults,
  })
  const { first } = await syncAll(store, simulator, { ...WINDOW, ...more })
  const lists = simulator.requests.filter(({ operation }) => operation === 'ListOfMetricsQuery')
  return { status: first.status, run: first.run, lists, rows: await storedRows(store, ACCOUNT) }
}

const codes = (run: Awaited<ReturnType<typeof synced>>['run']) => run?.notes.map(({ code }) => code)

test('one past week of one listing is asked by both operations, one request for each metric, once a run', async () => {
  const { status, run, lists } = await synced()
  expect(status).toBe('succeeded')
  expect(lists.map(({ metric }) => metric)).toEqual(['conversion_rate', 'p3_impressions'])
  expect(new Set(lists.map(({ listingId, relativeDsEnd }) => `${listingId} ${relativeDsEnd}`)).size).toBe(1)
  for (const { relativeDsStart, relativeDsEnd } of lists) {
    expect(relativeDsEnd).toBeLessThan(0)
    expect((relativeDsEnd ?? 0) - (relativeDsStart ?? 0)).toBe(6)
  }
  expect(run?.notes).toEqual([])
  expect(run?.requestsDone).toBe(run?.requestsTotal)
})

test('a difference is noted with both values, and what the chart said is stored', async () => {
  const undisturbed = await synced()
  const { status, run, rows } = await synced([{ kind: 'lists_differ', times: Number.POSITIVE_INFINITY }])
  expect(status).toBe('succeeded')
  expect(new Set(codes(run))).toEqual(new Set(['lists_differ']))
  expect(run?.notes[0]?.message).toMatch(/conversion_rate [\d.]+.* and .*The chart is what is stored/)
  expect(rows).toEqual(undisturbed.rows)
})

test.each([
  ['a list that is refused', { kind: 'graphql_error' }],
  ['a list that is not what it was', { kind: 'malformed' }],
  ['a list whose operation is gone', { kind: 'stale_hash' }],
  ['a session that is over for lists alone', { kind: 'session_expired' }],
  ['a list that never comes', { kind: 'reset' }],
] as const)('%s costs the sync nothing but a note', async (_, effect) => {
  const { status, run } = await synced([
    { ...effect, when: { operation: 'ListOfMetricsQuery' }, times: Number.POSITIVE_INFINITY },
  ])
  expect(status).toBe('succeeded')
  expect(codes(run)).toEqual(['canary_refused'])
})

test('a base day that turns between chart and list is no difference', async () => {
  for (const afterRequests of [2, 3, 4, 5, 6]) {
    const { run } = await synced([{ kind: 'base_day_turns', when: { afterRequests } }])
    expect(run?.notes).toEqual([])
  }
})

test('it can be left out', async () => {
  const { lists, run } = await synced([], { canary: false })
  expect(lists).toEqual([])
  expect(run?.requestsDone).toBe(run?.requestsTotal)
})

test('what it found of a listing that then failed is stored all the same', async () => {
  const { status, run } = await synced([
    { kind: 'lists_differ', times: Number.POSITIVE_INFINITY },
    {
      kind: 'status',
      status: 500,
      when: { listingId: '999000000000000501', operation: 'ChartQuery', afterRequests: 8 },
      times: 3,
    },
  ])
  expect(status).toBe('partial')
  expect(codes(run)).toEqual(['lists_differ', 'lists_differ'])
})

test.each([
  ['had its turn: it is not asked again', true, 2],
  ['had none, for there were no numbers: it is asked', false, 2],
])('in a run that is resumed after it %s', async (_, hasData, lists) => {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
  await using simulator = await simulatorFor(store, {
    accounts: [
      {
        accountId: ACCOUNT,
        listings: LISTINGS.map((listing, index) => ({ ...listing, hasData: index > 0 || hasData })),
      },
    ],
    today: '2026-04-15',
  })
  const stop = new AbortController()
  const cancelled = await syncAll(store, simulator, {
    ...WINDOW,
    signal: stop.signal,
    onProgress: ({ type }) => type === 'listing_finished' && stop.abort(),
  })
  expect(cancelled.first).toMatchObject({ status: 'cancelled', run: { listingsSucceeded: 1 } })
  const { first } = await syncAll(store, simulator, WINDOW)
  expect(first).toMatchObject({ status: 'succeeded', run: { runId: cancelled.first.run?.runId } })
  expect(first.run?.requestsTotal).toBe(first.run?.requestsDone)
  expect(simulator.requests.filter(({ operation }) => operation === 'ListOfMetricsQuery')).toHaveLength(lists)
})
