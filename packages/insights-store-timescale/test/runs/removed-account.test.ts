import { expect, test } from 'vitest'
import { isLeaseLostError, isRunNotRunningError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun } from '../samples/held-run.ts'
import { ACCOUNT, accountInput, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { inMinutes, storeRun, TODAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const cancelled = {
  status: 'cancelled',
  error: { code: 'account_removed', message: 'The account was removed.' },
  finishedAt: expect.any(Date),
  nextAttemptAt: null,
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('has its queued run cancelled, and no other account’s', async () => {
    const store = await empty()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) {
      await addAccount(store, accountId)
      await store.runs.request({ accountId, scrapeDay: TODAY })
    }
    await store.accounts.remove(ACCOUNT)
    expect(await store.runs.list({ accountId: ACCOUNT })).toMatchObject([cancelled])
    expect(await store.runs.list({ accountId: OTHER_ACCOUNT })).toMatchObject([{ status: 'queued' }])
  })

  test('has the run under way cancelled, whose worker can write no more', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const before = await store.runs.get(runId)
    await store.accounts.remove(ACCOUNT)
    const run = await store.runs.get(runId)
    expect(run).toMatchObject(cancelled)
    expect(run?.sequence).toBe((before?.sequence ?? 0) + 1)
    for (const write of [
      () => store.runs.recordRequests({ runId, lease, requestsDone: 1 }),
      () => store.runs.finish({ runId, lease, status: 'succeeded' }),
      () => store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, runId, lease }),
    ]) {
      await expect(write()).rejects.toSatisfy(isLeaseLostError)
    }
    expect(await store.runs.get(runId)).toEqual(run)
  })

  test('leaves the worker of a cancelled run no way back, though the account is restored before it looks', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.accounts.remove(ACCOUNT)
    await store.accounts.upsert(accountInput())
    const write = store.runs.recordRequests({ runId, lease, requestsDone: 1 })
    await expect(write).rejects.toSatisfy(isRunNotRunningError)
  })

  test('has what waits tried no more, and what has ended left as it is', async () => {
    const store = await empty()
    await addAccount(store)
    const ended = await storeRun(store, { status: 'succeeded', created_at: inMinutes(-90) })
    const waiting = await storeRun(store, { status: 'rate_limited', next_attempt_at: inMinutes(5) })
    const before = await store.runs.get(ended)
    await store.accounts.remove(ACCOUNT)
    expect(await store.runs.get(waiting)).toMatchObject({ status: 'rate_limited', nextAttemptAt: null })
    expect(await store.runs.get(ended)).toEqual(before)
    expect(await store.runs.backlog({ today: TODAY })).toMatchObject({ queued: 0, active: 0, waiting: 0 })
  })
})
