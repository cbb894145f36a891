import { expect, test } from 'vitest'
import { isAccountNotFoundError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  const withAccount = async () => {
    const store = await empty()
    await addAccount(store)
    return store
  }

  test.each([null, -5, 5])(
    'revives a run that was given up, due in %s minutes, with all its retries',
    async (minutes) => {
      const store = await withAccount()
      const runId = await storeRun(store, {
        status: 'partial',
        retries: 3,
        next_attempt_at: minutes === null ? null : inMinutes(minutes),
      })
      const retried = await store.runs.retry(runId, { today: TODAY })
      expect(retried).toMatchObject({ kind: 'queued', created: false, run: { runId, retries: 0 } })
      expect(await store.runs.due({ today: TODAY, limit: 1 })).toEqual([
        { runId, accountId: ACCOUNT, askedBySpan: null },
      ])
      await using lease = await hold(store)
      const begun = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, runId, lease })
      expect(begun).toMatchObject({ kind: 'started', run: { runId, status: 'running', retries: 1 } })
    },
  )

  test('finds nothing missing of a run that succeeded', async () => {
    const store = await withAccount()
    const runId = await storeRun(store, { status: 'succeeded' })
    const run = await store.runs.get(runId)
    expect(await store.runs.retry(runId, { today: TODAY })).toEqual({ kind: 'nothing_missing', run })
    expect(await store.runs.list()).toEqual([run])
  })

  test('asks for one of today in place of an earlier day’s, as full as that was', async () => {
    const store = await withAccount()
    const runId = await storeRun(store, {
      status: 'failed',
      full_sync: true,
      retries: 3,
      scrape_day: YESTERDAY,
    })
    const retried = await store.runs.retry(runId, { today: TODAY })
    expect(retried).toMatchObject({
      kind: 'queued',
      created: true,
      run: { scrapeDay: TODAY, full: true, retries: 0 },
    })
    expect(await store.runs.get(runId)).toMatchObject({ status: 'failed', retries: 3, nextAttemptAt: null })
  })

  test('revives the newer run that has taken its place', async () => {
    const store = await withAccount()
    const older = await storeRun(store, { status: 'partial', retries: 3, created_at: inMinutes(-90) })
    const newer = await storeRun(store, { status: 'failed', retries: 3 })
    expect(await store.runs.retry(older, { today: TODAY })).toMatchObject({
      run: { runId: newer, retries: 0 },
    })
  })

  test('leaves a run alone that is queued or carried out', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    const run = await store.runs.get(runId)
    expect(await store.runs.retry(runId, { today: TODAY })).toEqual({ kind: 'open', run, holder: 'test' })
    await expireLease(store)
    expect(await store.runs.retry(runId, { today: TODAY })).toMatchObject({ kind: 'queued', run: { runId } })
  })

  test.each(['no-uuid', '00000000-0000-4000-8000-000000000000'])('knows no run %s', async (runId) => {
    const store = await withAccount()
    expect(await store.runs.retry(runId, { today: TODAY })).toBeUndefined()
  })

  test('refuses a run of a removed account', async () => {
    const store = await withAccount()
    const runId = await storeRun(store, { status: 'failed' })
    await store.accounts.remove(ACCOUNT)
    await expect(store.runs.retry(runId, { today: TODAY })).rejects.toSatisfy(isAccountNotFoundError)
  })
})
