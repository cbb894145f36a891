import { addDays } from 'insights-transform'
import { expect, it } from 'vitest'
import { readTrend, trendFacts } from '../../src/accounts/account-trend.ts'
import { memoryStore } from '../support/sync-bench.ts'

const ACCOUNT = '42'
/** A Wednesday: the last whole week began on the 7th, the first of eight on the 19th of April. */
const TODAY = '2026-06-17'
const FIRST = '2026-04-19'

it('sets the last 8 whole weeks of all listings side by side, with gaps where there are no numbers', async () => {
  await using store = await memoryStore()
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
  expect(await readTrend(store, ACCOUNT, TODAY)).toEqual([])

  const sundays = [-7, 0, 7, 21, 28, 35, 42, 49, 56].map((days) => addDays(FIRST, days))
  await store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: TODAY,
    listOfMetrics: ['1', '2'].flatMap((listing) =>
      sundays.map((sunday, at) => ({
        airbnb_listing_id: listing,
        window_start: sunday,
        window_end: addDays(sunday, 6),
        p3_impressions_value: 100 * at,
      })),
    ),
    chartSummary: [
      {
        airbnb_listing_id: '1',
        window_start: '2026-06-07',
        window_end: '2026-06-13',
        p2_impressions_value: 1000,
        conversion_rate_value: 0.02,
        conversion_rate_value_change: -0.02,
      },
    ],
  })
  const weeks = await readTrend(store, ACCOUNT, TODAY)
  expect(weeks.map(({ week }) => week)).toEqual(
    [0, 7, 14, 21, 28, 35, 42, 49].map((days) => addDays(FIRST, days)),
  )
  expect(weeks.map(({ pageViews }) => pageViews)).toEqual([200, 400, null, 600, 800, 1000, 1200, 1400])
  expect(weeks.at(-1)).toMatchObject({ week: '2026-06-07', conversion: 0.02, similarConversion: 0.04 })
  expect(trendFacts(weeks)).toEqual([
    ['Weeks shown', '8 whole ones, from 2026-04-19 on'],
    ['Page views', '▂▃ ▄▅▆▇█  200 400 – 600 800 1,000 1,200 1,400', 'drawn'],
    ['Conversion', '       ▅  – – – – – – – 2.00%', 'drawn'],
    ['… of similar', '       █  – – – – – – – 4.00%', 'drawn'],
  ])
})

it('says nothing of an account without numbers', () => {
  expect(trendFacts([])).toEqual([])
})
