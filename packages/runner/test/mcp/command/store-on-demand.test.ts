import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedStorageError, openStore, type Store } from 'insights-store-timescale'
import { expect, test } from 'vitest'
import { StoreOnDemand } from '../../../src/mcp/command/store-on-demand.ts'

const IDLE_MS = 100

async function counted() {
  const opened: Store[] = []
  const stores = new StoreOnDemand(async () => {
    const store = await openStore({ connection: { dataDir: 'memory://' }, allowPlaintextCredentials: true })
    opened.push(store)
    return store
  }, IDLE_MS)
  return { stores, opened }
}

test('opens for the first question, stays open for the next, and closes when nobody asks', async () => {
  const { stores, opened } = await counted()
  await stores.use((store) => store.ping())
  await stores.use((store) => store.ping())
  expect(opened).toHaveLength(1)
  await delay(3 * IDLE_MS)
  await expect(opened[0]?.ping()).rejects.toThrow('driver has already been destroyed')
  await stores.use((store) => store.ping())
  expect(opened).toHaveLength(2)
  await stores[Symbol.asyncDispose]()
})

test('does not close what somebody still uses', async () => {
  const { stores, opened } = await counted()
  await stores.use(async (store) => {
    await stores.use((same) => same.ping())
    await delay(3 * IDLE_MS)
    await store.ping()
  })
  expect(opened).toHaveLength(1)
  await stores[Symbol.asyncDispose]()
})

test('asks once more where the database that was open is gone, and says so where a new one is gone as well', async () => {
  const { stores, opened } = await counted()
  await stores.use((store) => store.ping())
  const gone = new EmbeddedStorageError('gone', { dataDir: 'x', reason: null })
  expect(
    await stores.use(async (store) => {
      if (store === opened[0]) throw gone
      return 'answered'
    }),
  ).toBe('answered')
  await expect(
    stores.use(async () => {
      throw gone
    }),
  ).rejects.toBe(gone)
  await stores[Symbol.asyncDispose]()
})
