import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { nightRow, type WeekNumbers, weekRow } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { dayAfter } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

/** The newest week that has ended before the scrape day, and the one before it. */
const LATER = '2025-07-06'
const EARLIER = '2025-06-29'
const SCRAPE_DAY = '2025-07-14'

/** Weeks by listing, and the night of the scrape day, so that there is a newest scrape day. */
const scraped = (store: Store, scrapeDay: string, weeks: Record<string, Record<string, WeekNumbers>>) =>
  store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay,
    listOfMetrics: Object.entries(weeks).flatMap(([week, byListing]) =>
      Object.entries(byListing).map(([listingId, numbers]) => weekRow(week, numbers, listingId)),
    ),
    chartQuery: [nightRow(scrapeDay, [1, 1])],
  })

const views = (number: number): WeekNumbers => ({ impressions: 1000, views: number, bookedNights: 10 })

/** The page views of each night of weeks ahead, by listing. */
const readWeeksAhead = (store: Store, scrapeDay: string, weeks: Record<string, Record<string, number>>) =>
  store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay,
    chartQuery: Object.entries(weeks).flatMap(([week, byListing]) =>
      Object.entries(byListing).flatMap(([listingId, own]) =>
        Array.from({ length: 7 }, (_, index) => nightRow(dayAfter(week, index), [own, 5], { listingId })),
      ),
    ),
  })

/** Page views of weeks of one listing. */
const viewsOf = (listingId: string, weeks: Record<string, number>) =>
  Object.fromEntries(Object.entries(weeks).map(([week, own]) => [week, { [listingId]: views(own) }]))

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('behind, those that changed most come first, down as well as up, and those that did not are none', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, SCRAPE_DAY, {
      [EARLIER]: { 11: views(50), 12: views(100), 13: views(7), 14: views(20) },
      [LATER]: {
        11: views(60),
        12: views(20),
        13: { impressions: 1200, views: 7, bookedNights: 24 },
        14: views(30),
      },
      // Still under way, and ahead.
      '2025-07-13': { 11: views(900), 12: views(900) },
      '2025-07-20': { 11: views(1) },
    })
    const { behind } = await store.analysis.movers({ accountId: ACCOUNT })
    expect(behind).toEqual({
      week: LATER,
      movers: [
        { metric: 'conversion', listingId: '13', week: LATER, before: 0.01, after: 0.02 },
        { metric: 'impressions', listingId: '13', week: LATER, before: 1000, after: 1200 },
        { metric: 'pageViews', listingId: '12', week: LATER, before: 100, after: 20 },
        { metric: 'pageViews', listingId: '11', week: LATER, before: 50, after: 60 },
        { metric: 'pageViews', listingId: '14', week: LATER, before: 20, after: 30 },
      ],
    })
    const limited = await store.analysis.movers({ accountId: ACCOUNT, limit: 1 })
    expect(limited.behind.movers.map(({ metric, listingId }) => [metric, listingId])).toEqual([
      ['conversion', '13'],
      ['impressions', '13'],
      ['pageViews', '12'],
    ])
  })

  test('a rate out of few impressions did not move: one booked night more is much of it', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, SCRAPE_DAY, {
      [EARLIER]: {
        11: { impressions: 30, views: 9, bookedNights: 1 },
        12: { impressions: 100, views: 9, bookedNights: 1 },
      },
      [LATER]: {
        11: { impressions: 400, views: 9, bookedNights: 2 },
        12: { impressions: 100, views: 9, bookedNights: 2 },
      },
    })
    const { behind } = await store.analysis.movers({ accountId: ACCOUNT })
    expect(behind.movers.map(({ metric, listingId }) => [metric, listingId])).toEqual([
      ['conversion', '12'],
      ['impressions', '11'],
    ])
  })

  test('nor did a rate out of impressions that are not known', async () => {
    const store = await empty()
    await addAccount(store)
    const unknown = { p2_impressions_value: null }
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      listOfMetrics: [
        { ...weekRow(EARLIER, views(9), '11'), ...unknown },
        weekRow(LATER, { impressions: 1000, views: 9, bookedNights: 20 }, '11'),
        weekRow(EARLIER, views(9), '12'),
        { ...weekRow(LATER, { impressions: 1000, views: 9, bookedNights: 20 }, '12'), ...unknown },
      ],
      chartQuery: [nightRow(SCRAPE_DAY, [1, 1])],
    })
    const { behind } = await store.analysis.movers({ accountId: ACCOUNT })
    expect(behind).toEqual({ week: LATER, movers: [] })
  })

  test('a week that was read last before its end has not collapsed', async () => {
    const store = await empty()
    await addAccount(store)
    // Of 11, what could be known of the two weeks while they lay ahead; it fails since.
    await scraped(
      store,
      '2025-06-24',
      viewsOf('11', { '2025-06-08': 88, '2025-06-15': 90, [EARLIER]: 40, [LATER]: 9 }),
    )
    await scraped(store, SCRAPE_DAY, viewsOf('12', { [EARLIER]: 80, [LATER]: 82 }))
    const { behind } = await store.analysis.movers({ accountId: ACCOUNT })
    expect(behind).toEqual({
      week: LATER,
      movers: [{ metric: 'pageViews', listingId: '12', week: LATER, before: 80, after: 82 }],
    })
    const { behind: of11 } = await store.analysis.movers({ accountId: ACCOUNT, asOf: '2025-06-24' })
    expect(of11.movers.map(({ week, before, after }) => [week, before, after])).toEqual([
      ['2025-06-15', 88, 90],
    ])
  })

  test('of weeks long behind, the newest two in a row are compared where there are none since', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-03-10', { '2025-02-23': { 11: views(3) }, '2025-03-02': { 11: views(10) } })
    await scraped(store, SCRAPE_DAY, { [LATER]: { 11: views(90) } })
    const { behind } = await store.analysis.movers({ accountId: ACCOUNT })
    expect(behind.week).toBe('2025-03-02')
    expect(behind.movers.map(({ before, after }) => [before, after])).toEqual([[3, 10]])
  })

  test('of weeks that are known, the newest two in a row are compared, as they were known on the day', async () => {
    const store = await empty()
    await addAccount(store)
    await scraped(store, '2025-07-01', { '2025-06-15': { 11: views(3) }, '2025-06-22': { 11: views(10) } })
    await scraped(store, '2025-07-07', { '2025-06-22': { 11: views(12) }, [LATER]: { 11: views(90) } })
    const behind = async (asOf?: string) => {
      const found = await store.analysis.movers({ accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) })
      return [found.behind.week, ...found.behind.movers.map((mover) => [mover.before, mover.after])]
    }
    // The week from the 29th of June on was never asked for.
    expect(await behind()).toEqual(['2025-06-22', [3, 12]])
    expect(await behind('2025-07-06')).toEqual(['2025-06-22', [3, 10]])
    expect(await behind('2025-06-30')).toEqual([null])
  })

  test('ahead, weeks that gained or lost most since the last look', async () => {
    const store = await empty()
    await addAccount(store)
    await readWeeksAhead(store, '2025-07-13', {
      '2025-07-13': { 11: 1 },
      '2025-07-20': { 11: 10, 12: 4 },
      '2025-07-27': { 11: 6, 12: 5 },
    })
    await readWeeksAhead(store, SCRAPE_DAY, {
      // Under way: three of its nights have passed, or nearly.
      '2025-07-13': { 11: 90 },
      '2025-07-20': { 11: 12, 12: 9 },
      '2025-07-27': { 11: 6, 12: 4 },
      '2025-08-03': { 11: 70 },
    })
    const movers = await store.analysis.movers({ accountId: ACCOUNT })
    const rest = { metric: 'pageViews' }
    expect(movers.ahead).toEqual({
      since: '2025-07-13',
      movers: [
        { ...rest, listingId: '12', week: '2025-07-20', before: 28, after: 63 },
        { ...rest, listingId: '11', week: '2025-07-20', before: 70, after: 84 },
        { ...rest, listingId: '12', week: '2025-07-27', before: 35, after: 28 },
      ],
    })
    expect((await store.analysis.movers({ accountId: ACCOUNT, limit: 1 })).ahead.movers).toHaveLength(1)
    expect((await store.analysis.movers({ accountId: ACCOUNT, asOf: '2025-07-13' })).ahead).toEqual({
      since: null,
      movers: [],
    })
  })

  test('a week that was not read on the day to compare with is not among those that moved since', async () => {
    const store = await empty()
    await addAccount(store)
    await readWeeksAhead(store, '2025-07-07', { '2025-07-20': { 11: 1 }, '2025-09-07': { 11: 1 } })
    await readWeeksAhead(store, '2025-07-13', { '2025-07-20': { 11: 2 } })
    await readWeeksAhead(store, SCRAPE_DAY, { '2025-07-20': { 11: 3 }, '2025-09-07': { 11: 9 } })
    const ahead = async (since?: string) => {
      const found = await store.analysis.movers({ accountId: ACCOUNT, ...(since !== undefined && { since }) })
      return [found.ahead.since, ...found.ahead.movers.map(({ week, before }) => [week, before])]
    }
    expect(await ahead()).toEqual(['2025-07-13', ['2025-07-20', 14]])
    expect(await ahead('2025-07-08')).toEqual(['2025-07-07', ['2025-09-07', 7], ['2025-07-20', 7]])
    const { ahead: then } = await store.analysis.movers({
      accountId: ACCOUNT,
      asOf: '2025-07-06',
      since: '2025-07-08',
    })
    // Nothing had been read yet.
    expect(then).toEqual({ since: null, movers: [] })
  })

  test('an account without numbers has no movers', async () => {
    const store = await empty()
    await addAccount(store)
    expect(await store.analysis.movers({ accountId: ACCOUNT })).toEqual({
      behind: { week: null, movers: [] },
      ahead: { since: null, movers: [] },
    })
  })
}, ALL_FLAVOURS)
