import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

/** Page views by night of July 2025, as they were told on a day of it. */
const scraped = (
  store: Store,
  scrapeDay: number,
  nights: Record<number, number | null>,
  listingId = LISTING,
) =>
  store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: july(scrapeDay),
    chartQuery: Object.entries(nights).map(([night, impressions]) =>
      chartRow(july(Number(night)), { impressions, listingId }),
    ),
  })
const july = (day: number): string => `2025-07-${String(day).padStart(2, '0')}`
const window = (start: number, end = start) => ({ start: july(start), end: july(end) })

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('how far the nights reach, which are missing, and when each was read last', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, 7, { 1: null, 2: 5, 3: null, 4: 6, 5: 6, 6: 0, 7: 3, 8: 2 })
    await scraped(store, 8, { 7: null, 8: null, 9: 4, 12: 4, 13: null })
    await scraped(store, 14, { 5: 7, 20: 1, 21: 0 })
    expect(await store.analysis.freshness({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        firstNight: july(2),
        lastNight: july(21),
        nights: 8,
        gaps: [window(3), window(7, 8), window(10, 11), window(13, 19)],
        lastScrapeDay: july(14),
        reads: [
          { readOn: july(14), nights: [window(5), window(20, 21)] },
          { readOn: july(8), nights: [window(9), window(12)] },
          { readOn: july(7), nights: [window(2), window(4), window(6)] },
        ],
        settledThrough: july(11),
      },
    ])
  })

  test('a listing without any number is there, whether it has rows or not', async () => {
    const store = await empty()
    await addAccount(store)
    await store.listings.recordSeen(ACCOUNT, july(14), [{ listingId: OTHER_LISTING }])
    await scraped(store, 14, { 1: null })
    const nothing = {
      firstNight: null,
      lastNight: null,
      nights: 0,
      gaps: [],
      reads: [],
      settledThrough: null,
    }
    expect(await store.analysis.freshness({ accountId: ACCOUNT })).toEqual([
      { listingId: LISTING, lastScrapeDay: july(14), ...nothing },
      { listingId: OTHER_LISTING, lastScrapeDay: null, ...nothing },
    ])
    expect(await store.analysis.freshness({ accountId: ACCOUNT, listingId: OTHER_LISTING })).toHaveLength(1)
  })

  test('zeros that nobody measured, more than 87 nights ahead, are no numbers', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: july(14),
      chartQuery: [86, 87, 88, 180].map((days) => chartRow(dayAfter(july(14), days), { impressions: 0 })),
    })
    expect(await store.analysis.freshness({ accountId: ACCOUNT })).toMatchObject([
      { lastNight: dayAfter(july(14), 87), nights: 2, gaps: [] },
    ])
  })

  test('how long after a night the API counts shows in what changed when it was asked again', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, 13, { 8: 9, 9: 9, 10: 7, 11: 5, 12: 3, 13: null, 20: 4 })
    // The 10th changed three days after it; the 9th, four days after it, did not. Nights ahead change all the time.
    await scraped(store, 14, { 9: 9, 10: 8, 11: 6, 12: 5, 13: 2, 20: 5 })
    await scraped(store, 14, { 9: 1 }, OTHER_LISTING)
    const settled = async (asOf?: string) =>
      (await store.analysis.freshness({ accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) })).map(
        ({ settledThrough }) => settledThrough,
      )
    expect(await settled()).toEqual([july(10), july(10)])
    expect(await settled(july(13))).toEqual([null])
  })

  test('where nothing changed any more, the last night that has passed is settled', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, 13, { 12: 3, 13: 4, 14: 5 })
    await scraped(store, 14, { 12: 3, 13: 4, 14: 7 })
    expect(await store.analysis.freshness({ accountId: ACCOUNT })).toMatchObject([
      { settledThrough: july(13) },
    ])
  })

  test('a correction long after the night does not count as counting', async () => {
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
      // Nothing is known of nights less than three days past: none was asked twice.
      { settledThrough: july(11) },
    ])
  })

  test('looks at the nights asked for alone', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, 14, { 1: 1, 4: 2, 5: 3, 6: 4 })
    expect(await store.analysis.freshness({ accountId: ACCOUNT, from: july(3), to: july(5) })).toMatchObject([
      {
        firstNight: july(4),
        lastNight: july(5),
        nights: 2,
        gaps: [],
        reads: [{ readOn: july(14), nights: [window(4, 5)] }],
      },
    ])
  })
}, ALL_FLAVOURS)
