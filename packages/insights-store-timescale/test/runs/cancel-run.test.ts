import { expect, test } from 'vitest'
import { isRunNotRunningError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { inMinutes, storeRun, TODAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const cancelled = {
  status: 'cancelled',
  error: { code: 'cancelled' },
  finishedAt: expect.any(Date),
  cancelRequestedAt: expect.any(Date),
  nextAttemptAt: null,
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  type Store = Awaited<ReturnType<typeof empty>>
  const withAccount = async () => {
    const store = await empty()
    await addAccount(store)
    return store
  }
  const due = (store: Store) => store.runs.due({ today: TODAY, limit: 10 })

  test('ends a queued run at once, and no worker that was sent for it begins it', async () => {
    const store = await withAccount()
    const { run } = await store.runs.request({ accountId: ACCOUNT, scrapeDay: TODAY })
    const runId = String(run?.runId)
    const answer = await store.runs.cancel(runId)
    expect(answer).toMatchObject({ kind: 'cancelled', run: { runId, ...cancelled } })
    expect(await store.runs.get(runId)).toEqual(answer?.run)
    expect(await due(store)).toEqual([])
    await using lease = await hold(store)
    const begun = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, runId, lease })
    expect(begun).toMatchObject({ kind: 'cancelled', run: { runId, status: 'cancelled' } })
    expect(await store.runs.get(runId)).toEqual(answer?.run)
  })

  test('tells whoever carries the run out with their next progress', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    expect(await store.runs.recordRequests({ runId, lease, requestsDone: 1 })).toEqual({ cancel: false })
    const before = await store.runs.get(runId)
    const answer = await store.runs.cancel(runId)
    expect(answer).toMatchObject({
      kind: 'requested',
      run: { status: 'running', cancelRequestedAt: expect.any(Date) },
    })
    expect(answer?.run.sequence).toBe((before?.sequence ?? 0) + 1)
    expect(await store.runs.recordRequests({ runId, lease, requestsDone: 1 })).toEqual({ cancel: true })
    const again = await store.runs.cancel(runId)
    expect(again?.kind).toBe('requested')
    expect(again?.run.cancelRequestedAt).toEqual(answer?.run.cancelRequestedAt)
    expect(await due(store)).toEqual([])
  })

  test('keeps a run from being tried again that its holder ends otherwise meanwhile', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.cancel(runId)
    const error = { code: 'rate_limited', message: 'for now' }
    const nextAttemptAt = inMinutes(-1)
    const run = await store.runs.finish({ runId, lease, status: 'rate_limited', error, nextAttemptAt })
    expect(run).toMatchObject({ status: 'rate_limited', nextAttemptAt: null })
    await lease.release()
    expect(await due(store)).toEqual([])
    expect((await store.runs.cancel(runId))?.kind).toBe('ended')
  })

  test('ends the run of a dead holder at once, who cannot write to it any more', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    await expireLease(store)
    expect(await store.runs.cancel(runId)).toMatchObject({ kind: 'cancelled', run: cancelled })
    expect(await due(store)).toEqual([])
    await using lease = await hold(store)
    const write = store.runs.recordRequests({ runId, lease, requestsDone: 1 })
    await expect(write).rejects.toSatisfy(isRunNotRunningError)
  })

  test('is remembered where the holder dies before it has seen the wish', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    await store.runs.cancel(runId)
    await expireLease(store)
    expect(await due(store)).toEqual([{ runId, accountId: ACCOUNT, askedBySpan: null }])
    await using lease = await hold(store, ACCOUNT, 'another')
    const begun = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, runId, lease })
    expect(begun).toMatchObject({ kind: 'cancelled', run: { runId, ...cancelled } })
    expect(await store.runs.get(runId)).toEqual(begun.run)
    expect(await due(store)).toEqual([])
  })

  test('is forgotten by whoever begins by hand afterwards', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    await store.runs.cancel(runId)
    await expireLease(store)
    await using lease = await hold(store)
    const { run } = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease })
    expect(run).toMatchObject({ runId, status: 'running', cancelRequestedAt: null })
  })

  test.each(['partial', 'failed', 'rate_limited'] as const)(
    'leaves a %s run that waits what it is, and tries it no more',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, { status, next_attempt_at: inMinutes(5) })
      expect(await store.runs.cancel(runId)).toMatchObject({
        kind: 'cancelled',
        run: { status, nextAttemptAt: null },
      })
      expect(await store.runs.backlog({ today: TODAY })).toMatchObject({ queued: 0, waiting: 0 })
      expect((await store.runs.cancel(runId))?.kind).toBe('ended')
    },
  )

  test.each(['succeeded', 'partial', 'failed', 'auth_failed', 'cancelled'] as const)(
    'changes nothing of a %s run',
    async (status) => {
      const store = await withAccount()
      const runId = await storeRun(store, { status })
      const run = await store.runs.get(runId)
      expect(await store.runs.cancel(runId)).toEqual({ kind: 'ended', run })
      expect(await store.runs.get(runId)).toEqual(run)
    },
  )

  test.each(['no-uuid', '00000000-0000-4000-8000-000000000000'])('knows no run %s', async (runId) => {
    const store = await withAccount()
    expect(await store.runs.cancel(runId)).toBeUndefined()
  })
})
