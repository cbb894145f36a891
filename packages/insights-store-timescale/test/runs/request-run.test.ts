import { expect, test } from 'vitest'
import { isAccountNotFoundError } from '../../src/errors.ts'
import type { RunStatus } from '../../src/runs/run-status.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const today = { accountId: ACCOUNT, scrapeDay: TODAY }

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  const withAccount = async () => {
    const store = await empty()
    await addAccount(store)
    return store
  }
  type Store = Awaited<ReturnType<typeof empty>>
  const dueIds = async (store: Store) =>
    (await store.runs.due({ today: TODAY, limit: 10 })).map(({ runId }) => runId)

  test('queues a run of the day that is due at once', async () => {
    const store = await withAccount()
    const asked = await store.runs.request({ ...today, full: true })
    expect(asked).toMatchObject({
      kind: 'queued',
      created: true,
      run: {
        accountId: ACCOUNT,
        status: 'queued',
        trigger: 'manual',
        full: true,
        scrapeDay: TODAY,
        startedAt: null,
      },
    })
    expect(await store.runs.list()).toEqual([asked.run])
    expect(await dueIds(store)).toEqual([asked.run?.runId])
  })

  test('makes one run for two who ask at once through two stores', async () => {
    const store = await withAccount()
    await using other = await open({ keepData: true })
    const asked = await Promise.all([store, other, store, other].map(({ runs }) => runs.request(today)))
    const [run, ...more] = await store.runs.list()
    expect(more).toEqual([])
    expect(asked.map(({ kind }) => kind).sort()).toEqual(['open', 'open', 'open', 'queued'])
    expect(asked.map((answer) => answer.run)).toEqual([run, run, run, run])
  })

  test('finds the run that is queued already, and makes it full where that is asked for', async () => {
    const store = await withAccount()
    const { run } = await store.runs.request(today)
    expect(await store.runs.request(today)).toEqual({ kind: 'open', run, holder: null })
    const full = await store.runs.request({ ...today, full: true })
    expect(full).toMatchObject({ kind: 'queued', created: false, run: { runId: run?.runId, full: true } })
    expect(full.run?.sequence).toBe((run?.sequence ?? 0) + 1)
    expect(await store.runs.request({ ...today, full: true })).toMatchObject({ kind: 'open', run: full.run })
    expect(await store.runs.request(today)).toMatchObject({ kind: 'open', run: { full: true } })
  })

  test('names the run that somebody carries out, and its holder', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    for (const full of [false, true]) {
      const asked = await store.runs.request({ ...today, full })
      expect(asked).toMatchObject({
        kind: 'open',
        holder: 'test',
        run: { runId, status: 'running', full: false },
      })
    }
  })

  test('names the holder that has not begun a run yet', async () => {
    const store = await withAccount()
    const lease = await hold(store, ACCOUNT, 'nas-1')
    expect(await store.runs.request(today)).toEqual({ kind: 'open', run: null, holder: 'nas-1' })
    await storeRun(store, { status: 'partial', scrape_day: YESTERDAY })
    expect(await store.runs.request(today)).toEqual({ kind: 'open', run: null, holder: 'nas-1' })
    await lease.release()
  })

  test('leaves the run of a dead holder to whoever takes it up', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    await expireLease(store)
    expect(await store.runs.request(today)).toMatchObject({ kind: 'queued', created: false, run: { runId } })
    expect(await dueIds(store)).toEqual([runId])
  })

  test('voids the wish to cancel that a dead holder has not met', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    await store.runs.cancel(runId)
    await expireLease(store)
    const { run } = await store.runs.request(today)
    expect(run).toMatchObject({ runId, status: 'running', cancelRequestedAt: null })
    await using lease = await hold(store)
    expect(await store.runs.begin({ ...today, runId, lease })).toMatchObject({
      kind: 'resumed',
    })
  })

  test('asks for everything in place of what a dead holder was at', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    await expireLease(store)
    const asked = await store.runs.request({ ...today, full: true })
    expect(asked).toMatchObject({ kind: 'queued', created: true, run: { full: true, status: 'queued' } })
    expect(await store.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'interrupted' } })
    expect(await dueIds(store)).toEqual([asked.run?.runId])
  })

  test.each(['partial', 'failed', 'auth_failed', 'rate_limited', 'cancelled'] as const)(
    'lets the day’s %s run go on at once under its id',
    async (status) => {
      const store = await withAccount()
      const waits = status === 'partial' || status === 'failed'
      const runId = await storeRun(store, {
        status,
        retries: 2,
        next_attempt_at: waits ? inMinutes(60) : null,
      })
      const asked = await store.runs.request(today)
      expect(asked).toMatchObject({ kind: 'queued', created: false, run: { runId, status, retries: 2 } })
      expect(await dueIds(store)).toEqual([runId])
      expect(await store.runs.request(today)).toMatchObject({ kind: 'open', run: { runId }, holder: null })
      await using lease = await hold(store)
      expect((await store.runs.begin({ ...today, runId, lease })).run).toMatchObject({
        runId,
        status: 'running',
      })
    },
  )

  test('queues a full run beside an unfinished one that is not, and lets one that is go on', async () => {
    const store = await withAccount()
    const partial = await storeRun(store, { status: 'partial', next_attempt_at: inMinutes(-1) })
    const full = await store.runs.request({ ...today, full: true })
    expect(full).toMatchObject({ kind: 'queued', created: true })
    expect(await dueIds(store)).toEqual([full.run?.runId])
    await store.db.updateTable('sync_runs').set({ status: 'failed', next_attempt_at: null }).execute()
    const again = await store.runs.request({ ...today, full: true })
    expect(again).toMatchObject({ kind: 'queued', created: false, run: { runId: full.run?.runId } })
    expect(await store.runs.get(partial)).toMatchObject({ attempts: 1 })
  })

  test.each([TODAY, YESTERDAY])('lets the account rest after a rate limit of %s', async (scrape_day) => {
    const store = await withAccount()
    const notBefore = inMinutes(10)
    const runId = await storeRun(store, { status: 'rate_limited', scrape_day, next_attempt_at: notBefore })
    const run = await store.runs.get(runId)
    for (const full of [false, true]) {
      expect(await store.runs.request({ ...today, full })).toEqual({ kind: 'resting', run, notBefore })
    }
    expect(await store.runs.retry(runId, { today: TODAY })).toEqual({ kind: 'resting', run, notBefore })
    expect(await store.runs.list()).toEqual([run])
  })

  test.each(['partial', 'failed'] as const)(
    'says that a %s run was given up, and begins a full one anew',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, { status, retries: 3 })
      const run = await store.runs.get(runId)
      expect(await store.runs.request(today)).toEqual({ kind: 'retries_spent', run })
      expect(await store.runs.list()).toEqual([run])
      expect(await store.runs.request({ ...today, full: true })).toMatchObject({
        kind: 'queued',
        created: true,
      })
    },
  )

  test('begins a full run anew after a full one that was given up', async () => {
    const store = await withAccount()
    const runId = await storeRun(store, { status: 'failed', full_sync: true, retries: 3 })
    expect(await store.runs.request(today)).toMatchObject({ kind: 'retries_spent', run: { runId } })
    const asked = await store.runs.request({ ...today, full: true })
    expect(asked).toMatchObject({ kind: 'queued', created: true, run: { full: true, retries: 0 } })
    await using lease = await hold(store)
    const begun = await store.runs.begin({ ...today, runId: String(asked.run?.runId), lease })
    expect(begun).toMatchObject({ kind: 'started', run: { runId: asked.run?.runId, status: 'running' } })
  })

  test.each<[RunStatus, string]>([
    ['succeeded', TODAY],
    ['partial', YESTERDAY],
    ['cancelled', YESTERDAY],
    ['failed', YESTERDAY],
  ])('queues a new run after a %s one of %s', async (status, scrape_day) => {
    const store = await withAccount()
    const before = await storeRun(store, { status, scrape_day })
    const { kind, run } = await store.runs.request(today)
    expect({ kind, day: run?.scrapeDay }).toEqual({ kind: 'queued', day: TODAY })
    expect(run?.runId).not.toBe(before)
  })

  test.each(['queued', 'partial', 'running'] as const)(
    'makes a disabled account’s %s scheduled run one by hand, so that it is due',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, { status, trigger: 'scheduled', started_at: null })
      await store.accounts.update(ACCOUNT, { isActive: false })
      expect(await dueIds(store)).toEqual([])
      const asked = await store.runs.request(today)
      expect(asked).toMatchObject({ kind: 'queued', created: false, run: { runId, trigger: 'manual' } })
      expect(await dueIds(store)).toEqual([runId])
      await store.runs.schedule({ today: TODAY, slots: [], spreadSeconds: 1 })
      expect(await dueIds(store)).toEqual([runId])
    },
  )

  test('leaves an active account’s scheduled run a scheduled one', async () => {
    const store = await withAccount()
    const runId = await storeRun(store, { status: 'partial', trigger: 'scheduled' })
    expect((await store.runs.request(today)).run).toMatchObject({ runId, trigger: 'scheduled' })
  })

  test('refuses an account that is not there, or was removed', async () => {
    const store = await withAccount()
    await store.accounts.remove(ACCOUNT)
    for (const accountId of [ACCOUNT, '999']) {
      const refused = store.runs.request({ accountId, scrapeDay: TODAY })
      await expect(refused).rejects.toSatisfy(isAccountNotFoundError)
    }
    expect(await store.runs.list()).toEqual([])
  })
})
