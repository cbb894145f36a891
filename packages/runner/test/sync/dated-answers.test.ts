import { type Fault, type SimulatorOptions, simulatedValue } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'
import { addDays, weeksOf } from 'insights-transform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const TODAY = '2026-04-15'
const ACCOUNT = '310000001'
const YOUNG = '999000000000000002'
const OLD = '999000000000000003'
const LISTINGS = [
  { listingId: '999000000000000001', internalName: 'No data', hasData: false },
  { listingId: YOUNG, internalName: 'Young', firstNight: '2026-03-04' },
  { listingId: OLD, internalName: 'Old' },
]
/** Few requests, so that many places in which a day can turn are tried. */
const WINDOW = { lookbackWeeks: 3, lookaheadWeeks: 2, horizonWeeks: 2 }

let store: Store
let baseline: Awaited<ReturnType<typeof storedRows>>

beforeAll(async () => {
  store = await memoryStore()
  baseline = (await synced({})).rows
})
afterAll(() => store.close())

const lastRun = async () => {
  const [run] = await store.runs.list({ accountId: ACCOUNT, limit: 1 })
  if (!run) throw new Error('There was no run.')
  return run
}

async function synced(
  options: SimulatorOptions,
  more: Parameters<typeof syncAll>[2] = {},
  today = TODAY,
): Promise<{
  rows: Awaited<ReturnType<typeof storedRows>>
  run: Awaited<ReturnType<typeof lastRun>>
  requests: Awaited<ReturnType<typeof simulatorFor>>['requests']
}> {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    today,
    ...options,
  })
  await syncAll(store, simulator, { ...WINDOW, ...more })
  return { rows: await storedRows(store, ACCOUNT), run: await lastRun(), requests: simulator.requests }
}

test('every stored night holds what the API knew of that very night', () => {
  const nights = baseline.chartQuery.filter((row) => row.airbnb_listing_id === OLD)
  expect(nights.map((row) => row.metric_date)).toEqual(
    Array.from({ length: 42 }, (_, index) => addDays('2026-03-22', index)),
  )
  for (const row of nights) {
    const known = (metric: 'conversion_rate' | 'p3_impressions', series: 'your' | 'similar') =>
      simulatedValue({ listingId: OLD, metric, series, night: row.metric_date, knownOn: TODAY })
    expect(row.p3_impressions_your_value).toBe(known('p3_impressions', 'your'))
    expect(row.p3_impressions_similar_value).toBe(known('p3_impressions', 'similar'))
    expect(row.conversion_rate_your_value).toBe(known('conversion_rate', 'your'))
  }
})

test('every stored week is a calendar week, in both tables', () => {
  const weeks = weeksOf({ start: '2026-03-22', end: '2026-05-02' })
  for (const rows of [baseline.chartSummary, baseline.listOfMetrics]) {
    const stored = rows
      .filter((row) => row.airbnb_listing_id === OLD)
      .map(({ window_start: start, window_end: end }) => ({ start, end }))
    expect(stored).toEqual(weeks)
  }
})

describe('the same rows for the same calendar days, wherever the base day is', () => {
  test.each([0, 1, 2, 4, 5])('%i days before today', async (baseDayLag) => {
    expect((await synced({ baseDayLag })).rows).toEqual(baseline)
  })

  // The first request is the listings', then come twelve for each listing's six weeks.
  test.each(Array.from({ length: 37 }, (_, index) => index))(
    'and where it turns after %i requests',
    async (afterRequests) => {
      const faults: Fault[] = [{ kind: 'base_day_turns', when: { afterRequests } }]
      const { rows, run } = await synced({ faults })
      expect(run.status).toBe('succeeded')
      expect(rows).toEqual(baseline)
    },
  )

  test('and where it turns by a week at once', async () => {
    const faults: Fault[] = [{ kind: 'base_day_turns', days: 7, when: { afterRequests: 17 } }]
    expect((await synced({ faults, baseDayLag: 7 })).rows).toEqual(baseline)
  })
})

test('the base day is in the record of the run and of each listing that told it', async () => {
  const { run } = await synced({ baseDayLag: 1 })
  expect(run.baseDay).toBe('2026-04-14')
  const listings = await store.runs.listings(run.runId)
  expect(listings.map(({ baseDay }) => baseDay)).toEqual([null, '2026-04-14', '2026-04-14'])
})

test('a known base day costs no request, a wrong guess a few, once', async () => {
  const planned = 1 + LISTINGS.length * 12
  expect((await synced({}, { canary: false })).run.requestsDone).toBe(planned)
  const { run } = await synced({ baseDayLag: 1 }, { canary: false })
  expect(run.requestsDone - planned).toBeGreaterThan(0)
  expect(run.requestsDone - planned).toBeLessThanOrEqual(2)
})

test('the day that a run measured is what the next one begins with', async () => {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: [{ listingId: OLD }] }],
    today: TODAY,
    baseDayLag: 1,
  })
  await syncAll(store, simulator, WINDOW)
  simulator.advanceDays(1)
  const before = simulator.requests.length
  const { first } = await syncAll(store, simulator, { ...WINDOW, canary: false })
  expect(first.run?.baseDay).toBe('2026-04-15')
  expect(simulator.requests.length - before).toBe(first.run?.requestsTotal)
  // A Sunday is where every request began that counted from the right day: none was asked twice.
  const asked = simulator.requests.slice(before).filter(({ operation }) => operation === 'ChartQuery')
  expect(asked.length).toBeGreaterThan(0)
  const starts = asked.map(({ relativeDsStart }) => addDays('2026-04-15', relativeDsStart ?? 0))
  expect(new Set(starts).size * 2).toBe(starts.length)
})

test.each([0, 3])(
  'a young listing has the nights that it has, and no others (lag %i)',
  async (baseDayLag) => {
    const listings = [{ listingId: YOUNG, internalName: 'Young', firstNight: '2026-04-08' }]
    const { rows, run } = await synced({ accounts: [{ accountId: ACCOUNT, listings }], baseDayLag })
    expect(run.status).toBe('succeeded')
    const own = rows.chartQuery.filter((row) => row.p3_impressions_your_value !== null)
    expect(own.map((row) => row.metric_date)).toEqual(
      Array.from({ length: 25 }, (_, index) => addDays('2026-04-08', index)),
    )
  },
)

test('a listing without data is asked every day, has no row, and its cursor moves', async () => {
  const [empty] = LISTINGS
  const { rows, run } = await synced({
    accounts: [{ accountId: ACCOUNT, listings: [{ ...empty, internalName: 'Not yet' }] }],
  })
  expect(run).toMatchObject({ status: 'succeeded', baseDay: null })
  expect([...rows.chartQuery, ...rows.listOfMetrics, ...rows.chartSummary]).toEqual([])
  expect(await store.listings.list(ACCOUNT)).toMatchObject([{ lastSyncedDay: TODAY }])
})

test('near midnight UTC the oldest week that the API no longer serves whole is left out, not cut', async () => {
  const faults: Fault[] = [{ kind: 'base_day_turns', when: { afterRequests: 1 } }]
  const listings = [{ listingId: OLD }]
  // 2026-04-16 is the Thursday whose backfill begins 179 days back, on a Sunday.
  const { rows, run } = await synced(
    { accounts: [{ accountId: ACCOUNT, listings }], faults, baseDayLag: 0 },
    { lookbackWeeks: 25, horizonWeeks: 0, lookaheadWeeks: 0 },
    '2026-04-16',
  )
  expect(run.status).toBe('succeeded')
  const weeks = rows.listOfMetrics.map((row) => row.window_start)
  expect(new Set(rows.chartQuery.map((row) => row.metric_date)).size).toBe(weeks.length * 7)
})

describe('what an answer lacks', () => {
  const only = { listingId: OLD, operation: 'ChartQuery' } as const

  test.each(['without_window_metrics', 'without_nights'] as const)(
    '%s: the rest is stored, and a note says what is missing',
    async (kind) => {
      const faults: Fault[] = [{ kind, when: { ...only } }]
      const { rows, run } = await synced({ faults })
      expect(run.status).toBe('succeeded')
      expect(new Set(run.notes.map(({ code }) => code))).toEqual(new Set(['drift_missing']))
      const nights = rows.chartQuery.filter((row) => row.airbnb_listing_id === OLD)
      expect(nights).toHaveLength(42)
      expect(rows.listOfMetrics.filter((row) => row.airbnb_listing_id === OLD)).toHaveLength(6)
      const nulls = nights.filter((row) => row.conversion_rate_your_value === null)
      expect(nulls).toHaveLength(kind === 'without_nights' ? 7 : 0)
    },
  )

  test('other nights than asked for, twice: that listing fails and says both windows; the others are stored', async () => {
    const faults = [3, 5].map((shiftDays): Fault => ({ kind: 'other_days', shiftDays, when: { ...only } }))
    const { rows, run } = await synced({ faults })
    expect(run).toMatchObject({ status: 'partial', listingsSucceeded: 2, listingsFailed: 1 })
    const failed = (await store.runs.listings(run.runId)).find(({ status }) => status === 'failed')
    expect(failed).toMatchObject({ listingId: OLD, error: { code: 'unexpected_days' } })
    expect(failed?.error?.message).toMatch(/\d{4}-\d\d-\d\d…\d{4}-\d\d-\d\d.*\d{4}-\d\d-\d\d…\d{4}-\d\d-\d\d/)
    expect(rows.chartQuery.some((row) => row.airbnb_listing_id === OLD)).toBe(false)
  })

  test('a chart by weeks fails its listing', async () => {
    const faults: Fault[] = [{ kind: 'by_week', when: { ...only }, times: Number.POSITIVE_INFINITY }]
    const { run } = await synced({ faults })
    expect(run).toMatchObject({ status: 'partial', listingsSucceeded: 2 })
  })
})

test('a base day that cannot be today’s fails the run and stores nothing', async () => {
  const accounts = [{ accountId: ACCOUNT, listings: LISTINGS.slice(1) }]
  const { rows, run } = await synced({ accounts }, { scrapeDay: '2026-04-01' })
  expect(run).toMatchObject({ status: 'failed', error: { code: 'base_day_out_of_range' } })
  expect(run.error?.message).toContain('--scrape-day')
  expect([...rows.chartQuery, ...rows.listOfMetrics, ...rows.chartSummary]).toEqual([])
})
