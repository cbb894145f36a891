import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { comparedWeekRow, nightRow } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { dayAfter, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const SCRAPE_DAY = '2025-07-14'
const nothing = { own: null, similar: null }

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test("a week's own numbers, and similar listings' as far away as the API says: never a mean of nights", async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      chartSummary: [
        comparedWeekRow(
          '2025-06-29',
          { impressions: 5000, views: 460, bookedNights: 14 },
          { views: 238, conversion: 0.0078 },
        ),
        // Ahead: similar listings are booked long before, and some look at them.
        comparedWeekRow(
          '2025-08-31',
          { impressions: 47, views: 0, bookedNights: 5 },
          { views: 9, conversion: 0.25 },
        ),
      ],
      // Nights have few impressions, and similar views are rounded: they say something else.
      chartQuery: Array.from({ length: 7 }, (_, index) =>
        nightRow(dayAfter('2025-06-29', index), [66, 35], { rates: [index === 0 ? 1 : 0, 0.01] }),
      ),
    })
    const weeks = await store.analysis.marketGap({ accountId: ACCOUNT })
    expect(weeks).toEqual([
      {
        listingId: LISTING,
        week: '2025-06-29',
        pageViews: { own: 460, similar: 238 },
        conversion: { own: 0.0028, similar: expect.closeTo(0.0078, 12) },
        estimated: false,
      },
      {
        listingId: LISTING,
        week: '2025-08-31',
        pageViews: { own: 0, similar: 9 },
        conversion: { own: 5 / 47, similar: expect.closeTo(0.25, 12) },
        estimated: false,
      },
    ])
  })

  test('what is not known of both is not compared', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      chartSummary: [
        comparedWeekRow(
          '2025-06-29',
          { impressions: 0, views: 3, bookedNights: 0 },
          { views: 8, conversion: 0.01 },
        ),
        {
          airbnb_listing_id: LISTING,
          window_start: '2025-07-06',
          window_end: '2025-07-12',
          p3_impressions_value: 40,
        },
      ],
    })
    expect(await store.analysis.marketGap({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        week: '2025-06-29',
        pageViews: { own: 3, similar: 8 },
        conversion: nothing,
        estimated: false,
      },
    ])
  })

  test('of an account, counts are added up, own conversion is that of the sums, similar weighted by impressions', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      chartSummary: [
        comparedWeekRow(
          '2025-06-29',
          { impressions: 3000, views: 300, bookedNights: 5 },
          { views: 100, conversion: 0.006 },
        ),
        comparedWeekRow(
          '2025-06-29',
          { impressions: 1038, views: 20, bookedNights: 9 },
          { views: 50, conversion: 0.01 },
          OTHER_LISTING,
        ),
      ],
    })
    expect(await store.analysis.marketGap({ accountId: ACCOUNT, per: 'account' })).toEqual([
      {
        listingId: null,
        week: '2025-06-29',
        pageViews: { own: 320, similar: 150 },
        // Similar: (3000 × 0.006 + 1038 × 0.01) ÷ 4038
        conversion: { own: 14 / 4038, similar: expect.closeTo(28.38 / 4038, 12) },
        estimated: false,
      },
    ])
  })

  test('a week without a row of its own is estimated from the nights that have both numbers', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      chartQuery: [
        nightRow('2025-06-29', [100, 20], { rates: [0.001, 0.004] }),
        nightRow('2025-06-30', [60, 30], { rates: [0, 0.008] }),
        // Booked after one impression, and seen by many through a link: no more than the one booking that it is.
        nightRow('2025-07-01', [25, 10], { rates: [1, 0.002] }),
        nightRow('2025-07-02', [7, null], { rates: [0.5, null] }),
        nightRow('2025-07-03', [8, 4]),
      ],
      chartSummary: [
        {
          ...comparedWeekRow(
            '2025-06-15',
            { impressions: 9000, views: 900, bookedNights: 20 },
            { views: 800, conversion: 0.01 },
          ),
          window_end: '2025-07-12',
        },
        comparedWeekRow(
          '2025-07-06',
          { impressions: 100, views: 10, bookedNights: 1 },
          { views: 5, conversion: 0.02 },
        ),
      ],
    })
    expect(await store.analysis.marketGap({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        week: '2025-06-29',
        pageViews: { own: 193, similar: 64 },
        conversion: {
          // (100 × 0.001 + 60 × 0 + 1 × 1) ÷ (100 + 60 + 1)
          own: expect.closeTo(1.1 / 161, 12),
          // (20 × 0.004 + 30 × 0.008 + 10 × 0.002) ÷ 60
          similar: expect.closeTo(0.34 / 60, 12),
        },
        estimated: true,
      },
      {
        listingId: LISTING,
        week: '2025-07-06',
        pageViews: { own: 10, similar: 5 },
        conversion: { own: 0.01, similar: expect.closeTo(0.02, 12) },
        estimated: false,
      },
    ])
  })

  test('of an account it is an estimate where one listing is, and weighted by page views', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      chartQuery: [nightRow('2025-06-29', [30, 10], { rates: [0.02, 0.01] })],
      chartSummary: [
        comparedWeekRow(
          '2025-06-29',
          { impressions: 1000, views: 90, bookedNights: 6 },
          { views: 40, conversion: 0.002 },
          OTHER_LISTING,
        ),
      ],
    })
    expect(await store.analysis.marketGap({ accountId: ACCOUNT, per: 'account' })).toEqual([
      {
        listingId: null,
        week: '2025-06-29',
        pageViews: { own: 120, similar: 50 },
        // (30 × 0.02 + 90 × 0.006) ÷ 120 and (30 × 0.01 + 90 × 0.002) ÷ 120
        conversion: { own: expect.closeTo(0.0095, 12), similar: expect.closeTo(0.004, 12) },
        estimated: true,
      },
    ])
  })

  test('zeros that nobody measured, more than 87 nights ahead, make no week', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      chartQuery: [
        nightRow(dayAfter(SCRAPE_DAY, 87), [0, 1]),
        nightRow(dayAfter(SCRAPE_DAY, 88), [0, 0]),
        nightRow(dayAfter(SCRAPE_DAY, 95), [0, 0]),
      ],
    })
    expect(await store.analysis.marketGap({ accountId: ACCOUNT })).toMatchObject([
      { week: '2025-10-05', pageViews: { own: 0, similar: 1 } },
    ])
  })

  test('tells what was known on a day, of one listing and of the weeks that begin on the days asked for', async () => {
    const store = await empty()
    await addAccount(store)
    const scraped = (scrapeDay: string, own: number) =>
      store.metrics.upsert({
        accountId: ACCOUNT,
        scrapeDay,
        chartQuery: [28, 29, 30].flatMap((day) => [
          nightRow(`2025-06-${day}`, [own, 1]),
          nightRow(`2025-06-${day}`, [1000, 1], { listingId: OTHER_LISTING }),
        ]),
        chartSummary: ['2025-07-06', '2025-07-13'].map((week) =>
          comparedWeekRow(week, { impressions: 9, views: own, bookedNights: 0 }, { views: 1, conversion: 0 }),
        ),
      })
    await scraped('2025-07-01', 3)
    await scraped('2025-07-02', 4)
    const own = async (asOf: string, to = '2025-07-09') =>
      (
        await store.analysis.marketGap({
          accountId: ACCOUNT,
          listingId: LISTING,
          from: '2025-06-24',
          to,
          asOf,
        })
      ).map(({ week, pageViews }) => [week, pageViews.own])
    expect(await own('2025-07-01')).toEqual([
      ['2025-06-29', 6],
      ['2025-07-06', 3],
    ])
    expect(await own('2025-07-02')).toEqual([
      ['2025-06-29', 8],
      ['2025-07-06', 4],
    ])
    expect(await own('2025-06-30')).toEqual([])
    // The whole week, of which the first night only was asked for.
    expect(await own('2025-07-02', '2025-06-29')).toEqual([['2025-06-29', 8]])
  })
}, ALL_FLAVOURS)
