import { expect, test } from 'vitest'
import type { MetricRowInput } from '../../src/metrics/metric-columns.ts'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { dayAfter, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

/** Impressions, page views and bookings of a week, as the API tells of them. */
const weekOf = (
  week: string,
  [impressions, views, bookings]: readonly [number, number, number],
  listingId = LISTING,
): MetricRowInput<'list_of_metrics'> => ({
  airbnb_listing_id: listingId,
  window_start: week,
  window_end: dayAfter(week, 6),
  p2_impressions_value: impressions,
  search_conversion_rate_value: views / impressions,
  p3_impressions_value: views,
  listing_conversion_rate_value: bookings / views,
  conversion_rate_value: bookings / impressions,
})

const withoutNumbers = (week: string): MetricRowInput<'list_of_metrics'> => ({
  airbnb_listing_id: LISTING,
  window_start: week,
  window_end: dayAfter(week, 6),
  p2_impressions_value: null,
  p2_impressions_value_string: '-',
})

const scraped = (
  store: Store,
  scrapeDay: string,
  listOfMetrics: MetricRowInput<'list_of_metrics'>[],
  accountId = ACCOUNT,
) => store.metrics.upsert({ accountId, scrapeDay, listOfMetrics })

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test("a listing's weeks are what the API said of them, rates as they came", async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', [
      weekOf('2025-06-29', [800, 200, 3]),
      weekOf('2025-07-06', [640, 96, 6]),
    ])
    expect(await store.analysis.weeklyFunnel({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        week: '2025-06-29',
        listings: 1,
        firstPageImpressions: 800,
        searchToListing: 0.25,
        pageViews: 200,
        listingToBooking: 0.015,
        conversion: 0.00375,
      },
      expect.objectContaining({ week: '2025-07-06', searchToListing: 0.15, listingToBooking: 0.0625 }),
    ])
  })

  test('the weeks of an account add up counts, and weigh each rate by what it is a rate of', async () => {
    const store = await empty()
    await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await scraped(store, '2025-07-14', [
      weekOf('2025-06-29', [800, 200, 4]),
      weekOf('2025-06-29', [200, 50, 1], OTHER_LISTING),
    ])
    await scraped(store, '2025-07-14', [weekOf('2025-06-29', [1, 1, 1])], OTHER_ACCOUNT)
    const weeks = await store.analysis.weeklyFunnel({ accountId: ACCOUNT, per: 'account' })
    expect(weeks).toMatchObject([
      { listingId: null, week: '2025-06-29', listings: 2, firstPageImpressions: 1000, pageViews: 250 },
    ])
    expect(weeks[0]?.searchToListing).toBeCloseTo(0.25, 12)
    expect(weeks[0]?.listingToBooking).toBeCloseTo(5 / 250, 12)
    expect(weeks[0]?.conversion).toBeCloseTo(5 / 1000, 12)
  })

  test('"-" is no number: a week of nothing else is left out, and beside numbers it weighs nothing', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', [
      withoutNumbers('2025-06-29'),
      { ...weekOf('2025-07-06', [100, 10, 1]), listing_conversion_rate_value: null },
      weekOf('2025-07-06', [300, 90, 9], OTHER_LISTING),
    ])
    const weeks = await store.analysis.weeklyFunnel({ accountId: ACCOUNT, per: 'account' })
    expect(weeks).toMatchObject([{ week: '2025-07-06', listings: 2, pageViews: 100, listingToBooking: 0.1 }])
    expect(
      await store.analysis.weeklyFunnel({ accountId: ACCOUNT, from: '2025-06-29', to: '2025-07-05' }),
    ).toEqual([])
  })

  test('tells what was known on a day, and now', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-07', [weekOf('2025-06-29', [400, 100, 1])])
    await scraped(store, '2025-07-14', [weekOf('2025-06-29', [800, 200, 3])])
    const views = async (asOf?: string) =>
      (await store.analysis.weeklyFunnel({ accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) })).map(
        ({ pageViews }) => pageViews,
      )
    expect(await views('2025-07-06')).toEqual([])
    expect(await views('2025-07-13')).toEqual([100])
    expect(await views()).toEqual([200])
  })

  test('a window that is no week from Sunday to Saturday is none of its weeks', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', [
      weekOf('2025-06-30', [800, 200, 3]),
      { ...weekOf('2025-07-06', [640, 96, 6]), window_end: '2025-07-08' },
    ])
    expect(await store.analysis.weeklyFunnel({ accountId: ACCOUNT })).toEqual([])
  })
}, ALL_FLAVOURS)
