import { expect, test } from 'vitest'
import { isAccountNotFoundError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { listingNames } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('notes listings with any name, and ids beyond 2^53 as they are', async () => {
    const store = await empty()
    await addAccount(store)
    const { listingName, internalName } = listingNames()
    await store.listings.recordSeen(ACCOUNT, '2025-07-14', [
      { listingId: OTHER_LISTING, listingName: 'nul\u0000byte', internalName: null },
      { listingId: LISTING, listingName, internalName },
    ])
    const seen = { firstSeenOn: '2025-07-14', lastSeenOn: '2025-07-14', lastSyncedDay: null }
    expect(await store.listings.list(ACCOUNT)).toEqual([
      { listingId: LISTING, listingName, internalName, ...seen },
      { listingId: OTHER_LISTING, listingName: 'nul\uFFFDbyte', internalName: null, ...seen },
    ])
    expect(await store.listings.list(OTHER_ACCOUNT)).toEqual([])
  })

  test('keeps the first and the last day, and the names of the last', async () => {
    const store = await empty()
    await addAccount(store)
    const see = (day: string, listingName: string) =>
      store.listings.recordSeen(ACCOUNT, day, [{ listingId: LISTING, listingName }])
    await see('2025-07-14', 'Old name')
    await see('2025-07-20', 'New name')
    await see('2025-07-10', 'Older name')
    expect(await store.listings.list(ACCOUNT)).toMatchObject([
      { listingName: 'New name', firstSeenOn: '2025-07-10', lastSeenOn: '2025-07-20' },
    ])
  })

  test('takes a listing that is given twice, and none at all', async () => {
    const store = await empty()
    await addAccount(store)
    await store.listings.recordSeen(ACCOUNT, '2025-07-14', [])
    await store.listings.recordSeen(ACCOUNT, '2025-07-14', [
      { listingId: LISTING, listingName: 'first' },
      { listingId: LISTING, listingName: 'second' },
    ])
    expect(await store.listings.list(ACCOUNT)).toMatchObject([{ listingName: 'second' }])
  })

  test('refuses listings of an unknown account', async () => {
    const store = await empty()
    const error = await store.listings
      .recordSeen('999', '2025-07-14', [{ listingId: LISTING }])
      .catch((failure: unknown) => failure)
    expect(isAccountNotFoundError(error)).toBe(true)
  })
})
