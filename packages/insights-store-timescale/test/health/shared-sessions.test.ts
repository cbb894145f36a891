import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'
import { startTransactionPooler } from '../support/transaction-pooler.ts'

it('cannot tell of the embedded database', async () => {
  const pglite = await PGlite.create()
  const store = await openStore({ connection: { pglite } })
  expect(await store.sharesSessions()).toBe(null)
  await store.close()
  await pglite.close()
})

describe.runIf(timescaleAvailable())('on a server', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  it('tells sessions of one’s own', async () => {
    await using store = await openStore({ connection: database.url })
    expect(await store.sharesSessions()).toBe(false)
    expect(await store.sharesSessions()).toBe(false)
  })

  it('tells a pooler in transaction mode', async () => {
    await using pooler = await startTransactionPooler(database.url)
    await using store = await openStore({ connection: pooler.url })
    expect(await store.sharesSessions()).toBe(true)
    await store.migrate()
    expect(await store.sharesSessions()).toBe(true)
  })

  it('cannot tell with a pool of one session', async () => {
    await using store = await openStore({ connection: database.url, poolMax: 1 })
    expect(await store.sharesSessions()).toBe(null)
  })
})
