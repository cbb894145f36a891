import { simulatedValue } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const TODAY = '2026-04-15'
/** Few requests, so that many places in which a day can turn are tried: 38 a listing. */
const LOOKBACK_WEEKS = 9
const ACCOUNT = '310000001'
const LISTINGS = [
  { listingId: '999000000000000001', internalName: 'No data', hasData: false },
  { listingId: '999000000000000002', internalName: 'Young', firstDay: '2026-03-04' },
  { listingId: '999000000000000003', internalName: 'Old' },
  { listingId: '999000000000000004', internalName: 'Very young', firstDay: '2026-04-14' },
]

let store: Store
let baseline: Awaited<ReturnType<typeof storedRows>>

beforeAll(async () => {
  store = await memoryStore()
  baseline = await backfilled({ baseDayLag: 3 })
})
afterAll(() => store.close())

async function backfilled(options: object, expectedStatus = 'succeeded') {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    today: TODAY,
    ...options,
  })
  const { first } = await syncAll(store, simulator, { lookbackWeeks: LOOKBACK_WEEKS })
  expect(first.status).toBe(expectedStatus)
  return storedRows(store, ACCOUNT)
}

test('every stored day holds what the API knew of that very day', () => {
  const days = baseline.chartQuery.filter((row) => row.airbnb_listing_id.endsWith('3'))
  expect(days.length).toBeGreaterThan(90)
  for (const row of days) {
    const known = (metric: 'conversion_rate' | 'p3_impressions', series: 'your' | 'similar') =>
      simulatedValue({
        listingId: row.airbnb_listing_id,
        metric,
        series,
        day: row.metric_date,
        knownOn: TODAY,
      })
    expect(row.p3_impressions_your_value).toBe(known('p3_impressions', 'your'))
    expect(row.conversion_rate_similar_value).toBe(known('conversion_rate', 'similar'))
  }
})

describe('the same values for the same calendar days, wherever the base day is', () => {
  test.each([1, 2, 0, 5])('base day %i days before today', async (baseDayLag) => {
    expect(await backfilled({ baseDayLag })).toEqual(baseline)
  })

  // After so many requests the server's day turns: in the charts, in the lists of metrics, at the very end of a listing.
  test.each([1, 3, 8, 9, 16, 20, 37, 46, 47, 70, 84, 100])(
    'a base day that turns after %i requests',
    async (afterRequests) => {
      const faults = [{ kind: 'base_day_turns', when: { afterRequests } }]
      expect(await backfilled({ baseDayLag: 3, faults })).toEqual(baseline)
    },
  )
})

test('the base day is in the record of the run and of each listing', async () => {
  await backfilled({ baseDayLag: 1 })
  const [run] = await store.runs.list({ accountId: ACCOUNT, limit: 1 })
  expect(run?.baseDay).toBe('2026-04-14')
  const listings = await store.runs.listings(run?.runId ?? '')
  expect(listings.map((listing) => listing.baseDay)).toEqual(LISTINGS.map(() => '2026-04-14'))
})

test('no list of metrics goes out before a base day is measured', async () => {
  await store.accounts.remove(ACCOUNT, { purge: true })
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    today: TODAY,
    baseDayLag: 2,
  })
  await syncAll(store, simulator)
  const lists = simulator.requests.filter(({ operation }) => operation === 'ListOfMetricsQuery')
  expect(lists.length).toBeGreaterThan(0)
  // A Sunday is the start of each week's request when the right base day was used.
  for (const { relativeDsStart } of lists) expect(((relativeDsStart ?? 0) + 7 * 52) % 7).toBe(6)
  expect(simulator.maxConcurrent(ACCOUNT)).toBe(1)
})

test('where no listing tells the base day, nothing without a date of its own is stored, and the run says so', async () => {
  await store.accounts.remove(ACCOUNT, { purge: true })
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: [{ hasData: false }, { hasData: false }] }],
    today: TODAY,
  })
  const { first } = await syncAll(store, simulator)
  expect(first.run?.notes.map(({ code }) => code)).toContain('base_day_unmeasured')
  expect(simulator.requests.some(({ operation }) => operation === 'ListOfMetricsQuery')).toBe(false)
  const rows = await storedRows(store, ACCOUNT)
  expect(rows.listOfMetrics).toEqual([])
  const cursors = (await store.listings.list(ACCOUNT)).map((listing) => listing.lastSyncedDay)
  expect(cursors).toEqual([null, null])
})

test('a base day that cannot be today’s fails the run and stores nothing', async () => {
  await store.accounts.remove(ACCOUNT, { purge: true })
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    today: TODAY,
  })
  const { first } = await syncAll(store, simulator, { scrapeDay: '2026-04-01' })
  expect(first.status).toBe('failed')
  expect(first.error?.code).toBe('base_day_out_of_range')
  expect(first.error?.message).toContain('--scrape-day')
  const rows = await storedRows(store, ACCOUNT)
  expect([...rows.chartQuery, ...rows.listOfMetrics, ...rows.chartSummary]).toEqual([])
})
