import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { type OwnAndSimilarPair, readNights } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { dayAfter, LISTING, OTHER_LISTING, pointRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

/** Which of the nights from the newest scrape day on look taken, as a text: `#` for those that do. */
const takenOf = async (store: Store, query: { from?: string; to?: string } = {}): Promise<string> =>
  (await store.analysis.nights({ accountId: ACCOUNT, ...query }))
    .map(({ looksTaken }) => (looksTaken ? '#' : '.'))
    .join('')

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('each night from the newest scrape day on, when it was read and when it changed last', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(store, '2025-07-12', '2025-07-13', [
      [9, 5],
      [7, 5],
      [3, 4],
      [2, 4],
    ])
    await readNights(store, '2025-07-13', '2025-07-13', [
      [9, 6],
      [12, 6],
      [5, 5],
    ])
    await readNights(store, '2025-07-14', '2025-07-13', [
      [9, 6],
      [14, 7],
      [5, 6],
    ])
    await readNights(store, '2025-07-14', '2025-07-30', [[null, null]])
    const rest = { listingId: LISTING, looksTaken: false, takenFrom: 'page_views' }
    expect(await store.analysis.nights({ accountId: ACCOUNT })).toEqual([
      {
        ...rest,
        night: '2025-07-14',
        own: 14,
        similar: 7,
        readOn: '2025-07-14',
        changedOn: '2025-07-14',
        gained: 2,
      },
      {
        ...rest,
        night: '2025-07-15',
        own: 5,
        similar: 6,
        readOn: '2025-07-14',
        changedOn: '2025-07-13',
        gained: 0,
      },
      {
        ...rest,
        night: '2025-07-16',
        own: 2,
        similar: 4,
        readOn: '2025-07-12',
        changedOn: null,
        gained: null,
      },
    ])
    expect(
      (await store.analysis.nights({ accountId: ACCOUNT, asOf: '2025-07-13' })).map(({ night, own }) => [
        night,
        own,
      ]),
    ).toEqual([
      ['2025-07-13', 9],
      ['2025-07-14', 12],
      ['2025-07-15', 5],
      ['2025-07-16', 2],
    ])
  })

  test('nights in a row look taken where similar listings are looked at and the own is not', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(store, '2025-07-14', '2025-07-14', [
      [40, 22],
      [0, 19],
      [1, 11],
      [1, 10],
      // Half of what the others have: few, but no stay.
      [5, 10],
      // A single night without interest happens.
      [0, 14],
      [14, 11],
      // Exactly a fifth, twice.
      [1, 5],
      [2, 10],
      [3, 14],
      // Too few look at the others to tell.
      [0, 2],
      [0, 2],
      [0, 3],
      [0, 3],
      [null, 9],
    ])
    expect(await takenOf(store)).toBe('.###...##...##.')
  })

  test('a run of taken nights is whole, whatever part of it is asked for', async () => {
    const store = await empty()
    await addAccount(store)
    // The night before the scrape day belongs to it.
    await readNights(store, '2025-07-14', '2025-07-13', [
      [0, 12],
      [0, 12],
      [30, 12],
      [0, 9],
      [0, 9],
      [30, 9],
    ])
    expect(await takenOf(store)).toBe('#.##.')
    expect(await takenOf(store, { from: '2025-07-17' })).toBe('#.')
    expect(await takenOf(store, { to: '2025-07-16' })).toBe('#.#')
  })

  test('where its occupancy is stored, a night is taken or not by that, and it is told by which', async () => {
    const store = await empty()
    await addAccount(store)
    // By page views the first two would look taken, and the others not.
    await readNights(store, '2025-07-14', '2025-07-14', [
      [0, 12],
      [0, 12],
      [30, 12],
      [30, 12],
      [30, 12],
      [30, 12],
    ])
    const occupancy = (scrapeDay: string, values: readonly (number | null)[], more: object = {}) =>
      store.metrics.upsert({
        accountId: ACCOUNT,
        scrapeDay,
        metricPoints: values.map((value, night) =>
          pointRow(dayAfter('2025-07-14', night), { value, ...more }),
        ),
      })
    await occupancy('2025-07-14', [0, null, 1, 0.5])
    // None of these is the listing's own night.
    await occupancy('2025-07-14', [1, 1, 1, 1, 1], { series: 'similar' })
    await occupancy('2025-07-14', [1, 1, 1, 1, 1], { granularity: 'WEEK' })
    await occupancy('2025-07-14', [1, 1, 1, 1, 1], { listingId: OTHER_LISTING })
    await occupancy('2025-07-14', [1, 1, 1, 1, 1], { metric: 'nightly_rate' })
    const told = async (asOf?: string) =>
      (await store.analysis.nights({ accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) })).map(
        ({ looksTaken, takenFrom }) => [looksTaken, takenFrom],
      )
    const before = [
      [false, 'occupancy_rate'],
      [true, 'page_views'],
      [true, 'occupancy_rate'],
      [true, 'occupancy_rate'],
      [false, 'page_views'],
      [false, 'page_views'],
    ]
    expect(await told()).toEqual(before)
    await occupancy('2025-07-15', [1, 1, 0.4])
    expect(await told('2025-07-14')).toEqual(before)
    expect((await told()).slice(0, 3)).toEqual([
      [true, 'occupancy_rate'],
      [true, 'occupancy_rate'],
      [false, 'occupancy_rate'],
    ])
    // Of all that is ahead only what is asked for, of one listing.
    expect(
      await store.analysis.nights({ accountId: ACCOUNT, listingId: LISTING, from: '2025-07-19' }),
    ).toMatchObject([{ night: '2025-07-19', looksTaken: false, takenFrom: 'page_views' }])
  })

  test('listings are looked at one by one', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(store, '2025-07-14', '2025-07-14', [[0, 12]])
    await readNights(store, '2025-07-14', '2025-07-15', [[0, 12]], OTHER_LISTING)
    expect(await takenOf(store)).toBe('..')
    expect(await store.analysis.nights({ accountId: ACCOUNT, listingId: OTHER_LISTING })).toMatchObject([
      { listingId: OTHER_LISTING, night: '2025-07-15' },
    ])
  })

  test('nothing can be told of nights far ahead, and beyond 87 nights there are none', async () => {
    const store = await empty()
    await addAccount(store)
    await readNights(
      store,
      '2025-07-14',
      dayAfter('2025-07-14', 59),
      Array.from({ length: 40 }, (): OwnAndSimilarPair => [0, 3]),
    )
    expect(await takenOf(store)).toBe(`##${'.'.repeat(27)}`)
    expect((await store.analysis.nights({ accountId: ACCOUNT })).at(-1)).toMatchObject({
      night: dayAfter('2025-07-14', 87),
    })
  })
}, ALL_FLAVOURS)
