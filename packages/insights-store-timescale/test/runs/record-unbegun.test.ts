import { expect, it } from 'vitest'
import { hold, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

const error = { code: 'missing_credential_key', message: 'The key k1 was not given.' }

describeStores((_name, open) => {
  it('a sync that failed before its run began is a run that failed and has not started', async () => {
    const store = await open()
    await addAccount(store)
    const run = await store.runs.recordUnbegun({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, error })
    expect(run).toMatchObject({
      status: 'failed',
      trigger: 'manual',
      startedAt: null,
      nextAttemptAt: null,
      error,
    })
    expect(run?.finishedAt).toBeInstanceOf(Date)

    // Once more is the same run, with what is wrong now.
    const later = { code: 'database', message: 'permission denied for table sync_runs' }
    const again = await store.runs.recordUnbegun({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, error: later })
    expect(again).toMatchObject({ runId: run?.runId, error: later })
    expect(await store.runs.list({ accountId: ACCOUNT })).toHaveLength(1)
  })

  it('is begun afterwards as if nothing had been, however often it failed', async () => {
    const store = await open()
    await addAccount(store)
    for (let time = 0; time < 9; time += 1) {
      await store.runs.recordUnbegun({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, error })
    }
    await using lease = await hold(store)
    const begun = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease })
    expect(begun).toMatchObject({
      kind: 'started',
      run: { status: 'running', attempts: 1, retries: 0, error: null },
    })
  })

  it('leaves any other run of the day alone, and makes none of an account that is not there', async () => {
    const store = await open()
    await addAccount(store)
    await using lease = await hold(store)
    const { run } = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease })
    expect(
      await store.runs.recordUnbegun({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, error }),
    ).toBeUndefined()
    expect(await store.runs.get(run.runId)).toMatchObject({ status: 'running', error: null })
    expect(
      await store.runs.recordUnbegun({ accountId: OTHER_ACCOUNT, scrapeDay: SCRAPE_DAY, error }),
    ).toBeUndefined()
  })
})
