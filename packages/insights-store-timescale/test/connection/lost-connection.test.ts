import { silentLogger } from 'insights-transform'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'

// Without a listener, a session that the server cuts off ends the process, and vitest reports the error.
describe.runIf(timescaleAvailable())('a session that the server cuts off', () => {
  let database: TestDatabase
  let admin: Client
  beforeAll(async () => {
    database = await createTestDatabase()
    admin = new Client({ connectionString: database.url })
    await admin.connect()
  })
  afterAll(async () => {
    await admin.end()
    await database.drop()
  })

  const cutOff = async (): Promise<number> => {
    const { rowCount } = await admin.query(
      'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
      ['cut-off'],
    )
    return rowCount ?? 0
  }

  it('is told to the logger while idle, and the next query gets another one', async () => {
    const warnings: string[] = []
    const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) }
    await using store = await openStore({
      connection: database.url,
      applicationName: 'cut-off',
      poolMax: 1,
      logger,
    })

    expect(await cutOff()).toBe(1)
    await expect.poll(() => warnings).toEqual(['A database connection was lost.'])
    expect((await sql`SELECT 1 AS one`.execute(store.db)).rows).toEqual([{ one: 1 }])
  })

  it('fails the transaction that it was in, and nothing else', async () => {
    await using store = await openStore({ connection: database.url, applicationName: 'cut-off', poolMax: 1 })

    const cut = store.db.transaction().execute(async (tx) => {
      await sql`SELECT 1`.execute(tx)
      expect(await cutOff()).toBe(1)
      await sql`SELECT 2`.execute(tx)
    })
    await expect(cut).rejects.toThrow(/terminat|not queryable|closed/i)
    expect((await sql`SELECT 1 AS one`.execute(store.db)).rows).toEqual([{ one: 1 }])
  })
})
