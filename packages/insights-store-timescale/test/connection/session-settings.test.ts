import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { transact } from '../../src/connection/transact.ts'
import type { Executor } from '../../src/executor.ts'
import { openStore } from '../../src/open-store.ts'

const settings = sql<Record<string, string>>`
  SELECT current_setting('statement_timeout') AS statement_timeout,
    current_setting('idle_in_transaction_session_timeout') AS idle_timeout,
    current_setting('timezone') AS timezone, current_setting('application_name') AS application`

const idleTimeout = async (db: Executor) => (await settings.execute(db)).rows[0]?.['idle_timeout']

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

  it('let a transaction idle for seconds where it is the store’s own, and longer where it is the caller’s', async () => {
    await using store = await openStore({ connection: database.url })
    expect(await transact(store.db, idleTimeout)).toBe('10s')
    expect(await store.db.transaction().execute(idleTimeout)).toBe('1min')
    expect(await idleTimeout(store.db)).toBe('1min')
  })

  it('leave the limits that the URL sets', async () => {
    const url = new URL(database.url)
    url.searchParams.set('options', '-c statement_timeout=7s')
    await using store = await openStore({ connection: url.href })
    expect((await settings.execute(store.db)).rows).toMatchObject([{ statement_timeout: '7s' }])
  })

  it('open as many compressed rows as a statement needs, unless the URL limits them', async () => {
    const opened = sql<{ rows: string | null }>`
      SELECT current_setting('timescaledb.max_tuples_decompressed_per_dml_transaction', true) AS rows`
    const withTimescale = await createTestDatabase()
    const url = new URL(withTimescale.url)
    url.searchParams.set('options', '-c timescaledb.max_tuples_decompressed_per_dml_transaction=5')
    for (const [connection, rows] of [
      [withTimescale.url, '0'],
      [url.href, '5'],
    ] as const) {
      await using store = await openStore({ connection })
      expect((await opened.execute(store.db)).rows).toEqual([{ rows }])
    }
    await withTimescale.drop()
  })

  it('that began while the database was read-only do not outlast that', async () => {
    const name = new URL(database.url).pathname.slice(1)
    await using admin = await openStore({ connection: database.url, poolMax: 1 })
    await sql`CREATE TABLE notes (note text)`.execute(admin.db)
    await sql`ALTER DATABASE ${sql.id(name)} SET default_transaction_read_only = on`.execute(admin.db)
    await using store = await openStore({ connection: database.url, poolMax: 1 })
    const write = () => sql`INSERT INTO notes VALUES ('taken')`.execute(store.db)
    await expect(write()).rejects.toThrow(/read-only transaction/)
    await sql`ALTER DATABASE ${sql.id(name)} RESET default_transaction_read_only`.execute(admin.db)
    await write()
    expect((await sql`SELECT note FROM notes`.execute(store.db)).rows).toEqual([{ note: 'taken' }])
  })
})
