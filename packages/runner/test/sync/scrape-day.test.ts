import type { Store } from 'insights-store-timescale'
import { API_LIMITS, addDays, daysBetween, pollWindow } from 'insights-transform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const ACCOUNT = '310000007'
const LISTINGS = ['999000000000000701', '999000000000000702'].map((listingId) => ({ listingId }))
// A Wednesday.
const TODAY = '2026-04-15'
const WEEKDAYS = Array.from({ length: 7 }, (_, index) => addDays(TODAY, index))

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())

async function synced(
  server: { today?: string; baseDayLag?: number; listings?: object[] },
  more: Parameters<typeof syncAll>[2] = {},
) {
  const { listings = LISTINGS, today = TODAY, baseDayLag = 3 } = server
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
  const accounts = [{ accountId: ACCOUNT, listings: listings as typeof LISTINGS }]
  await using simulator = await simulatorFor(store, { accounts, today, baseDayLag })
  const { first } = await syncAll(store, simulator, more)
  return { ...first, rows: await storedRows(store, ACCOUNT), requests: simulator.requests }
}

test.each([-800, -300, -100, -14, -5, 14, 100, 300])(
  'a scrape day %i days beside today ends the run with its cause, whatever the API still serves of it',
  async (days) => {
    const { status, error, rows, requests } = await synced({}, { scrapeDay: addDays(TODAY, days) })
    expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'base_day_out_of_range' })
    expect(error?.message).toContain('--scrape-day')
    expect([...rows.chartQuery, ...rows.listOfMetrics, ...rows.chartSummary]).toEqual([])
    // The listings', and one week's two charts, the first of them twice.
    expect(requests.length).toBeLessThanOrEqual(4)
  },
)

test.each([0, 3, 4, 5, 6, 7])(
  'no night is stored that is not counted yet, nor one left out that is, with a base day %i days back',
  async (baseDayLag) => {
    for (const today of WEEKDAYS) {
      const { status, run, rows } = await synced({ today, baseDayLag }, { lookbackWeeks: 0 })
      expect(status).toBe('succeeded')
      const last = rows.chartQuery.at(-1)?.metric_date ?? ''
      const ahead = daysBetween(run?.baseDay ?? '', last)
      expect(ahead).toBeLessThanOrEqual(API_LIMITS.lastCountedNight)
      // It is the last that is planned, or the week after it is not counted to its end.
      const planned = pollWindow({ scrapeDay: today, lookaheadWeeks: 12 }).end
      expect(last === planned || ahead + 7 > API_LIMITS.lastCountedNight).toBe(true)
      expect(rows.chartSummary.at(-1)?.window_end).toBe(last)
      expect((await store.runs.listings(run?.runId ?? ''))[0]?.window?.end).toBe(last)
    }
  },
)

test('where the base day is a day ahead, every week is whole that is stored, and no listing fails', async () => {
  for (const today of WEEKDAYS) {
    const { status, rows, run } = await synced(
      { today, baseDayLag: 0 },
      { scrapeDay: addDays(today, -1), lookaheadWeeks: 0, horizonWeeks: 0 },
    )
    expect(status).toBe('succeeded')
    expect(run?.baseDay).toBe(today)
    const weeks = rows.listOfMetrics.length
    expect(rows.chartQuery.length).toBe(7 * weeks)
    // On the Saturday the oldest week begins 181 days before the base day; on the Sunday it is not planned at all.
    const hasOldest = today !== '2026-04-18' && today !== '2026-04-19'
    expect([today, weeks]).toEqual([today, 2 * (hasOldest ? 26 : 25)])
  }
})

test.each([
  ['horizonWeeks', { horizonWeeks: 13 }, '0 to 12'],
  ['lookaheadWeeks', { lookaheadWeeks: 13 }, '0 to 12'],
  ['lookaheadWeeks', { lookaheadWeeks: -1 }, '0 to 12'],
  ['lookbackWeeks', { lookbackWeeks: 1.5 }, 'whole number'],
  ['lookbackWeeks', { lookbackWeeks: Number.NaN }, 'whole number'],
  ['scrapeDay', { scrapeDay: 'yesterday' }, 'YYYY-MM-DD'],
  ['scrapeDay', { scrapeDay: () => '2026-02-30' }, 'YYYY-MM-DD'],
])(
  '%s that cannot be is refused by its name before anything is asked: %o',
  async (argument, more, advice) => {
    await using simulator = await simulatorFor(store, {
      accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
      today: TODAY,
    })
    const refused = await syncAll(store, simulator, more).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'invalid_argument', argument })
    expect(String(refused)).toContain(argument)
    expect(String(refused)).toContain(advice)
    expect(simulator.requests).toEqual([])
  },
)
