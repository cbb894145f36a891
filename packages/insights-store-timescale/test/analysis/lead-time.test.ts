import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { readNights } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('how page views came in before nights that have passed', async () => {
    const store = await empty()
    await addAccount(store)
    // The nights of the 10th, 11th and 12th.
    await readNights(store, '2025-07-09', '2025-07-10', [
      [20, 10],
      [9, 8],
      [6, 5],
    ])
    await readNights(store, '2025-07-10', '2025-07-10', [
      [30, 12],
      [15, 9],
      [8, 6],
    ])
    // From then on none of the night of the 12th: what it came to is not known.
    await readNights(store, '2025-07-14', '2025-07-10', [
      [40, 14],
      [20, 11],
    ])
    expect(await store.analysis.leadTime({ accountId: ACCOUNT })).toEqual([
      { listingId: LISTING, daysBefore: 2, nights: 1, own: 9, similar: 8, ownShare: 9 / 20 },
      // (20 + 15) ÷ (40 + 20)
      { listingId: LISTING, daysBefore: 1, nights: 2, own: 17.5, similar: 9.5, ownShare: 35 / 60 },
      { listingId: LISTING, daysBefore: 0, nights: 1, own: 30, similar: 12, ownShare: 30 / 40 },
    ])
  })

  test('of the last nights that have passed, of one listing, as it was known on a day', async () => {
    const store = await empty()
    await addAccount(store)
    for (const [scrapeDay, own] of [
      ['2025-07-01', 1],
      ['2025-07-04', 4],
    ] as const) {
      await readNights(store, scrapeDay, '2025-07-02', [
        [own, 1],
        [2 * own, 1],
        [9 * own, 1],
      ])
      await readNights(store, scrapeDay, '2025-07-02', [[100, 1]], OTHER_LISTING)
    }
    const points = async (query: { nights?: number; asOf?: string; to?: string }) =>
      (await store.analysis.leadTime({ accountId: ACCOUNT, listingId: LISTING, ...query })).map(
        ({ daysBefore, own, ownShare }) => [daysBefore, own, ownShare],
      )
    expect(await points({})).toEqual([
      [2, 2, 0.25],
      [1, 1, 0.25],
    ])
    expect(await points({ nights: 1 })).toEqual([[2, 2, 0.25]])
    expect(await points({ to: '2025-07-02' })).toEqual([[1, 1, 0.25]])
    expect(await points({ asOf: '2025-07-03' })).toEqual([])
  })

  test('what retention has carried was read when it was read, not on the day that it was carried to', async () => {
    const store = await empty()
    await addAccount(store)
    for (const [scrapeDay, own] of [
      ['2025-05-10', 5],
      ['2025-07-15', 8],
      ['2025-07-22', 10],
    ] as const) {
      await readNights(store, scrapeDay, '2025-07-20', [[own, 1]])
    }
    const points = async () =>
      (await store.analysis.leadTime({ accountId: ACCOUNT })).map(({ daysBefore, own, ownShare }) => [
        daysBefore,
        own,
        ownShare,
      ])
    const before = [
      [71, 5, 0.5],
      [5, 8, 0.8],
    ]
    expect(await points()).toEqual(before)
    const nights = await store.analysis.nights({ accountId: ACCOUNT, asOf: '2025-07-15' })
    expect(nights).toMatchObject([{ own: 8, changedOn: '2025-07-15', gained: 3 }])
    await store.maintenance.apply({ dropAfterDays: 1, compressAfterDays: null, today: '2025-07-13' })
    const { rows } = await sql`
      SELECT FROM ${tableIn(store.schema, 'chart_query')} WHERE "time" = '2025-05-10'`.execute(store.db)
    expect(rows).toEqual([])
    expect(await points()).toEqual(before)
    expect(await store.analysis.nights({ accountId: ACCOUNT, asOf: '2025-07-15' })).toEqual(nights)
  })

  test('nights that came to nothing have no share', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(store, '2025-07-01', '2025-07-02', [[0, 3]])
    await readNights(store, '2025-07-04', '2025-07-02', [[0, 5]])
    expect(await store.analysis.leadTime({ accountId: ACCOUNT })).toEqual([
      { listingId: LISTING, daysBefore: 1, nights: 1, own: 0, similar: 3, ownShare: null },
    ])
  })
}, ALL_FLAVOURS)
