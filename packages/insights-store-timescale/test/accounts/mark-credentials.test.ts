import { expect, test } from 'vitest'
import type { LeaseToken } from '../../src/leases/fence.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, hold } from '../samples/held-run.ts'
import { ACCOUNT, accountInput, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('notes what was seen of the present credentials', async () => {
    const store = await empty()
    const { credentialVersion } = await addAccount(store)
    expect(await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion: credentialVersion })).toBe(true)
    const account = await store.accounts.get(ACCOUNT)
    expect(account).toMatchObject({ credentialStatus: 'ok', credentialVersion: 1 })
    expect(account?.credentialCheckedAt).toBeInstanceOf(Date)
  })

  test('says nothing of newer credentials', async () => {
    const store = await empty()
    const { credentialVersion } = await addAccount(store)
    await store.accounts.upsert(accountInput())
    expect(await store.accounts.markCredentials(ACCOUNT, 'expired', { ifVersion: credentialVersion })).toBe(
      false,
    )
    expect(await store.accounts.get(ACCOUNT)).toMatchObject({
      credentialStatus: 'unknown',
      credentialVersion: 2,
    })
  })

  test('keeps a rotated cookie under the same version, but not over newer credentials', async () => {
    const store = await empty()
    const { credentialVersion: ifVersion } = await addAccount(store)
    const rotatedCookie = `${accountInput().cookie}; _aaj=simsecret-rotated`
    await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion, rotatedCookie })
    const rotated = await store.accounts.credentials(ACCOUNT)
    expect(rotated?.cookie === rotatedCookie).toBe(true)
    expect(rotated?.version).toBe(ifVersion)

    await store.accounts.upsert(accountInput())
    await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion, rotatedCookie })
    expect((await store.accounts.credentials(ACCOUNT))?.cookie === rotatedCookie).toBe(false)
  })

  test('notes nothing with a lease that is not held', async () => {
    const store = await empty()
    const { credentialVersion: ifVersion } = await addAccount(store)
    const rotatedCookie = `${accountInput().cookie}; _aaj=simsecret-rotated`
    const stale = await hold(store)
    await expireLease(store)
    await using lease = await hold(store, ACCOUNT, 'next')
    const mark = (held: LeaseToken) =>
      store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion, rotatedCookie, lease: held })
    const cookie = async () => (await store.accounts.credentials(ACCOUNT))?.cookie

    expect(await mark(stale)).toBe(false)
    expect((await cookie()) === accountInput().cookie).toBe(true)
    expect(await store.accounts.get(ACCOUNT)).toMatchObject({ credentialStatus: 'unknown' })

    expect(await mark(lease)).toBe(true)
    expect((await cookie()) === rotatedCookie).toBe(true)
    expect(await store.accounts.get(ACCOUNT)).toMatchObject({ credentialStatus: 'ok' })

    await store.accounts.remove(ACCOUNT)
    expect(await mark(lease)).toBe(false)
  })

  test('notes nothing of an account with the lease on another', async () => {
    const store = await empty()
    const { credentialVersion: ifVersion } = await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await using lease = await hold(store, OTHER_ACCOUNT)
    expect(await store.accounts.markCredentials(ACCOUNT, 'ok', { ifVersion, lease })).toBe(false)
  })

  test('is false for an account that is not there', async () => {
    const store = await empty()
    expect(await store.accounts.markCredentials('999', 'ok', { ifVersion: 1 })).toBe(false)
  })
})
