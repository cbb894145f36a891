import { beforeAll } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import type { OpenTestStore } from '../support/describe-stores.ts'

/** One store for a suite, emptied for each test: a fresh schema for each would take most of the time. */
export const emptiedStore = (open: OpenTestStore): (() => Promise<Store>) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })
  return async () => {
    for (const { accountId } of await store.accounts.list({ includeDeleted: true })) {
      await store.accounts.remove(accountId, { purge: true })
    }
    return store
  }
}
