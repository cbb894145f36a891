import { expect, test } from 'vitest'
import type { MetricRowInput } from '../../src/metrics/metric-columns.ts'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { weekRow } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { dayAfter, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const scraped = (
  store: Store,
  scrapeDay: string,
  listOfMetrics: MetricRowInput<'list_of_metrics'>[],
  accountId = ACCOUNT,
) => store.metrics.upsert({ accountId, scrapeDay, listOfMetrics })

/** A window of other days than a week. */
const windowOf = (start: string, days: number): MetricRowInput<'list_of_metrics'> => ({
  ...weekRow(start, { impressions: 4000, views: 500, bookedNights: 20 }),
  window_end: dayAfter(start, days - 1),
})

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test("a listing's weeks, behind and ahead, with the booked nights that Airbnb does not show", async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', [
      weekRow('2025-06-29', { impressions: 5236, views: 547, bookedNights: 14 }),
      // Ahead, and found by links more than by searching.
      weekRow('2025-08-03', { impressions: 90, views: 120, bookedNights: 7 }),
    ])
    expect(await store.analysis.weeklyFunnel({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        week: '2025-06-29',
        listings: 1,
        scrapeDay: '2025-07-14',
        impressions: 5236,
        pageViews: 547,
        bookedNights: 14,
        searchToListing: 547 / 5236,
        listingToBooking: 14 / 547,
        conversion: 14 / 5236,
      },
      {
        listingId: LISTING,
        week: '2025-08-03',
        listings: 1,
        scrapeDay: '2025-07-14',
        impressions: 90,
        pageViews: 120,
        bookedNights: 7,
        searchToListing: 1,
        listingToBooking: 7 / 120,
        conversion: 7 / 90,
      },
    ])
  })

  test('the weeks of an account add up counts, and their rates are those of the sums', async () => {
    const store = await empty()
    await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await scraped(store, '2025-07-13', [
      weekRow('2025-06-29', { impressions: 803, views: 203, bookedNights: 1 }),
    ])
    await scraped(store, '2025-07-14', [
      weekRow('2025-06-29', { impressions: 197, views: 57, bookedNights: 14 }, OTHER_LISTING),
    ])
    await scraped(
      store,
      '2025-07-14',
      [weekRow('2025-06-29', { impressions: 1, views: 1, bookedNights: 1 })],
      OTHER_ACCOUNT,
    )
    expect(await store.analysis.weeklyFunnel({ accountId: ACCOUNT, per: 'account' })).toEqual([
      {
        listingId: null,
        week: '2025-06-29',
        listings: 2,
        scrapeDay: '2025-07-14',
        impressions: 1000,
        pageViews: 260,
        bookedNights: 15,
        searchToListing: 0.26,
        listingToBooking: 15 / 260,
        conversion: 0.015,
      },
    ])
  })

  test('"-" is no number: a week of nothing else is left out, and beside numbers it weighs nothing', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', [
      {
        airbnb_listing_id: LISTING,
        window_start: '2025-06-29',
        window_end: '2025-07-05',
        p2_impressions_value: null,
        p2_impressions_value_string: '-',
      },
      // Booked out: nobody was shown it, nobody looked, and how much was booked is not known.
      weekRow('2025-07-06', { impressions: 0, views: 0, bookedNights: 7 }),
      weekRow('2025-07-06', { impressions: 300, views: 90, bookedNights: 9 }, OTHER_LISTING),
    ])
    const known = { week: '2025-07-06', impressions: 0, pageViews: 0, bookedNights: null, conversion: null }
    expect(await store.analysis.weeklyFunnel({ accountId: ACCOUNT, listingId: LISTING })).toMatchObject([
      known,
    ])
    expect(await store.analysis.weeklyFunnel({ accountId: ACCOUNT, per: 'account' })).toMatchObject([
      { week: '2025-07-06', listings: 2, impressions: 300, bookedNights: 9, conversion: 0.03 },
    ])
    expect(
      await store.analysis.weeklyFunnel({ accountId: ACCOUNT, from: '2025-06-29', to: '2025-07-05' }),
    ).toEqual([])
  })

  test('tells what was known on a day, and now', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-07', [
      weekRow('2025-07-20', { impressions: 400, views: 100, bookedNights: 1 }),
    ])
    await scraped(store, '2025-07-14', [
      weekRow('2025-07-20', { impressions: 800, views: 200, bookedNights: 3 }),
    ])
    const known = async (asOf?: string) =>
      (await store.analysis.weeklyFunnel({ accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) })).map(
        ({ pageViews, scrapeDay }) => ({ pageViews, scrapeDay }),
      )
    expect(await known('2025-07-06')).toEqual([])
    expect(await known('2025-07-13')).toEqual([{ pageViews: 100, scrapeDay: '2025-07-07' }])
    expect(await known()).toEqual([{ pageViews: 200, scrapeDay: '2025-07-14' }])
  })

  test('a window that is no week from Sunday to Saturday is none of its weeks, and hides none', async () => {
    const store = await empty()
    await addAccount(store)
    const numbers = { impressions: 640, views: 96, bookedNights: 6 }
    await scraped(store, '2025-07-14', [weekRow('2025-06-30', numbers), weekRow('2025-07-06', numbers)])
    await scraped(store, '2025-07-15', [windowOf('2025-07-06', 28), windowOf('2025-07-13', 8)])
    expect(await store.analysis.weeklyFunnel({ accountId: ACCOUNT })).toMatchObject([
      { week: '2025-07-06', scrapeDay: '2025-07-14', pageViews: 96 },
    ])
  })
}, ALL_FLAVOURS)
