import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { readNights } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

/** A listing with its cursor, as a commit leaves it. */
const committed = ({ db }: Store, cursor: string, listingId = LISTING, accountId = ACCOUNT) =>
  db
    .insertInto('listings')
    .values({ account_id: accountId, airbnb_listing_id: listingId, last_synced_day: cursor })
    .execute()

/** The scrape days that are compared, and the first night that lies ahead. */
const daysOf = async ({ analysis }: Store, asOf?: string) => {
  const query = { accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) }
  const [night] = await analysis.nights(query)
  const [step] = await analysis.pace(query)
  return [night?.night, step?.since, step?.scrapeDay]
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  /** Read on three days, the first long before the others. */
  const filled = async () => {
    const store = await empty()
    await addAccount(store)
    for (const scrapeDay of ['2025-05-20', '2025-07-01', '2025-07-02']) {
      await readNights(
        store,
        scrapeDay,
        '2025-07-01',
        Array.from({ length: 5 }, () => [4, 4]),
      )
    }
    return store
  }

  test('the newest scrape day is that of the newest rows, and the one before it is the next older', async () => {
    const store = await filled()
    expect(await daysOf(store)).toEqual(['2025-07-02', '2025-07-01', '2025-07-02'])
    // More than a month lies in between.
    expect(await daysOf(store, '2025-07-01')).toEqual(['2025-07-01', '2025-05-20', '2025-07-01'])
    expect(await daysOf(store, '2025-05-19')).toEqual([undefined, undefined, undefined])
  })

  test('cursors only say where to look: rows decide', async () => {
    const store = await filled()
    await committed(store, '2025-05-20')
    await committed(store, '2025-07-02', OTHER_LISTING)
    await addAccount(store, OTHER_ACCOUNT)
    await committed(store, '2025-08-01', LISTING, OTHER_ACCOUNT)
    expect(await daysOf(store)).toEqual(['2025-07-02', '2025-07-01', '2025-07-02'])
    expect(await daysOf(store, '2025-07-01')).toEqual(['2025-07-01', '2025-05-20', '2025-07-01'])
  })

  test('a listing that was committed without rows since then does not hide them', async () => {
    const store = await filled()
    await committed(store, '2025-07-09')
    expect(await daysOf(store)).toEqual(['2025-07-02', '2025-07-01', '2025-07-02'])
  })

  test('the day that retention has carried rows to is no scrape day', async () => {
    const store = await filled()
    await store.maintenance.apply({ dropAfterDays: 1, compressAfterDays: null, today: '2025-12-01' })
    expect(await daysOf(store)).toEqual(['2025-07-02', undefined, undefined])
    expect(await daysOf(store, '2025-12-01')).toEqual(['2025-07-02', undefined, undefined])
  })
}, ALL_FLAVOURS)
