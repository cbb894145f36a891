import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { expireSession, inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

/** What became of listings on a scrape day. */
const storeDay = async (
  store: Store,
  scrapeDay: string,
  listings: Readonly<Record<string, 'succeeded' | 'failed' | 'pending'>>,
) => {
  const statuses = Object.values(listings)
  const runId = await storeRun(store, {
    status: 'partial',
    scrape_day: scrapeDay,
    created_at: new Date(`${scrapeDay}T05:00:00Z`),
    finished_at: new Date(`${scrapeDay}T05:10:00Z`),
    listings_total: statuses.length,
    listings_succeeded: statuses.filter((status) => status === 'succeeded').length,
    listings_failed: statuses.filter((status) => status === 'failed').length,
  })
  for (const [listingId, status] of Object.entries(listings)) {
    await store.db
      .insertInto('sync_run_listings')
      .values({
        run_id: runId,
        airbnb_listing_id: listingId,
        status,
        airbnb_internal_name: `house ${listingId}`,
        ...(status === 'failed' ? { error_code: 'response_shape', error_message: `on ${scrapeDay}` } : {}),
      })
      .execute()
  }
}

const factsOf = async (store: Store, accountId = ACCOUNT) => {
  const [facts] = await store.notifications.facts({ today: TODAY, accountId })
  return facts
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('an account that was never synced has no run and nothing stored', async () => {
    const store = await empty()
    await addAccount(store)
    expect(await factsOf(store)).toMatchObject({
      accountId: ACCOUNT,
      isActive: true,
      credentialStatus: 'unknown',
      lastStoredAt: null,
      run: null,
      failing: [],
      newListings: [],
    })
  })

  test('the newest run is told, and when a listing was last stored', async () => {
    const store = await empty()
    await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await store.accounts.remove(OTHER_ACCOUNT)
    const storedAt = inMinutes(-50)
    await storeRun(store, { status: 'partial', finished_at: storedAt, listings_succeeded: 1 })
    await storeRun(store, {
      status: 'failed',
      created_at: inMinutes(-5),
      error_code: 'network',
      error_message: 'gone',
    })
    await expireSession(store)
    expect((await store.notifications.facts({ today: TODAY })).map(({ accountId }) => accountId)).toEqual([
      ACCOUNT,
    ])
    expect(await factsOf(store)).toMatchObject({
      credentialStatus: 'expired',
      lastStoredAt: storedAt,
      run: { status: 'failed', error: { code: 'network', message: 'gone' } },
    })
  })

  test('a listing has failed three days running only where each of its last three days failed', async () => {
    const store = await empty()
    await addAccount(store)
    await storeDay(store, '2025-07-10', { [LISTING]: 'failed', [OTHER_LISTING]: 'failed' })
    // A day without a sync does not count, and neither does one on which the listing had no turn.
    await storeDay(store, '2025-07-12', { [LISTING]: 'failed', [OTHER_LISTING]: 'succeeded' })
    expect((await factsOf(store))?.failing).toEqual([])
    await storeDay(store, YESTERDAY, { [LISTING]: 'pending', [OTHER_LISTING]: 'failed' })
    await storeDay(store, TODAY, { [LISTING]: 'failed', [OTHER_LISTING]: 'failed' })
    expect((await factsOf(store))?.failing).toEqual([
      {
        listingId: LISTING,
        listingName: null,
        internalName: `house ${LISTING}`,
        since: '2025-07-10',
        error: { code: 'response_shape', message: `on ${TODAY}` },
      },
    ])
  })

  test('a listing that was tried again with success on a day has not failed on it', async () => {
    const store = await empty()
    await addAccount(store)
    for (const day of ['2025-07-12', YESTERDAY, TODAY]) await storeDay(store, day, { [LISTING]: 'failed' })
    expect((await factsOf(store))?.failing).toHaveLength(1)
    const runId = await storeRun(store, {
      scrape_day: TODAY,
      status: 'succeeded',
      created_at: new Date(`${TODAY}T06:00:00Z`),
    })
    await store.db
      .insertInto('sync_run_listings')
      .values({ run_id: runId, airbnb_listing_id: LISTING, status: 'succeeded' })
      .execute()
    expect((await factsOf(store))?.failing).toEqual([])
  })

  test('a listing is new for three days, and never on an account’s first day', async () => {
    const store = await empty()
    await addAccount(store)
    await store.listings.recordSeen(ACCOUNT, '2025-07-12', [
      { listingId: LISTING, internalName: 'the first' },
    ])
    expect((await factsOf(store))?.newListings).toEqual([])
    await store.listings.recordSeen(ACCOUNT, YESTERDAY, [
      { listingId: OTHER_LISTING, internalName: 'the second' },
    ])
    const found = [
      { listingId: OTHER_LISTING, listingName: null, internalName: 'the second', firstSeenOn: YESTERDAY },
    ]
    expect((await factsOf(store))?.newListings).toEqual(found)
    const on = async (today: string) => (await store.notifications.facts({ today }))[0]?.newListings
    expect(await on('2025-07-15')).toEqual(found)
    expect(await on('2025-07-16')).toEqual([])
  })
})
