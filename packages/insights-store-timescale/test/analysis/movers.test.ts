import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { dayAfter } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const LATER = '2025-07-06'
const EARLIER = '2025-06-29'

/** Page views of a week by listing. */
const scraped = (
  store: Store,
  scrapeDay: string,
  week: string,
  viewsOf: Record<string, number | null>,
  conversion: number | null = null,
) =>
  store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay,
    listOfMetrics: Object.entries(viewsOf).map(([listingId, views]) => ({
      airbnb_listing_id: listingId,
      window_start: week,
      window_end: dayAfter(week, 6),
      p3_impressions_value: views,
      conversion_rate_value: conversion,
    })),
  })

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('those that changed most come first, down as well as up, and those that did not are none', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', EARLIER, { 11: 50, 12: 100, 13: 7, 14: 20 }, 0.01)
    await scraped(store, '2025-07-14', LATER, { 11: 60, 12: 20, 13: 7, 14: 30 }, 0.02)
    const movers = await store.analysis.movers({ accountId: ACCOUNT, week: LATER })
    expect(movers.filter(({ metric }) => metric === 'pageViews')).toEqual([
      { metric: 'pageViews', listingId: '12', before: 100, after: 20 },
      { metric: 'pageViews', listingId: '11', before: 50, after: 60 },
      { metric: 'pageViews', listingId: '14', before: 20, after: 30 },
    ])
    expect(movers.filter(({ metric }) => metric === 'conversion')).toHaveLength(4)
    expect(await store.analysis.movers({ accountId: ACCOUNT, week: LATER, limit: 1 })).toEqual([
      { metric: 'conversion', listingId: '11', before: 0.01, after: 0.02 },
      { metric: 'pageViews', listingId: '12', before: 100, after: 20 },
    ])
  })

  test('a listing without a number in one of the weeks did not move', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', EARLIER, { 11: null, 12: 4 })
    await scraped(store, '2025-07-14', LATER, { 11: 90, 12: null, 13: 3 })
    expect(await store.analysis.movers({ accountId: ACCOUNT, week: LATER })).toEqual([])
  })

  test('both weeks are as they were known on the day', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-14', EARLIER, { 11: 10 })
    await scraped(store, '2025-07-14', LATER, { 11: 14 })
    await scraped(store, '2025-07-15', LATER, { 11: 25 })
    const after = async (asOf: string) =>
      (await store.analysis.movers({ accountId: ACCOUNT, week: LATER, asOf })).map((mover) => mover.after)
    expect(await after('2025-07-14')).toEqual([14])
    expect(await after('2025-07-15')).toEqual([25])
  })
}, ALL_FLAVOURS)
