import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pgBouncerAvailable, startPgBouncer } from '../../../../scripts/pgbouncer.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'

const ACCOUNT = '120000042'
const DAY = '2026-06-15'
/** More than are sent in one statement, so that they go through COPY and a temporary table. */
const NIGHTS = 6_000

const night = (index: number): string =>
  new Date(Date.UTC(2026, 0, 1) + (index % 100) * 86_400_000).toISOString().slice(0, 10)
const chartQuery = Array.from({ length: NIGHTS }, (_, index) => ({
  airbnb_listing_id: String(900_000_000 + Math.floor(index / 100)),
  metric_date: night(index),
  p3_impressions_your_value: index,
}))

/** What a session is left with, by a statement outside of any transaction. */
const settings = sql<Record<string, string>>`
  SELECT current_setting('statement_timeout') AS statement_timeout,
    current_setting('idle_in_transaction_session_timeout') AS idle_timeout, current_setting('lock_timeout') AS lock_timeout`

describe.runIf(timescaleAvailable() && pgBouncerAvailable())('through PgBouncer', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    await using store = await openStore({ connection: database.url })
    await store.migrate()
    await store.db
      .insertInto('accounts')
      .values({
        account_id: ACCOUNT,
        airbnb_cookie: '-',
        x_client_version: '-',
        user_agent: '-',
        is_active: true,
      })
      .execute()
  })
  afterAll(() => database.drop())

  it('a server itself has none', async () => {
    await using store = await openStore({ connection: database.url })
    expect(store.server).toMatchObject({ pooler: 'none', inRecovery: false })
  })

  it('in session mode, sessions are set up as they are on the server itself', async () => {
    await using bouncer = await startPgBouncer(database.url, { mode: 'session' })
    await using store = await openStore({ connection: bouncer.url })
    expect(store.server.pooler).toBe('session')
    expect(await store.sharesSessions()).toBe(false)
    expect((await settings.execute(store.db)).rows).toEqual([
      { statement_timeout: '2min', idle_timeout: '1min', lock_timeout: '0' },
    ])
  })

  it.each([0, 100])(
    'in transaction mode all is read and written, with %i named statements tracked, and nothing is left in a session',
    async (maxPreparedStatements) => {
      const options = { mode: 'transaction', poolSize: 3, maxPreparedStatements } as const
      await using bouncer = await startPgBouncer(database.url, options)
      await using store = await openStore({ connection: bouncer.url })
      expect(store.server.pooler).toBe('transaction')
      const written = () => store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: DAY, chartQuery })
      const counts = await Promise.all([written(), written(), store.checkWrites()])
      expect(counts[0].inserted + counts[1].inserted).toBe(maxPreparedStatements === 0 ? NIGHTS : 0)
      let streamed = 0
      for await (const rows of store.metrics.stream({ table: 'chart_query', accountId: ACCOUNT }))
        streamed += rows.length
      expect(streamed).toBe(NIGHTS)
      const lease = await store.leases.acquire(ACCOUNT, { holder: 'a test' })
      if (lease.busy) throw new Error(`held by ${lease.holder}`)
      await lease.release()
      // Nobody would be told: the session that listens is another one's after its statement.
      await store.operator.listen({ signal: new AbortController().signal, onChange: () => {} })
      expect((await store.migrate()).applied).toEqual([])

      // What a person sets or makes is gone with the statement.
      await using session = await store.sql({ write: true })
      for (const statement of [
        'SET work_mem = 99999',
        'CREATE TEMPORARY TABLE mine (note text)',
        'SELECT pg_advisory_lock(42)',
      ]) {
        await session.run(statement)
      }
      const first = await sql<{ tables: number; locks: number; memory: string }>`
        SELECT (SELECT count(*)::int FROM pg_class WHERE relname = 'mine') AS tables,
          (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND database =
            (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks,
          current_setting('work_mem') AS memory`.execute(store.db)
      expect(first.rows).toEqual([{ tables: 0, locks: 0, memory: '4MB' }])
      const left = await Promise.all(Array.from({ length: 6 }, () => settings.execute(store.db)))
      for (const { rows } of left) {
        expect(rows).toEqual([{ statement_timeout: '0', idle_timeout: '0', lock_timeout: '0' }])
      }
      const inTransaction = await store.db.transaction().execute((tx) => settings.execute(tx))
      expect(inTransaction.rows).toMatchObject([{ statement_timeout: '2min', idle_timeout: '1min' }])
    },
  )

  it('with a single session it takes a pooler for one in transaction mode, unless told otherwise', async () => {
    await using bouncer = await startPgBouncer(database.url, { mode: 'session' })
    await using careful = await openStore({ connection: bouncer.url, poolMax: 1 })
    expect(careful.server.pooler).toBe('transaction')
    await careful.checkWrites()
    await using told = await openStore({ connection: bouncer.url, poolMax: 1, pooler: 'session' })
    expect((await settings.execute(told.db)).rows).toMatchObject([{ statement_timeout: '2min' }])
  })

  it('in statement mode it is refused, since no transaction gets through', async () => {
    await using bouncer = await startPgBouncer(database.url, { mode: 'statement' })
    await expect(openStore({ connection: bouncer.url })).rejects.toMatchObject({
      code: 'unsupported_database',
      reason: 'statement_pooler',
      message: expect.stringMatching(/statement mode.*pool_mode = transaction or session/),
    })
  })

  it('dates that the server writes otherwise are refused in transaction mode, with the statement that helps', async () => {
    const role = `pooled_${new URL(database.url).pathname.slice(-12)}`
    const admin = new Client({ connectionString: database.url })
    await admin.connect()
    await admin.query(`CREATE ROLE ${role} LOGIN SUPERUSER`)
    try {
      await admin.query(
        `ALTER ROLE ${role} SET datestyle = 'German'; ALTER ROLE ${role} SET timezone = 'Asia/Tokyo'`,
      )
      const asRole = new URL(database.url)
      asRole.username = role
      await using bouncer = await startPgBouncer(asRole.href, { mode: 'transaction', users: [role] })
      const refused = await openStore({ connection: bouncer.url }).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(refused).toMatchObject({ code: 'unsupported_database', reason: 'pooler_defaults' })
      const { message } = refused as Error
      expect(message).toContain('datestyle is German, DMY, timezone is Asia/Tokyo')
      for (const statement of message.match(/ALTER ROLE [^;]+;/g) ?? []) await admin.query(statement)
      await using again = await startPgBouncer(asRole.href, { mode: 'transaction', users: [role] })
      await using store = await openStore({ connection: again.url })
      expect(store.server.pooler).toBe('transaction')
      await store.close()
    } finally {
      // The pooler's own sessions end with it, a moment later.
      await admin.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1', [
        role,
      ])
      await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
      await admin.end()
    }
  })

  it('settings in the URL are refused by PgBouncer: said, with what to do', async () => {
    await using bouncer = await startPgBouncer(database.url, { mode: 'session' })
    await expect(
      openStore({ connection: `${bouncer.url}?options=-c%20work_mem%3D9MB` }),
    ).rejects.toMatchObject({
      code: 'database_unreachable',
      message: expect.stringMatching(/unsupported startup parameter.*leave options=… out of the URL/),
    })
  })
})
