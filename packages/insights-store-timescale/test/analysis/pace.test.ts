import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { readNights } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { dayAfter, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('what nights ahead gained since the scrape day before, own and similar', async () => {
    const store = await empty()
    await addAccount(store)
    // From Saturday on; the 14th is the newest scrape day.
    await readNights(store, '2025-07-13', '2025-07-12', [
      [40, 20],
      [30, 18],
      [20, 15],
      [0, 9],
    ])
    await readNights(store, '2025-07-14', '2025-07-12', [
      [41, 21],
      [33, 19],
      [26, 16],
      [0, 12],
    ])
    expect(await store.analysis.pace({ accountId: ACCOUNT })).toEqual([
      {
        listingId: LISTING,
        start: '2025-07-14',
        nights: 1,
        scrapeDay: '2025-07-14',
        since: '2025-07-13',
        before: { own: 20, similar: 15 },
        now: { own: 26, similar: 16 },
        gained: { own: 6, similar: 1 },
      },
      {
        listingId: LISTING,
        start: '2025-07-15',
        nights: 1,
        scrapeDay: '2025-07-14',
        since: '2025-07-13',
        before: { own: 0, similar: 9 },
        now: { own: 0, similar: 12 },
        gained: { own: 0, similar: 3 },
      },
    ])
    const behindToo = await store.analysis.pace({ accountId: ACCOUNT, from: '2025-07-12', to: '2025-07-13' })
    expect(behindToo.map(({ start, gained }) => [start, gained.own])).toEqual([
      ['2025-07-12', 1],
      ['2025-07-13', 3],
    ])
  })

  test('a night that was asked for the first time, or not again, has gained nothing that anybody knows of', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(store, '2025-07-13', '2025-07-20', [
      [5, 5],
      [6, 6],
      [null, null],
    ])
    await readNights(store, '2025-07-14', '2025-07-21', [
      [8, 7],
      [9, 8],
      [10, 9],
    ])
    expect(await store.analysis.pace({ accountId: ACCOUNT })).toMatchObject([
      { start: '2025-07-21', gained: { own: 2, similar: 1 } },
    ])
    expect(await store.analysis.pace({ accountId: ACCOUNT, by: 'week' })).toMatchObject([
      { start: '2025-07-20', nights: 1, gained: { own: 2, similar: 1 } },
    ])
  })

  test('by week, and of all listings together, with the days on which the numbers were read', async () => {
    const store = await empty()
    await addAccount(store)
    // The far week is read once a week.
    await readNights(store, '2025-07-07', '2025-07-19', [
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    await readNights(store, '2025-07-13', '2025-07-19', [[10, 4]])
    await readNights(store, '2025-07-13', '2025-07-20', [[100, 50]], OTHER_LISTING)
    await readNights(store, '2025-07-14', '2025-07-19', [
      [12, 5],
      [4, 3],
      [7, 5],
    ])
    await readNights(store, '2025-07-14', '2025-07-20', [[130, 55]], OTHER_LISTING)
    const week = { scrapeDay: '2025-07-14', start: '2025-07-20' }
    expect(await store.analysis.pace({ accountId: ACCOUNT, by: 'week' })).toEqual([
      {
        listingId: LISTING,
        start: '2025-07-13',
        nights: 1,
        scrapeDay: '2025-07-14',
        since: '2025-07-13',
        before: { own: 10, similar: 4 },
        now: { own: 12, similar: 5 },
        gained: { own: 2, similar: 1 },
      },
      {
        ...week,
        listingId: LISTING,
        nights: 2,
        since: '2025-07-07',
        before: { own: 5, similar: 5 },
        now: { own: 11, similar: 8 },
        gained: { own: 6, similar: 3 },
      },
      {
        ...week,
        listingId: OTHER_LISTING,
        nights: 1,
        since: '2025-07-13',
        before: { own: 100, similar: 50 },
        now: { own: 130, similar: 55 },
        gained: { own: 30, similar: 5 },
      },
    ])
    expect(
      await store.analysis.pace({ accountId: ACCOUNT, by: 'week', per: 'account', from: '2025-07-20' }),
    ).toEqual([
      {
        ...week,
        listingId: null,
        nights: 3,
        since: '2025-07-07',
        before: { own: 105, similar: 55 },
        now: { own: 141, similar: 63 },
        gained: { own: 36, similar: 8 },
      },
    ])
  })

  test('between any two scrape days', async () => {
    const store = await empty()
    await addAccount(store)
    for (const [scrapeDay, own] of [
      ['2025-06-10', 6],
      ['2025-07-08', 41],
      ['2025-07-15', 60],
      ['2025-07-22', 60],
    ] as const) {
      await readNights(store, scrapeDay, '2025-08-05', [[own, own + 1]])
    }
    const gained = async (query: { since?: string; asOf?: string }) =>
      (await store.analysis.pace({ accountId: ACCOUNT, ...query })).map((step) => [
        step.since,
        step.scrapeDay,
        step.gained.own,
      ])
    expect(await gained({})).toEqual([['2025-07-15', '2025-07-22', 0]])
    expect(await gained({ asOf: '2025-07-15' })).toEqual([['2025-07-08', '2025-07-15', 19]])
    // Nothing was read on the 12th: what was known then is that of the 8th.
    expect(await gained({ since: '2025-07-12' })).toEqual([['2025-07-08', '2025-07-22', 19]])
    expect(await gained({ since: '2025-06-10', asOf: '2025-07-21' })).toEqual([
      ['2025-06-10', '2025-07-15', 54],
    ])
    expect(await gained({ since: '2025-07-22' })).toEqual([])
    expect(await gained({ since: '2025-06-09' })).toEqual([])
    expect(await gained({ asOf: '2025-06-10' })).toEqual([])
  })

  test('a zero that nobody measured, more than 87 nights ahead, is no look', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(store, '2025-07-13', dayAfter('2025-07-13', 87), [
      [0, 1],
      [0, 0],
    ])
    await readNights(store, '2025-07-14', dayAfter('2025-07-13', 87), [
      [0, 2],
      [0, 1],
    ])
    expect(await store.analysis.pace({ accountId: ACCOUNT })).toMatchObject([
      { start: dayAfter('2025-07-13', 87), gained: { own: 0, similar: 1 } },
    ])
  })

  test('where only own numbers are known, these are told', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(store, '2025-07-13', '2025-07-20', [[1, null]])
    await readNights(store, '2025-07-14', '2025-07-20', [[4, 2]])
    expect(await store.analysis.pace({ accountId: ACCOUNT })).toMatchObject([
      {
        before: { own: 1, similar: null },
        now: { own: 4, similar: null },
        gained: { own: 3, similar: null },
      },
    ])
  })
}, ALL_FLAVOURS)
