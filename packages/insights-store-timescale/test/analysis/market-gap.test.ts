import { expect, test } from 'vitest'
import type { MetricRowInput } from '../../src/metrics/metric-columns.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

/** Own and similar page views and conversion of a day; null where the API says "-". */
const day = (
  metricDate: string,
  views: readonly [own: number | null, similar: number | null],
  rates: readonly [own: number | null, similar: number | null] = [null, null],
  listingId = LISTING,
): MetricRowInput<'chart_query'> => ({
  airbnb_listing_id: listingId,
  metric_date: metricDate,
  p3_impressions_your_value: views[0],
  p3_impressions_similar_value: views[1],
  conversion_rate_your_value: rates[0],
  conversion_rate_similar_value: rates[1],
})

const nothing = { days: 0, own: null, similar: null }

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('compares the days of a week that have both numbers, and those alone', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: '2025-07-14',
      chartQuery: [
        // Saturday, then the days of the next week.
        day('2025-06-28', [5, 4]),
        day('2025-06-29', [10, 20], [0.5, 0.25]),
        day('2025-06-30', [30, null], [0, 0.75]),
        day('2025-07-01', [0, 10], [null, 0.5]),
        day('2025-07-05', [7, 3]),
        day('2025-07-06', [1, null], [null, null]),
      ],
    })
    expect(await store.analysis.marketGap({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        week: '2025-06-22',
        pageViews: { days: 1, own: 5, similar: 4 },
        conversion: nothing,
      },
      {
        listingId: LISTING,
        week: '2025-06-29',
        pageViews: { days: 3, own: 17, similar: 33 },
        conversion: { days: 2, own: 0.25, similar: 0.5 },
      },
    ])
  })

  test("of an account, adds up the listings' page views and takes the mean of all rates", async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: '2025-07-14',
      chartQuery: [
        day('2025-06-29', [10, 20], [0.25, 0.5]),
        day('2025-06-30', [10, 20], [0.25, 0.5]),
        day('2025-06-30', [40, 2], [1, 0.5], OTHER_LISTING),
      ],
    })
    expect(await store.analysis.marketGap({ accountId: ACCOUNT, per: 'account' })).toEqual([
      {
        listingId: null,
        week: '2025-06-29',
        pageViews: { days: 2, own: 60, similar: 42 },
        conversion: { days: 2, own: 0.5, similar: 0.5 },
      },
    ])
  })

  test('tells what was known on a day, of one listing and of the days asked for', async () => {
    const store = await empty()
    await addAccount(store)
    const scraped = (scrapeDay: string, own: number) =>
      store.metrics.upsert({
        accountId: ACCOUNT,
        scrapeDay,
        chartQuery: ['2025-06-29', '2025-06-30'].flatMap((date) => [
          day(date, [own, 1]),
          day(date, [1000, 1], undefined, OTHER_LISTING),
        ]),
      })
    await scraped('2025-07-01', 3)
    await scraped('2025-07-02', 4)
    const own = async (asOf: string) =>
      (
        await store.analysis.marketGap({
          accountId: ACCOUNT,
          listingId: LISTING,
          from: '2025-06-30',
          to: '2025-06-30',
          asOf,
        })
      ).map(({ pageViews }) => pageViews.own)
    expect(await own('2025-07-01')).toEqual([3])
    expect(await own('2025-07-02')).toEqual([4])
    expect(await own('2025-06-30')).toEqual([])
  })
}, ALL_FLAVOURS)
