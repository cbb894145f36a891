import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

/** Page views by day of July 2025, as they were told on another day of it. */
const scraped = (store: Store, scrapeDay: number, days: Record<number, number | null>, listingId = LISTING) =>
  store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: july(scrapeDay),
    chartQuery: Object.entries(days).map(([day, impressions]) =>
      chartRow(july(Number(day)), { impressions, listingId }),
    ),
  })
const july = (day: number): string => `2025-07-${String(day).padStart(2, '0')}`

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('days without a number between others are gaps, those after the newest are not', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, 14, { 1: null, 2: 5, 3: null, 5: 6, 6: 0, 7: null, 8: null, 9: 4, 10: null })
    expect(await store.analysis.freshness({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        firstDay: '2025-07-02',
        newestDay: '2025-07-09',
        days: 4,
        gaps: [
          { start: '2025-07-03', end: '2025-07-04' },
          { start: '2025-07-07', end: '2025-07-08' },
        ],
        lastScrapeDay: '2025-07-14',
        settledThrough: null,
      },
    ])
  })

  test('a listing without any number is there, whether it has rows or not', async () => {
    const store = await empty()
    await addAccount(store)
    await store.listings.recordSeen(ACCOUNT, july(14), [{ listingId: OTHER_LISTING }])
    await scraped(store, 14, { 1: null })
    const nothing = { firstDay: null, newestDay: null, days: 0, gaps: [], settledThrough: null }
    expect(await store.analysis.freshness({ accountId: ACCOUNT })).toEqual([
      { listingId: LISTING, lastScrapeDay: '2025-07-14', ...nothing },
      { listingId: OTHER_LISTING, lastScrapeDay: null, ...nothing },
    ])
  })

  test('how long the API counts shows in what changed when it was asked again', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, 13, { 8: 9, 9: 9, 10: 7, 11: 5, 12: 3, 13: null })
    // The 10th changed three days after it; the 9th, four days after it, did not.
    await scraped(store, 14, { 9: 9, 10: 8, 11: 6, 12: 5, 13: 2 })
    await scraped(store, 14, { 9: 1 }, OTHER_LISTING)
    const settled = async (asOf?: string) =>
      (await store.analysis.freshness({ accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) })).map(
        ({ settledThrough }) => settledThrough,
      )
    expect(await settled()).toEqual(['2025-07-10', '2025-07-10'])
    expect(await settled('2025-07-13')).toEqual([null])
  })

  test('a correction long after the day does not count as counting', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: july(13),
      chartQuery: [chartRow('2025-05-30'), chartRow(july(10))],
    })
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: july(14),
      chartQuery: [chartRow('2025-05-30', { impressions: 99 }), chartRow(july(10))],
    })
    expect(await store.analysis.freshness({ accountId: ACCOUNT })).toMatchObject([
      // Nothing is known of days less than three days old: none was asked twice.
      { settledThrough: '2025-07-11' },
    ])
  })

  test('looks at the days asked for alone', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, 14, { 1: 1, 4: 2, 5: 3, 6: 4 })
    expect(await store.analysis.freshness({ accountId: ACCOUNT, from: july(3), to: july(5) })).toMatchObject([
      { firstDay: '2025-07-04', newestDay: '2025-07-05', days: 2, gaps: [] },
    ])
  })
}, ALL_FLAVOURS)
