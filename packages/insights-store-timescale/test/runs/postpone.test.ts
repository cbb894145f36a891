import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { inMinutes, storeRun, TODAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const until = inMinutes(10)

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test.each([
    ['queued', null],
    ['queued', -1],
    ['partial', -1],
    ['rate_limited', 5],
    ['cancelled', -1],
  ] as const)(
    'lets a %s run wait that was due in %s minutes, so that nobody begins it before',
    async (status, minutes) => {
      const store = await empty()
      await addAccount(store)
      const runId = await storeRun(store, {
        status,
        next_attempt_at: minutes === null ? null : inMinutes(minutes),
      })
      await store.runs.postpone(runId, until)
      const run = await store.runs.get(runId)
      expect(run).toMatchObject({ status, nextAttemptAt: until, sequence: 1 })
      expect(await store.runs.due({ today: TODAY, limit: 1 })).toEqual([])
      await using lease = await hold(store)
      const begun = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, runId, lease })
      expect(begun).toMatchObject({
        kind: status === 'rate_limited' ? 'resting' : 'not_due',
        notBefore: until,
        run,
      })
      expect(await store.runs.get(runId)).toEqual(run)
    },
  )

  test('says why, and keeps what was said before where nothing is', async () => {
    const store = await empty()
    await addAccount(store)
    const runId = await storeRun(store, { status: 'queued' })
    const error = { code: 'network', message: 'cut \uDFE0' }
    await store.runs.postpone(runId, inMinutes(1), error)
    const told = { code: 'network', message: 'cut \uFFFD' }
    expect(await store.runs.get(runId)).toMatchObject({ status: 'queued', error: told })
    await store.runs.postpone(runId, until)
    expect(await store.runs.get(runId)).toMatchObject({ nextAttemptAt: until, error: told })
  })

  test.each([
    ['partial', null],
    ['succeeded', null],
    ['cancelled', null],
    ['auth_failed', null],
    ['queued', 20],
    ['rate_limited', 20],
  ] as const)('does nothing to a %s run that is due in %s minutes', async (status, minutes) => {
    const store = await empty()
    await addAccount(store)
    const runId = await storeRun(store, {
      status,
      next_attempt_at: minutes === null ? null : inMinutes(minutes),
    })
    const run = await store.runs.get(runId)
    await store.runs.postpone(runId, until)
    expect(await store.runs.get(runId)).toEqual(run)
  })

  test('does nothing to a run that is carried out, nor to one that is not there', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    const run = await store.runs.get(runId)
    for (const id of [runId, 'no-uuid', '00000000-0000-4000-8000-000000000000']) {
      await store.runs.postpone(id, until)
    }
    expect(await store.runs.list()).toEqual([run])
  })
})
