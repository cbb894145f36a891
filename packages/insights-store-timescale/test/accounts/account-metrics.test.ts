import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

const REFUSAL = 'ServiceBadRequestError: malformed_input'
const [MONDAY, TUESDAY, WEDNESDAY] = ['2025-07-14', '2025-07-15', '2025-07-16'] as const

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('what was answered and refused is told of each account', async () => {
    const store = await empty()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccount(store, accountId)
    await store.accountMetrics.answered(ACCOUNT, MONDAY, ['overall', 'occupancy_rate', 'overall'])
    await store.accountMetrics.answered(ACCOUNT, TUESDAY, ['overall'])
    // A day that is made up for later is no newer one.
    await store.accountMetrics.answered(ACCOUNT, MONDAY, ['overall'])
    await store.accountMetrics.answered(ACCOUNT, MONDAY, [])
    expect(await store.accountMetrics.refused(ACCOUNT, TUESDAY, 'wishlist', REFUSAL)).toBe(true)
    expect(await store.accountMetrics.list(ACCOUNT)).toEqual([
      { metric: 'occupancy_rate', answeredOn: MONDAY, refusedOn: null, refusal: null },
      { metric: 'overall', answeredOn: TUESDAY, refusedOn: null, refusal: null },
      { metric: 'wishlist', answeredOn: null, refusedOn: TUESDAY, refusal: REFUSAL },
    ])
    expect(await store.accountMetrics.list(OTHER_ACCOUNT)).toEqual([])
  })

  test('a refusal is news once, until the metric was answered', async () => {
    const store = await empty()
    await addAccount(store)
    const { accountMetrics } = store
    expect(await accountMetrics.refused(ACCOUNT, MONDAY, 'wishlist', REFUSAL)).toBe(true)
    expect(await accountMetrics.refused(ACCOUNT, TUESDAY, 'wishlist', 'another')).toBe(false)
    expect(await accountMetrics.list(ACCOUNT)).toMatchObject([{ refusedOn: TUESDAY, refusal: 'another' }])
    await accountMetrics.answered(ACCOUNT, TUESDAY, ['wishlist'])
    expect(await accountMetrics.list(ACCOUNT)).toEqual([
      { metric: 'wishlist', answeredOn: TUESDAY, refusedOn: null, refusal: null },
    ])
    // Of one listing, on a day on which it was answered for another.
    expect(await accountMetrics.refused(ACCOUNT, TUESDAY, 'wishlist', REFUSAL)).toBe(false)
    expect(await accountMetrics.list(ACCOUNT)).toMatchObject([{ answeredOn: TUESDAY, refusedOn: null }])
    expect(await accountMetrics.refused(ACCOUNT, WEDNESDAY, 'wishlist', REFUSAL)).toBe(true)
    // An older answer that comes late takes no newer refusal back.
    await accountMetrics.answered(ACCOUNT, TUESDAY, ['wishlist'])
    expect(await accountMetrics.list(ACCOUNT)).toEqual([
      { metric: 'wishlist', answeredOn: TUESDAY, refusedOn: WEDNESDAY, refusal: REFUSAL },
    ])
  })

  test('goes with a purged account, and stays with one that may come back', async () => {
    const store = await empty()
    await addAccount(store)
    await store.accountMetrics.refused(ACCOUNT, MONDAY, 'wishlist', 'with \u0000 in it')
    await store.accounts.remove(ACCOUNT)
    await addAccount(store)
    expect(await store.accountMetrics.list(ACCOUNT)).toMatchObject([{ refusal: 'with \uFFFD in it' }])
    await store.accounts.remove(ACCOUNT, { purge: true })
    await addAccount(store)
    expect(await store.accountMetrics.list(ACCOUNT)).toEqual([])
  })

  test('an account that is not there is told', async () => {
    const store = await empty()
    const missing = { code: 'account_not_found', accountId: '404' }
    await expect(store.accountMetrics.answered('404', MONDAY, ['overall'])).rejects.toMatchObject(missing)
    await expect(store.accountMetrics.refused('404', MONDAY, 'overall', REFUSAL)).rejects.toMatchObject(
      missing,
    )
  })
})
