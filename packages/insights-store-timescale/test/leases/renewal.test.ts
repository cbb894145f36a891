import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { isLeaseLostError } from '../../src/errors.ts'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { holdBriefly } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('keeps the lease beyond its time to live', async () => {
    const store = await empty()
    await addAccount(store)
    await using lease = await holdBriefly(store, 1_000, 100)
    const before = await store.leases.current(ACCOUNT)
    await wait(1_500)
    expect(lease.signal.aborted).toBe(false)
    const after = await store.leases.current(ACCOUNT)
    expect(after?.token).toBe(lease.token)
    expect(after?.renewedAt.getTime()).toBeGreaterThan(before?.renewedAt.getTime() ?? 0)
    expect(after?.acquiredAt).toEqual(before?.acquiredAt)
  })

  test('aborts the signal with a LeaseLostError when somebody else has the account', async () => {
    const store = await empty()
    await addAccount(store)
    await using lease = await holdBriefly(store, 60_000, 50)
    await sql`UPDATE ${tableIn(store.schema, 'account_leases')} SET token = token + 1`.execute(store.db)
    await vi.waitFor(() => expect(lease.signal.aborted).toBe(true), { timeout: 10_000 })
    const reason: unknown = lease.signal.reason
    expect(isLeaseLostError(reason) && reason).toMatchObject({ accountId: ACCOUNT, token: lease.token })
  })

  test.each([false, true])('aborts the signal when the account is removed (purged: %s)', async (purge) => {
    const store = await empty()
    await addAccount(store)
    await using lease = await holdBriefly(store, 60_000, 50)
    await store.accounts.remove(ACCOUNT, { purge })
    await vi.waitFor(() => expect(lease.signal.aborted).toBe(true), { timeout: 10_000 })
    const reason: unknown = lease.signal.reason
    expect(isLeaseLostError(reason) && reason.message).toBe(`The account ${ACCOUNT} was removed meanwhile.`)
  })

  test('stops with the release, without an abort', async () => {
    const store = await empty()
    await addAccount(store)
    const lease = await holdBriefly(store, 300, 50)
    await lease.release()
    await wait(500)
    expect(lease.signal.aborted).toBe(false)
    expect(await store.leases.current(ACCOUNT)).toBeUndefined()
  })
})
