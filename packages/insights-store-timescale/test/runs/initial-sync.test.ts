import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { storeRun } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test.each([
    ['queued', false],
    ['running', false],
    ['failed', false],
    ['auth_failed', false],
    ['rate_limited', false],
    ['cancelled', false],
    ['partial', true],
    ['succeeded', true],
  ] as const)('is complete with a run that is %s: %s', async (status, complete) => {
    const store = await empty()
    await addAccount(store)
    expect(await store.runs.initialSyncComplete()).toBe(false)
    await storeRun(store, { status })
    expect(await store.runs.initialSyncComplete()).toBe(complete)
    expect(await store.runs.initialSyncComplete(ACCOUNT)).toBe(complete)
    expect(await store.runs.initialSyncComplete(OTHER_ACCOUNT)).toBe(false)
  })
})
