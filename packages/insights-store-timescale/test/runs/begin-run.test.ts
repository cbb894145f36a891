import { expect, test } from 'vitest'
import { isLeaseLostError } from '../../src/errors.ts'
import type { RunOutcome, RunStatus } from '../../src/runs/run-status.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { LISTING, listingRows } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

const begin = { accountId: ACCOUNT, scrapeDay: SCRAPE_DAY }

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('starts a run of the lease holder', async () => {
    const store = await empty()
    await addAccount(store)
    await using lease = await hold(store, ACCOUNT, 'nas-1')
    const { run, ...rest } = await store.runs.begin({ ...begin, lease })
    expect(rest).toEqual({ kind: 'started', committed: new Set() })
    expect(run).toMatchObject({
      accountId: ACCOUNT,
      status: 'running',
      trigger: 'manual',
      full: false,
      scrapeDay: SCRAPE_DAY,
      holder: 'nas-1',
      leaseToken: lease.token,
      attempts: 1,
      retries: 0,
      finishedAt: null,
      baseDay: null,
      error: null,
      notes: [],
      rows: { inserted: 0, updated: 0, unchanged: 0 },
    })
    expect(await store.runs.get(run.runId)).toEqual(run)
  })

  test('continues a killed run under its id, knowing what is committed', async () => {
    const store = await empty()
    const { lease: killed, runId } = await heldRun(store)
    await store.runs.recordRequests({ runId, lease: killed, requestsDone: 9 })
    await store.commitListing({
      lease: killed,
      runId,
      scrapeDay: SCRAPE_DAY,
      listing: listingNames(),
      baseDay: '2025-07-11',
      window: { start: '2025-06-01', end: '2025-06-07' },
      rows: listingRows(7),
      requests: 8,
    })
    await expireLease(store)
    await using lease = await hold(store, ACCOUNT, 'another')
    const begun = await store.runs.begin({ ...begin, lease })
    expect(begun).toMatchObject({ kind: 'resumed', committed: new Set([LISTING]) })
    expect(begun.run).toMatchObject({
      runId,
      status: 'running',
      attempts: 2,
      retries: 0,
      holder: 'another',
      leaseToken: 2,
      baseDay: '2025-07-11',
      requestsDone: 9,
      listingsSucceeded: 1,
      rows: { inserted: 9 },
    })
  })

  test.each(['cancelled', 'auth_failed', 'rate_limited'] as const)(
    'continues a %s run without counting a retry',
    async (status) => {
      const store = await empty()
      const { lease, runId } = await heldRun(store)
      const nextAttemptAt = new Date(Date.now() - 60_000)
      const error = { code: status, message: 'for now' }
      await store.runs.finish({ runId, lease, status, error, nextAttemptAt })
      const { run, kind } = await store.runs.begin({ ...begin, lease })
      expect(kind).toBe('resumed')
      expect(run).toMatchObject({
        runId,
        status: 'running',
        attempts: 2,
        retries: 0,
        finishedAt: null,
        nextAttemptAt: null,
        error: null,
      })
    },
  )

  /** A run that is rate-limited for a minute yet. */
  const limitedRun = async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const notBefore = new Date(Date.now() + 60_000)
    const error = { code: 'rate_limited', message: 'for now' }
    const limited = await store.runs.finish({
      runId,
      lease,
      status: 'rate_limited',
      error,
      nextAttemptAt: notBefore,
    })
    return { store, lease, limited, notBefore }
  }

  test.each([{}, { full: true }, { trigger: 'scheduled' }, { trigger: 'scheduled', full: true }] as const)(
    'changes nothing before a rate limit is over, asked with %o',
    async (asked) => {
      const { store, lease, limited, notBefore } = await limitedRun()
      expect(await store.runs.begin({ ...begin, ...asked, lease })).toEqual({
        kind: 'resting',
        run: limited,
        notBefore,
      })
      expect(await store.runs.list()).toEqual([limited])
    },
  )

  test('begins before a rate limit is over where it is told to', async () => {
    const { store, lease, limited } = await limitedRun()
    const { runId } = limited
    const full = await store.runs.begin({ ...begin, full: true, ignoreCoolDown: true, lease })
    expect(full).toMatchObject({ kind: 'started', run: { full: true, status: 'running' } })
    await store.runs.finish({ runId: full.run.runId, lease, status: 'succeeded' })
    expect(await store.runs.get(runId)).toEqual(limited)
  })

  test('continues a rate-limited run early where it is told to', async () => {
    const { store, lease, limited } = await limitedRun()
    const begun = await store.runs.begin({ ...begin, ignoreCoolDown: true, lease })
    expect(begun).toMatchObject({
      kind: 'resumed',
      run: { runId: limited.runId, attempts: 2 },
    })
  })

  test('begins a manual full sync anew after one that has spent its retries', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store, { full: true })
    await store.db.updateTable('sync_runs').set({ status: 'failed', retries: 3 }).execute()
    const byHand = await store.runs.begin({ ...begin, lease })
    expect(byHand).toMatchObject({ kind: 'retries_spent', run: { runId } })
    const { run, kind } = await store.runs.begin({ ...begin, full: true, lease })
    expect(kind).toBe('started')
    expect(run).toMatchObject({ full: true, status: 'running', retries: 0 })
    expect(run.runId).not.toBe(runId)
  })

  test.each(['partial', 'failed'] as const)('gives a %s run up after three retries', async (status) => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const error = { code: 'response_shape', message: 'no' }
    for (const retries of [1, 2, 3]) {
      await store.runs.finish({ runId, lease, status, error })
      const { run, kind } = await store.runs.begin({ ...begin, lease })
      expect({ kind, runId: run.runId, retries: run.retries }).toEqual({ kind: 'resumed', runId, retries })
    }
    const finished = await store.runs.finish({ runId, lease, status, error })
    const begun = await store.runs.begin({ ...begin, lease })
    expect(begun).toEqual({ kind: 'retries_spent', run: finished })
    expect(await store.runs.get(runId)).toEqual(finished)
  })

  test('begins a new run after one that succeeded', async () => {
    const store = await empty()
    await addAccount(store)
    await using lease = await hold(store)
    const { run: first } = await store.runs.begin({ ...begin, lease })
    await store.runs.finish({ runId: first.runId, lease, status: 'succeeded' })
    const { run, kind } = await store.runs.begin({ ...begin, lease })
    expect(kind).toBe('started')
    expect(run.runId).not.toBe(first.runId)
  })

  test('continues a queued run as its first attempt', async () => {
    const store = await empty()
    await addAccount(store)
    await store.db
      .insertInto('sync_runs')
      .values({ account_id: ACCOUNT, status: 'queued', trigger: 'scheduled', scrape_day: SCRAPE_DAY })
      .execute()
    await using lease = await hold(store)
    const { run, kind } = await store.runs.begin({ ...begin, lease })
    expect(kind).toBe('started')
    expect(run).toMatchObject({ status: 'running', trigger: 'scheduled', attempts: 1 })
    expect(run.startedAt).toBeInstanceOf(Date)
  })

  /** What becomes of a run of the day before, once today's begins. */
  const nextDay = async (status: RunStatus) => {
    const store = await empty()
    await addAccount(store)
    const { run_id } = await store.db
      .insertInto('sync_runs')
      .values({ account_id: ACCOUNT, status, scrape_day: '2025-07-13', next_attempt_at: new Date() })
      .returning('run_id')
      .executeTakeFirstOrThrow()
    await using lease = await hold(store)
    const { run, kind } = await store.runs.begin({ ...begin, lease })
    expect(kind).toBe('started')
    expect(run.runId).not.toBe(run_id)
    return store.runs.get(run_id)
  }

  test.each(['running', 'cancelled', 'rate_limited'] as const)(
    'closes a run of an earlier day as interrupted that was %s',
    async (status) => {
      expect(await nextDay(status)).toMatchObject({
        status: 'failed',
        error: { code: 'interrupted', message: expect.stringContaining(status) },
        finishedAt: expect.any(Date),
        nextAttemptAt: null,
      })
    },
  )

  test.each(['partial', 'failed', 'succeeded', 'auth_failed'] as const)(
    'leaves a run of an earlier day what it was, and tries it no more, that was %s',
    async (status) => {
      expect(await nextDay(status)).toMatchObject({ status, error: null, nextAttemptAt: null })
    },
  )

  test('starts a run that waited past midnight as one of the day on which it starts', async () => {
    const store = await empty()
    await addAccount(store)
    const { run_id } = await store.db
      .insertInto('sync_runs')
      .values({ account_id: ACCOUNT, status: 'queued', scrape_day: '2025-07-13' })
      .returning('run_id')
      .executeTakeFirstOrThrow()
    await using lease = await hold(store)
    const { run, kind } = await store.runs.begin({ ...begin, lease })
    expect(kind).toBe('started')
    expect(run).toMatchObject({ runId: run_id, status: 'running', scrapeDay: SCRAPE_DAY, attempts: 1 })
  })

  test('keeps the error of a failed run of an earlier day', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store, { scrapeDay: '2025-07-13' })
    const error = { code: 'network', message: 'gone' }
    await store.runs.finish({ runId, lease, status: 'failed', error })
    await store.runs.begin({ ...begin, lease })
    expect(await store.runs.get(runId)).toMatchObject({ status: 'failed', error })
  })

  test('a full sync starts anew unless the unfinished run is full, and leaves no other running', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const { run: full } = await store.runs.begin({ ...begin, full: true, lease })
    expect(full).toMatchObject({ full: true, status: 'running' })
    expect(full.runId).not.toBe(runId)
    expect(await store.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'interrupted' } })
    const again = await store.runs.begin({ ...begin, full: true, lease })
    expect(again.run).toMatchObject({ runId: full.runId, attempts: 2 })
  })

  test('makes one scheduled run a day at most', async () => {
    const store = await empty()
    await addAccount(store)
    await using lease = await hold(store)
    const { run } = await store.runs.begin({ ...begin, trigger: 'scheduled', lease })
    expect(run.trigger).toBe('scheduled')
    await store.runs.finish({ runId: run.runId, lease, status: 'succeeded' })
    const again = await store.runs.begin({ ...begin, trigger: 'scheduled', lease })
    expect(again).toMatchObject({ kind: 'nothing_missing', run: { runId: run.runId, status: 'succeeded' } })
    const byHand = await store.runs.begin({ ...begin, lease })
    expect(byHand).toMatchObject({ kind: 'started', run: { trigger: 'manual' } })
  })

  test.each(['succeeded', 'failed'] as RunOutcome[])(
    'leaves runs of other accounts alone after %s',
    async (status) => {
      const store = await empty()
      const { lease, runId } = await heldRun(store, { scrapeDay: '2025-07-13' })
      await addAccount(store, OTHER_ACCOUNT)
      await using other = await hold(store, OTHER_ACCOUNT)
      await store.runs.begin({ accountId: OTHER_ACCOUNT, scrapeDay: SCRAPE_DAY, lease: other })
      expect(await store.runs.get(runId)).toMatchObject({ status: 'running' })
      await store.runs.finish({ runId, lease, status })
    },
  )

  test('refuses the lease of another account', async () => {
    const store = await empty()
    await addAccount(store)
    await addAccount(store, OTHER_ACCOUNT)
    await using lease = await hold(store, OTHER_ACCOUNT)
    const error = await store.runs.begin({ ...begin, lease }).catch((failure: unknown) => failure)
    expect(isLeaseLostError(error)).toBe(true)
    expect(await store.runs.list()).toEqual([])
  })
})
