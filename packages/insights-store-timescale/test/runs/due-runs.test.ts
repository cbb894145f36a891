import { expect, test } from 'vitest'
import type { RunStatus } from '../../src/runs/run-status.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, cookieOf, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { expireSession, inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const past = inMinutes(-5)
const future = inMinutes(5)
/** By status, scrape day and next attempt: whether the only run of an account is due. */
const RULES: readonly [RunStatus, string, Date | null, boolean][] = [
  ['queued', TODAY, null, true],
  ['queued', TODAY, past, true],
  ['queued', TODAY, future, false],
  ['queued', YESTERDAY, past, true],
  ['running', TODAY, null, true],
  ['running', YESTERDAY, null, true],
  ['rate_limited', TODAY, past, true],
  ['rate_limited', TODAY, future, false],
  ['rate_limited', TODAY, null, false],
  ['rate_limited', YESTERDAY, past, true],
  ['rate_limited', YESTERDAY, future, false],
  ['blocked', TODAY, past, true],
  ['blocked', TODAY, future, false],
  ['blocked', TODAY, null, false],
  ['blocked', YESTERDAY, past, true],
  ['partial', TODAY, past, true],
  ['partial', TODAY, future, false],
  ['partial', TODAY, null, false],
  ['partial', YESTERDAY, past, false],
  ['failed', TODAY, past, true],
  ['failed', TODAY, null, false],
  ['failed', YESTERDAY, past, false],
  ['auth_failed', TODAY, past, true],
  ['auth_failed', TODAY, null, false],
  ['auth_failed', YESTERDAY, past, false],
  ['cancelled', TODAY, past, true],
  ['cancelled', TODAY, null, false],
  ['cancelled', YESTERDAY, past, false],
  ['succeeded', TODAY, past, false],
  ['succeeded', TODAY, null, false],
]

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  type Store = Awaited<ReturnType<typeof empty>>
  const withAccount = async () => {
    const store = await empty()
    await addAccount(store)
    return store
  }
  const dueIds = async (store: Store, query: { limit?: number; accountId?: string } = {}) =>
    (await store.runs.due({ today: TODAY, limit: 10, ...query })).map(({ runId }) => runId)

  test('are those whose time has come, and those whose holder has died', async () => {
    const store = await empty()
    const expected: string[] = []
    const ids: string[] = []
    for (const [n, [status, scrape_day, next_attempt_at, due]] of RULES.entries()) {
      await addAccount(store, `${n}`)
      const id = await storeRun(store, { account_id: `${n}`, status, scrape_day, next_attempt_at })
      ids.push(id)
      if (due) expected.push(id)
    }
    const rule = (id: string) => RULES[ids.indexOf(id)]
    const found = await dueIds(store, { limit: 100 })
    expect(new Set(found.map(rule))).toEqual(new Set(expected.map(rule)))
    expect(found).toHaveLength(expected.length)
  })

  test('what is due begins, and so does an earlier day’s as one of today', async () => {
    const store = await withAccount()
    for (const scrape_day of [TODAY, YESTERDAY]) {
      for (const status of ['queued', 'running', 'rate_limited', 'blocked'] as const) {
        await store.db.deleteFrom('sync_runs').execute()
        const runId = await storeRun(store, { status, scrape_day, next_attempt_at: past, started_at: past })
        expect(await dueIds(store)).toEqual([runId])
        await using lease = await hold(store)
        const { run, kind } = await store.runs.begin({
          accountId: ACCOUNT,
          scrapeDay: TODAY,
          runId,
          lease,
        })
        expect({ status: run.status, day: run.scrapeDay, kind }).toEqual({
          status: 'running',
          day: TODAY,
          kind: scrape_day === TODAY ? 'resumed' : 'started',
        })
        await store.runs.finish({ runId: run.runId, lease, status: 'succeeded' })
        expect(await dueIds(store)).toEqual([])
      }
    }
  })

  test.each(['partial', 'failed'] as const)('leaves a %s run that has spent its retries', async (status) => {
    const store = await withAccount()
    await storeRun(store, { status, retries: 3, next_attempt_at: past })
    expect(await dueIds(store)).toEqual([])
    await store.db.updateTable('sync_runs').set({ retries: 2 }).execute()
    expect(await dueIds(store)).toHaveLength(1)
  })

  test('leaves a running run to its holder until the lease has run out', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    expect(await dueIds(store)).toEqual([])
    await expireLease(store)
    expect(await dueIds(store)).toEqual([runId])
    await lease.release()
    expect(await dueIds(store)).toEqual([runId])
    const next = await hold(store, ACCOUNT, 'another')
    expect(await dueIds(store)).toEqual([])
    await next.release()
  })

  test('leaves what a newer run has followed, made in the same instant or of another day', async () => {
    const store = await withAccount()
    const created_at = inMinutes(-60)
    await storeRun(store, { status: 'partial', next_attempt_at: past, created_at })
    await storeRun(store, { status: 'partial', next_attempt_at: past, created_at })
    const [newest, older] = await store.runs.list()
    expect(await dueIds(store)).toEqual([newest?.runId])
    await using lease = await hold(store)
    const superseded = { accountId: ACCOUNT, scrapeDay: TODAY, runId: String(older?.runId), lease }
    expect(await store.runs.begin(superseded)).toMatchObject({
      kind: 'superseded',
      run: { runId: older?.runId },
      by: { runId: newest?.runId },
    })
    await storeRun(store, { status: 'succeeded', scrape_day: YESTERDAY, created_at: inMinutes(-1) })
    expect(await dueIds(store)).toEqual([])
  })

  test('gives those that are due longest first, so many at most, of one account where asked', async () => {
    const store = await empty()
    const ids = new Map<string, string>()
    const waits = { a: -1, b: -30, c: -10, d: -20 }
    for (const [accountId, minutes] of Object.entries(waits)) {
      await addAccount(store, accountId)
      const created_at = inMinutes(-60 - minutes)
      ids.set(
        await storeRun(store, {
          account_id: accountId,
          status: 'queued',
          next_attempt_at: inMinutes(minutes),
          created_at,
        }),
        accountId,
      )
    }
    // Due since its lease was given back just now, however long ago it was made.
    await addAccount(store, 'e')
    const lease = await hold(store, 'e')
    ids.set(await storeRun(store, { account_id: 'e', status: 'running', created_at: inMinutes(-99) }), 'e')
    await lease.release()
    const accounts = async (query?: { limit?: number; accountId?: string }) =>
      (await dueIds(store, query)).map((runId) => ids.get(runId))
    expect(await accounts()).toEqual(['b', 'd', 'c', 'a', 'e'])
    expect(await accounts({ limit: 2 })).toEqual(['b', 'd'])
    expect(await accounts({ limit: 0 })).toEqual([])
    expect(await accounts({ accountId: 'c' })).toEqual(['c'])
    expect(await accounts({ accountId: 'nobody' })).toEqual([])
  })

  test.each(['queued', 'running', 'rate_limited', 'partial'] as const)(
    'leaves a %s run of an account without a working session, until there is one',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, { status, next_attempt_at: past })
      await expireSession(store)
      expect(await dueIds(store)).toEqual([])
      await store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
      expect(await dueIds(store)).toEqual([runId])
    },
  )

  test.each(['queued', 'running', 'rate_limited', 'partial'] as const)(
    'leaves a disabled account’s %s run, unless somebody has asked for it by hand',
    async (status) => {
      const store = await withAccount()
      await storeRun(store, { status, trigger: 'scheduled', next_attempt_at: past })
      await addAccount(store, OTHER_ACCOUNT)
      const manual = await storeRun(store, { account_id: OTHER_ACCOUNT, status, next_attempt_at: past })
      for (const accountId of [ACCOUNT, OTHER_ACCOUNT])
        await store.accounts.update(accountId, { isActive: false })
      expect(await dueIds(store)).toEqual([manual])
    },
  )

  test('leaves a removed account', async () => {
    const store = await withAccount()
    await storeRun(store, { status: 'queued' })
    await store.db.updateTable('accounts').set({ deleted_at: past }).execute()
    expect(await dueIds(store)).toEqual([])
  })
})
