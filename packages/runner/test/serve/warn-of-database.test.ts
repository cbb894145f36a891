import { openStore } from 'insights-store-timescale'
import { silentLogger } from 'insights-transform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { startTransactionPooler } from '../../../insights-store-timescale/test/support/transaction-pooler.ts'
import { warnOfDatabase } from '../../src/serve/warn-of-database.ts'

describe.runIf(timescaleAvailable())('what a service says of its database when it starts', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase({ encoding: 'LATIN1' })
  })
  afterAll(() => database.drop())

  it('an encoding that lacks characters, and a pooler in transaction mode', async () => {
    await using pooler = await startTransactionPooler(database.url)
    expect(await warningsAt(pooler.url)).toEqual([
      'the database lacks characters: in names they are stored as "?"',
      expect.stringMatching(/pooler in transaction mode.*session mode/),
    ])
  })

  it('what it does where it cannot listen', async () => {
    const told: string[] = []
    const logger = { ...silentLogger, info: (text: string) => told.push(text) }
    await using store = await openStore({ connection: database.url, pooler: 'transaction' })
    await warnOfDatabase(store, logger)
    await warnOfDatabase(store, logger, 'it looks now and then')
    expect(told).toEqual([
      expect.stringMatching(/: workers look for jobs each second/),
      expect.stringMatching(/: it looks now and then$/),
    ])
  })

  it('nothing of an ordinary one', async () => {
    const url = new URL(database.url)
    url.pathname = '/postgres'
    expect(await warningsAt(url.href)).toEqual([])
  })
})

async function warningsAt(url: string) {
  const warnings: string[] = []
  const logger = { ...silentLogger, warn: (text: string) => warnings.push(text) }
  await using store = await openStore({ connection: url })
  await warnOfDatabase(store, logger)
  return warnings
}
