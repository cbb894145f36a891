import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, accountInput, addAccount, cookieOf, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

/** Moves all that is known of the sessions into the past. */
const age = async ({ db, schema }: Store, hours: number): Promise<void> => {
  await sql`
    UPDATE ${tableIn(schema, 'account_sessions')} SET
      set_at = set_at - make_interval(hours => ${hours}::int),
      last_answered_at = last_answered_at - make_interval(hours => ${hours}::int),
      last_renewed_at = last_renewed_at - make_interval(hours => ${hours}::int),
      ended_at = ended_at - make_interval(hours => ${hours}::int)`.execute(db)
}

const hours = (ms: number): number => Math.round(ms / 3_600_000)

const endings = async ({ db }: Store) =>
  (await db.selectFrom('account_sessions').select('ended_how').orderBy('credential_version').execute()).map(
    ({ ended_how }) => ended_how,
  )

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('a session begins with its cookie, is answered, renewed, and expires', async () => {
    const store = await empty()
    const { credentialVersion: ifVersion } = await addAccount(store)
    const fresh = await store.accounts.sessionOutlook(ACCOUNT)
    expect(fresh).toEqual({
      setAt: expect.any(Date),
      lastAnsweredAt: null,
      lastRenewedAt: null,
      renewals: 0,
      endedAt: null,
      pastLifetimesMs: [],
      likelyEnd: null,
      state: 'unknown',
    })

    await age(store, 30)
    await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion })
    const unrenewed = await store.accounts.sessionOutlook(ACCOUNT)
    expect(unrenewed).toMatchObject({ state: 'not_renewed', lastRenewedAt: null })
    expect(hours((unrenewed?.likelyEnd?.getTime() ?? 0) - Date.now())).toBe(18)

    const rotatedCookie = `${accountInput().cookie}; _aaj=simsecret-rotated`
    await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion, rotatedCookie })
    expect(await store.accounts.sessionOutlook(ACCOUNT)).toMatchObject({
      state: 'healthy',
      renewals: 1,
      lastRenewedAt: expect.any(Date),
    })

    await age(store, 10)
    await store.accounts.markCredentials(ACCOUNT, 'expired', { ifVersion })
    const expired = await store.accounts.sessionOutlook(ACCOUNT)
    expect(expired).toMatchObject({ state: 'expired', endedAt: expect.any(Date), likelyEnd: null })

    await store.accounts.upsert({ ...accountInput(), cookie: cookieOf(ACCOUNT, 2) })
    const next = await store.accounts.sessionOutlook(ACCOUNT)
    expect(next).toMatchObject({ state: 'unknown', renewals: 0, endedAt: null })
    expect(next?.pastLifetimesMs.map(hours)).toEqual([40])
    expect(await endings(store)).toEqual(['expired', null])
  })

  test('the commit of a listing renews it with its rotated cookie', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const window = { start: '2025-06-01', end: '2025-06-28' }
    const commit = { lease, runId, scrapeDay: SCRAPE_DAY, window, baseDay: null, requests: 1, rows: {} }
    const rotated = { cookie: `${accountInput().cookie}; _aaj=simsecret-rotated`, ifVersion: 1 }
    await store.commitListing({ ...commit, listing: listingNames(), credentials: rotated })
    await store.commitListing({ ...commit, listing: listingNames() })
    expect(await store.accounts.sessionOutlook(ACCOUNT)).toMatchObject({ renewals: 1 })
    await store.commitListing({
      ...commit,
      listing: listingNames(),
      credentials: { ...rotated, ifVersion: 0 },
    })
    expect(await store.accounts.sessionOutlook(ACCOUNT)).toMatchObject({ renewals: 1 })
    await lease.release()
  })

  test('another cookie replaces a session that has not expired, and says nothing of its life', async () => {
    const store = await empty()
    await addAccount(store)
    await age(store, 5)
    await store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
    expect((await store.accounts.sessionOutlook(ACCOUNT))?.pastLifetimesMs).toEqual([])
    expect(await endings(store)).toEqual(['replaced', null])
  })

  test('the same cookie given again is the same session, and so are other credentials beside it', async () => {
    const store = await empty()
    await addAccount(store)
    await age(store, 5)
    await store.accounts.upsert(accountInput())
    await store.accounts.update(ACCOUNT, { cookie: accountInput().cookie })
    await store.accounts.update(ACCOUNT, { userAgent: 'another' })
    const outlook = await store.accounts.sessionOutlook(ACCOUNT)
    expect(hours(Date.now() - (outlook?.setAt?.getTime() ?? 0))).toBe(5)
    expect(await endings(store)).toEqual([null])
    const { credentialVersion: ifVersion } = await store.accounts.update(ACCOUNT, { userAgent: 'a third' })
    await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion })
    expect(await store.accounts.sessionOutlook(ACCOUNT)).toMatchObject({ state: 'healthy' })
  })

  test('a cookie that expired, given again, has expired until it is answered', async () => {
    const store = await empty()
    const { credentialVersion } = await addAccount(store)
    await store.accounts.markCredentials(ACCOUNT, 'expired', { ifVersion: credentialVersion })
    await age(store, 5)
    const { account } = await store.accounts.upsert(accountInput())
    const again = { ifVersion: account.credentialVersion }
    await store.accounts.markCredentials(ACCOUNT, 'expired', again)
    const expired = await store.accounts.sessionOutlook(ACCOUNT)
    expect(hours(Date.now() - (expired?.endedAt?.getTime() ?? 0))).toBe(5)
    await store.accounts.markCredentials(ACCOUNT, 'ok', again)
    expect(await store.accounts.sessionOutlook(ACCOUNT)).toMatchObject({ state: 'healthy', endedAt: null })
  })

  test('reads the outlooks of all active accounts, or of those that are asked for', async () => {
    const store = await empty()
    await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await store.accounts.update(OTHER_ACCOUNT, { isActive: false })
    expect([...(await store.accounts.sessionOutlooks()).keys()]).toEqual([ACCOUNT])
    const asked = await store.accounts.sessionOutlooks([OTHER_ACCOUNT, '999'])
    expect([...asked.keys()]).toEqual([OTHER_ACCOUNT])
    await store.accounts.remove(ACCOUNT)
    expect(await store.accounts.sessionOutlook(ACCOUNT)).toBeUndefined()
  })
})
