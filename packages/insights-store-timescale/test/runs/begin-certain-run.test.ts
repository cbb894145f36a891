import { expect, test } from 'vitest'
import { isRunNotRunningError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const past = inMinutes(-1)

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  const withAccount = async () => {
    const store = await empty()
    await addAccount(store)
    return store
  }
  type Store = Awaited<ReturnType<typeof empty>>
  /** As a worker does that was sent for the run. */
  const beginRun = async (
    store: Store,
    runId: string,
    more: { trigger?: 'scheduled'; full?: boolean } = {},
  ) => {
    await using lease = await hold(store)
    return await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, runId, lease, ...more })
  }

  test.each(['queued', 'running', 'partial', 'failed', 'auth_failed', 'rate_limited', 'cancelled'] as const)(
    'goes on with exactly the run that waits as %s',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, { status, next_attempt_at: past, trigger: 'scheduled' })
      const { run, kind } = await beginRun(store, runId)
      expect(kind).toBe('started')
      expect(run).toMatchObject({ runId, status: 'running', trigger: 'scheduled', nextAttemptAt: null })
      expect(run.retries).toBe(status === 'partial' || status === 'failed' ? 1 : 0)
      expect(await store.runs.list()).toEqual([run])
    },
  )

  test.each([TODAY, YESTERDAY])('leaves a run of %s that has ended', async (scrape_day) => {
    const store = await withAccount()
    for (const status of [
      'succeeded',
      'partial',
      'failed',
      'auth_failed',
      'rate_limited',
      'cancelled',
    ] as const) {
      const runId = await storeRun(store, { status, scrape_day })
      const before = await store.runs.list()
      expect(await beginRun(store, runId)).toMatchObject({
        kind: status === 'succeeded' ? 'nothing_missing' : status === 'cancelled' ? status : 'ended',
        run: { runId, status },
      })
      expect(await store.runs.list()).toEqual(before)
      await store.db.deleteFrom('sync_runs').execute()
    }
  })

  test('leaves a run that was carried out meanwhile, until it is to be tried again', async () => {
    const store = await withAccount()
    const notBefore = inMinutes(5)
    const runId = await storeRun(store, { status: 'partial', started_at: past, next_attempt_at: notBefore })
    const run = await store.runs.get(runId)
    expect(await beginRun(store, runId)).toMatchObject({ kind: 'not_due', notBefore, run })
    expect(await store.runs.get(runId)).toEqual(run)
    await using lease = await hold(store)
    const byHand = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, lease })
    expect(byHand).toMatchObject({ kind: 'resumed', run: { runId, retries: 1 } })
  })

  test.each(['partial', 'rate_limited'] as const)(
    'leaves a %s run that a newer one has followed',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, { status, next_attempt_at: past, created_at: inMinutes(-90) })
      const newer = await storeRun(store, { status: 'succeeded' })
      expect(await beginRun(store, runId)).toMatchObject({
        kind: 'superseded',
        run: { runId, status },
        by: { runId: newer },
      })
      expect(await store.runs.list({ status: 'running' })).toEqual([])
    },
  )

  test('starts a queued run although a newer one has been carried out', async () => {
    const store = await withAccount()
    const runId = await storeRun(store, { status: 'queued', created_at: inMinutes(-90) })
    await storeRun(store, { status: 'succeeded' })
    expect(await beginRun(store, runId)).toMatchObject({ kind: 'started', run: { runId, status: 'running' } })
  })

  test('leaves a run that has spent its retries', async () => {
    const store = await withAccount()
    const runId = await storeRun(store, { status: 'failed', retries: 3, next_attempt_at: past })
    expect(await beginRun(store, runId)).toMatchObject({
      kind: 'retries_spent',
      run: { runId, status: 'failed', retries: 3 },
    })
  })

  test.each(['running', 'rate_limited', 'partial'] as const)(
    'begins one of today in place of an earlier day’s %s run',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, {
        status,
        trigger: 'scheduled',
        scrape_day: YESTERDAY,
        next_attempt_at: status === 'running' ? null : past,
      })
      const { run, kind } = await beginRun(store, runId, { trigger: 'scheduled' })
      expect(kind).toBe('started')
      expect(run).toMatchObject({ status: 'running', scrapeDay: TODAY, trigger: 'scheduled', attempts: 1 })
      expect(run.runId).not.toBe(runId)
      expect((await store.runs.get(runId))?.nextAttemptAt).toBeNull()
      expect(await store.runs.list({ status: 'running' })).toEqual([run])
    },
  )

  test('starts a manual run that waited past midnight, as full as it was asked for', async () => {
    const store = await withAccount()
    const { run: asked } = await store.runs.request({ accountId: ACCOUNT, scrapeDay: YESTERDAY, full: true })
    const { run } = await beginRun(store, String(asked?.runId))
    expect(run).toMatchObject({
      runId: asked?.runId,
      scrapeDay: TODAY,
      full: true,
      trigger: 'manual',
      attempts: 1,
    })
  })

  test('holds a queued run back while another day’s rate limit lasts', async () => {
    const store = await withAccount()
    const notBefore = inMinutes(5)
    const day = { scrape_day: YESTERDAY, created_at: inMinutes(-90) }
    const limited = await storeRun(store, { status: 'rate_limited', next_attempt_at: notBefore, ...day })
    const runId = await storeRun(store, { status: 'queued' })
    const before = await store.runs.list()
    expect(await beginRun(store, runId)).toMatchObject({
      kind: 'resting',
      notBefore,
      run: { runId: limited },
    })
    await using lease = await hold(store)
    expect(await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, lease })).toMatchObject({
      kind: 'resting',
      notBefore,
    })
    expect(await store.runs.list()).toEqual(before)
    const ignored = { accountId: ACCOUNT, scrapeDay: TODAY, runId, lease, ignoreCoolDown: true }
    expect(await store.runs.begin(ignored)).toMatchObject({
      kind: 'started',
      run: { runId, status: 'running' },
    })
  })

  test('refuses a run that is not there, was taken back or is another account’s, and begins none', async () => {
    const store = await withAccount()
    await addAccount(store, OTHER_ACCOUNT)
    const others = await storeRun(store, { account_id: OTHER_ACCOUNT, status: 'queued' })
    for (const runId of ['no-uuid', '00000000-0000-4000-8000-000000000000', others]) {
      await expect(beginRun(store, runId)).rejects.toSatisfy(isRunNotRunningError)
    }
    expect(await store.runs.list({ accountId: ACCOUNT })).toEqual([])
    expect(await store.runs.get(others)).toMatchObject({ status: 'queued' })
  })
})
