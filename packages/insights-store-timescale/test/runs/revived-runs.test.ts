import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isAccountNotFoundError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, hold } from '../samples/held-run.ts'
import { ACCOUNT, accountInput, addAccount, cookieOf, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { expireSession, inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  type Store = Awaited<ReturnType<typeof empty>>
  const dueIds = async (store: Store) =>
    (await store.runs.due({ today: TODAY, limit: 10 })).map(({ runId }) => runId)
  /** A run that ended for want of a working session. */
  const expired = async (more: Parameters<typeof storeRun>[1] = {}) => {
    const store = await empty()
    await addAccount(store)
    const runId = await storeRun(store, { status: 'auth_failed', error_code: 'auth', ...more })
    await expireSession(store)
    return { store, runId }
  }

  test('restoring an account makes the run due that its removal has cancelled, which then goes on', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.accounts.remove(ACCOUNT)
    await lease.release()
    expect(await dueIds(store)).toEqual([])
    await store.accounts.upsert(accountInput())
    expect(await dueIds(store)).toEqual([runId])
    await using next = await hold(store)
    const begun = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, runId, lease: next })
    expect(begun).toMatchObject({
      kind: 'resumed',
      run: { runId, status: 'running', retries: 0, error: null },
    })
  })

  test.each<[string, (store: Store) => Promise<unknown>]>([
    ['an upsert', ({ accounts }) => accounts.upsert(accountInput())],
    ['a new cookie', ({ accounts }) => accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })],
    ['another user agent', ({ accounts }) => accounts.update(ACCOUNT, { userAgent: 'Mozilla/6.0' })],
  ])('%s makes the run due that had no working session', async (_what, renew) => {
    const { store, runId } = await expired()
    await renew(store)
    expect(await dueIds(store)).toEqual([runId])
    expect(await store.runs.get(runId)).toMatchObject({ status: 'auth_failed', sequence: 1 })
  })

  test('changing anything else of the account does not', async () => {
    const { store, runId } = await expired()
    const run = await store.runs.get(runId)
    await store.accounts.update(ACCOUNT, { isActive: false })
    await store.accounts.update(ACCOUNT, { isActive: true, customerId: null })
    expect(await store.runs.get(runId)).toEqual(run)
    expect(await dueIds(store)).toEqual([])
  })

  test.each([
    ['cancelled by hand', { status: 'cancelled', error_code: 'cancelled' }],
    ['failed', { status: 'failed' }],
    ['of an earlier day', { scrape_day: YESTERDAY, created_at: inMinutes(-1440) }],
    ['long ago', { scrape_day: '2025-07-01', created_at: inMinutes(-10 * 1440) }],
  ] as const)('new credentials leave a run that is %s', async (_what, more) => {
    const { store } = await expired(more)
    await store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
    expect(await dueIds(store)).toEqual([])
  })

  test('new credentials leave another account’s run, and one that a newer run has followed', async () => {
    const { store, runId } = await expired()
    await storeRun(store, { status: 'succeeded', created_at: inMinutes(-1) })
    await addAccount(store, OTHER_ACCOUNT)
    const other = await storeRun(store, { account_id: OTHER_ACCOUNT, status: 'auth_failed' })
    await store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
    expect(await dueIds(store)).toEqual([])
    await store.accounts.update(OTHER_ACCOUNT, { cookie: cookieOf(OTHER_ACCOUNT, 2) })
    expect(await dueIds(store)).toEqual([other])
    expect((await store.runs.get(runId))?.status).toBe('auth_failed')
  })

  test('credentials that are refused revive nothing', async () => {
    const { store, runId } = await expired()
    await store.accounts.remove(ACCOUNT)
    const run = await store.runs.get(runId)
    const update = store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
    await expect(update).rejects.toSatisfy(isAccountNotFoundError)
    expect(await store.runs.get(runId)).toEqual(run)
  })

  test('new credentials make a run due that stops just while they are set', async () => {
    const { store, runId } = await expired({ status: 'running' })
    const renewed = await store.db.transaction().execute(async (tx) => {
      // As a worker does that ends its run.
      await tx.selectFrom('accounts').select('account_id').forShare().execute()
      await tx.updateTable('sync_runs').set({ status: 'auth_failed' }).execute()
      const update = store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
      await setTimeout(100)
      return { update }
    })
    await renewed.update
    expect(await dueIds(store)).toEqual([runId])
  })
})
