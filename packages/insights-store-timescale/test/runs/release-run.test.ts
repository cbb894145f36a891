import { expect, test } from 'vitest'
import { isLeaseLostError, isRunNotRunningError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold } from '../samples/held-run.ts'
import { ACCOUNT } from '../samples/sample-account.ts'
import { TODAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const today = { accountId: ACCOUNT, scrapeDay: TODAY }

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  /** A run that its worker has given back in the middle. */
  const released = async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.release({ runId, lease, requestsDone: 7 })
    await lease.release()
    return { store, runId }
  }

  test('makes the run due at once, and it goes on under its id', async () => {
    const { store, runId } = await released()
    expect(await store.runs.get(runId)).toMatchObject({ status: 'queued', requestsDone: 7, finishedAt: null })
    expect(await store.runs.due({ today: TODAY, limit: 1 })).toEqual([
      { runId, accountId: ACCOUNT, askedBySpan: null },
    ])
    await using lease = await hold(store, ACCOUNT, 'another')
    const { run, kind } = await store.runs.begin({ ...today, runId, lease })
    expect(kind).toBe('resumed')
    expect(run).toMatchObject({ runId, status: 'running', attempts: 2, retries: 0, requestsDone: 7 })
  })

  test('leaves whoever gave it back, or has lost the account, nothing to write', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.release({ runId, lease, requestsDone: 7 })
    const again = store.runs.release({ runId, lease, requestsDone: 8 })
    await expect(again).rejects.toSatisfy(isRunNotRunningError)
    await expireLease(store)
    const late = store.runs.release({ runId, lease, requestsDone: 9 })
    await expect(late).rejects.toSatisfy(isLeaseLostError)
    expect(await store.runs.get(runId)).toMatchObject({ status: 'queued', requestsDone: 7 })
  })

  test('keeps a wish to cancel: whoever takes the run up ends it', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.cancel(runId)
    await store.runs.release({ runId, lease, requestsDone: 7 })
    const begun = await store.runs.begin({ ...today, runId, lease })
    expect(begun).toMatchObject({
      kind: 'cancelled',
      run: { runId, status: 'cancelled', nextAttemptAt: null },
    })
    expect(await store.runs.due({ today: TODAY, limit: 1 })).toEqual([])
  })

  test('lets the run be asked for again, which voids such a wish', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.runs.cancel(runId)
    await store.runs.release({ runId, lease, requestsDone: 7 })
    await lease.release()
    const asked = await store.runs.request(today)
    expect(asked).toMatchObject({ kind: 'queued', created: false, run: { runId, cancelRequestedAt: null } })
    expect(await store.runs.request(today)).toEqual({ kind: 'open', run: asked.run, holder: null })
  })

  test('makes no full run of one that has left something out: everything is asked for by a new one', async () => {
    const { store, runId } = await released()
    const asked = await store.runs.request({ ...today, full: true })
    expect(asked).toMatchObject({ kind: 'queued', created: true, run: { full: true, status: 'queued' } })
    const interrupted = { status: 'failed', full: false, nextAttemptAt: null, error: { code: 'interrupted' } }
    expect(await store.runs.get(runId)).toMatchObject(interrupted)
  })

  test('makes no full run of it either where one begins by hand', async () => {
    const { store, runId } = await released()
    await using lease = await hold(store)
    const { run, kind } = await store.runs.begin({ ...today, full: true, lease })
    expect(kind).toBe('started')
    expect(run).toMatchObject({ full: true, status: 'running' })
    expect(await store.runs.get(runId)).toMatchObject({ status: 'failed', full: false })
  })

  test('has it cancelled at once where somebody wants that', async () => {
    const { store, runId } = await released()
    expect(await store.runs.cancel(runId)).toMatchObject({ kind: 'cancelled', run: { status: 'cancelled' } })
  })
})
