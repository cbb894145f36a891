import { expect, test } from 'vitest'
import { isAccountNotFoundError, isInvalidStoreOptionError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('takes a free account, and says who has it to the next', async () => {
    const store = await empty()
    await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await using lease = await hold(store, ACCOUNT, 'first')
    expect(lease).toMatchObject({ busy: false, accountId: ACCOUNT, token: 1, holder: 'first' })
    const second = await store.leases.acquire(ACCOUNT, { holder: 'second' })
    const current = await store.leases.current(ACCOUNT)
    expect(current).toMatchObject({ accountId: ACCOUNT, holder: 'first', token: 1 })
    expect(second).toEqual({ busy: true, accountId: ACCOUNT, holder: 'first', expiresAt: current?.expiresAt })
    await using other = await hold(store, OTHER_ACCOUNT)
    expect(other.token).toBe(1)
  })

  test('lets one of many win', async () => {
    const stores = [await empty()]
    for (let n = 0; n < 2; n++) stores.push(await open({ keepData: true }))
    await addAccount(stores[0] as (typeof stores)[number])
    const attempts = stores.flatMap((store, s) =>
      Array.from({ length: 4 }, (__, n) => store.leases.acquire(ACCOUNT, { holder: `${s}-${n}` })),
    )
    const leases = await Promise.all(attempts)
    const winners = leases.filter((lease) => !lease.busy)
    expect(winners).toHaveLength(1)
    const losers = leases.filter((lease) => lease.busy)
    expect(new Set(losers.map(({ holder }) => holder))).toEqual(new Set(winners.map(({ holder }) => holder)))
    for (const winner of winners) await winner.release()
  })

  test('takes over what has run out, with a greater token', async () => {
    const store = await empty()
    await addAccount(store)
    await using stopped = await hold(store, ACCOUNT, 'stopped')
    await expireLease(store)
    expect(await store.leases.current(ACCOUNT)).toBeUndefined()
    await using lease = await hold(store, ACCOUNT, 'next')
    expect(lease.token).toBeGreaterThan(stopped.token)
  })

  test('keeps the token growing over releases, and releases once', async () => {
    const store = await empty()
    await addAccount(store)
    const first = await hold(store)
    await first.release()
    expect(await store.leases.current(ACCOUNT)).toBeUndefined()
    const second = await hold(store)
    await first.release()
    await first[Symbol.asyncDispose]()
    expect(await store.leases.current(ACCOUNT)).toMatchObject({ token: second.token })
    expect([first.token, second.token]).toEqual([1, 2])
    expect(first.signal.aborted).toBe(false)
    await second.release()
  })

  test('does not give back what somebody else has taken', async () => {
    const store = await empty()
    await addAccount(store)
    const stale = await hold(store, ACCOUNT, 'stale')
    await expireLease(store)
    await using lease = await hold(store, ACCOUNT, 'next')
    await stale.release()
    expect(await store.leases.current(ACCOUNT)).toMatchObject({ holder: 'next', token: lease.token })
  })

  test('refuses unknown and removed accounts', async () => {
    const store = await empty()
    await addAccount(store)
    await store.accounts.remove(ACCOUNT)
    for (const accountId of [ACCOUNT, '999']) {
      const error = await store.leases
        .acquire(accountId, { holder: 'x' })
        .catch((failure: unknown) => failure)
      expect(isAccountNotFoundError(error)).toBe(true)
    }
  })

  test('refuses to renew too late', async () => {
    const store = await empty()
    await addAccount(store)
    const error = await store.leases
      .acquire(ACCOUNT, { holder: 'x', ttlMs: 1_000, renewMs: 1_000 })
      .catch((failure: unknown) => failure)
    expect(isInvalidStoreOptionError(error) && error.option).toBe('renewMs')
  })
})
