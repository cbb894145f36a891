import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'

const settings = sql<Record<string, string>>`
  SELECT current_setting('statement_timeout') AS statement_timeout,
    current_setting('idle_in_transaction_session_timeout') AS idle_timeout,
    current_setting('timezone') AS timezone, current_setting('application_name') AS application`

describe.runIf(timescaleAvailable())('sessions of the store’s own', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase({ timescale: false })
  })
  afterAll(() => database.drop())

  it('end what hangs, and are named', async () => {
    await using store = await openStore({ connection: database.url, applicationName: 'a sync' })
    expect((await settings.execute(store.db)).rows).toEqual([
      { statement_timeout: '2min', idle_timeout: '1min', timezone: 'UTC', application: 'a sync' },
    ])
  })

  it('leave the limits that the URL sets', async () => {
    const url = new URL(database.url)
    url.searchParams.set('options', '-c statement_timeout=7s')
    await using store = await openStore({ connection: url.href })
    expect((await settings.execute(store.db)).rows).toMatchObject([{ statement_timeout: '7s' }])
  })
})
