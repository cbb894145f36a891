import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('gives runs newest first, filtered and page by page', async () => {
    const store = await empty()
    const ids: string[] = []
    for (const [accountId, status] of [
      [ACCOUNT, 'succeeded'],
      [OTHER_ACCOUNT, 'auth_failed'],
      [ACCOUNT, 'partial'],
    ] as const) {
      await addAccount(store, accountId)
      await using lease = await hold(store, accountId)
      const scrapeDay = `2025-07-1${ids.length}`
      const { run } = await store.runs.begin({ accountId, scrapeDay, lease })
      await store.runs.finish({ runId: run.runId, lease, status })
      ids.unshift(run.runId)
    }
    const [partial, expired, succeeded] = ids
    const listed = async (query?: Parameters<typeof store.runs.list>[0]) =>
      (await store.runs.list(query)).map(({ runId }) => runId)
    expect(await listed()).toEqual(ids)
    expect(await listed({ accountId: ACCOUNT })).toEqual([partial, succeeded])
    expect(await listed({ status: 'succeeded' })).toEqual([succeeded])
    expect(await listed({ failedOnly: true })).toEqual([partial, expired])
    expect(await listed({ limit: 1 })).toEqual([partial])
    expect(await listed({ limit: 1, before: partial as string })).toEqual([expired])
    expect(await listed({ before: 'no-uuid' })).toEqual([])
  })

  test('knows no run under another id', async () => {
    const store = await empty()
    for (const runId of ['no-uuid', '00000000-0000-4000-8000-000000000000']) {
      expect(await store.runs.get(runId)).toBeUndefined()
      expect(await store.runs.listings(runId)).toEqual([])
    }
  })
})
