import { isRecoveryConflict, openStore, replicaStanding, type Store } from 'insights-store-timescale'
import { silentLogger } from 'insights-transform'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Borrowed, borrowTimescale } from '../../../../scripts/borrowed-timescaledb.ts'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/test-database.ts'
import { until } from '../../../../scripts/until.ts'
import { openReads, type Reads } from '../../src/reads/reads.ts'
import { CliFolder } from '../cli/cli-folder.ts'
import { startInProcess } from '../serve/http/support/in-process-service.ts'

const ACCOUNT = '120000042'
const LISTING = '918273645546372819'
const DAY = '2026-06-15'

/** Where scripts/timescaledb gave the tests their server, it can give one with a standby as well. */
const canReplicate = process.env['TIMESCALEDB_BORROWED'] === '1'

const impressionsIn = async (from: Store) =>
  (await from.metrics.latest({ accountId: ACCOUNT }))[0]?.p3_impressions_your_value

describe.runIf(canReplicate)('a hot standby', () => {
  const borrowed: Borrowed[] = []
  let database: TestDatabase
  let standbyUrl: string
  let store: Store
  let replica: Store

  const borrow = async (which: 'primary' | 'standby'): Promise<string> => {
    const server = await borrowTimescale({ which })
    if ('reason' in server) throw new Error(server.reason)
    borrowed.push(server)
    return server.url
  }
  const write = (impressions: number) =>
    store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: DAY,
      chartQuery: Array.from({ length: 20 }, (_, index) => ({
        airbnb_listing_id: LISTING,
        metric_date: `2026-07-${String(index + 1).padStart(2, '0')}`,
        p3_impressions_your_value: impressions,
      })),
    })
  const caughtUp = async (): Promise<void> => {
    // This server does not wait for its disk: what was committed a moment ago is not sent before.
    await sql`CHECKPOINT`.execute(store.db)
    for (;;) {
      const standing = await replicaStanding(replica, store)
      if (standing.kind === 'standby' && standing.behindSeconds === 0) return
    }
  }
  const replay = (what: 'pause' | 'resume') =>
    sql`SELECT ${sql.raw(`pg_wal_replay_${what}()`)}`.execute(replica.db)
  const readsWith = (maxLagSeconds: number, options: { url?: string; warnings?: string[] } = {}): Reads =>
    openReads({
      primary: async () => store,
      openReplica: () => openStore({ connection: options.url ?? standbyUrl, readOnly: true, poolMax: 2 }),
      maxLagSeconds,
      logger: { ...silentLogger, warn: (text: string) => options.warnings?.push(text) },
    })

  beforeAll(async () => {
    const primary = await borrow('primary')
    database = await createTestDatabase({ server: primary })
    standbyUrl = new URL(new URL(database.url).pathname, await borrow('standby')).href
    store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.migrate()
    await store.accounts.upsert({ accountId: ACCOUNT, cookie: '-', clientVersion: '-', userAgent: '-' })
    await write(1)
    // Made a moment ago, the database has yet to come there.
    for (;;) {
      const opened = await openStore({
        connection: standbyUrl,
        readOnly: true,
        allowPlaintextCredentials: true,
        poolMax: 4,
      }).catch(() => null)
      if (opened === null) continue
      replica = opened
      break
    }
    await caughtUp()
  })
  afterAll(async () => {
    await replica.close()
    await store.close()
    await database.drop()
    for (const server of borrowed.toReversed()) if ('giveBack' in server) await server.giveBack()
  })

  it('is refused to whoever may write, and read by whoever only reads', async () => {
    await expect(openStore({ connection: standbyUrl })).rejects.toMatchObject({ reason: 'in_recovery' })
    expect(replica.server).toMatchObject({ inRecovery: true, pooler: 'none' })
    await replica.assertMigrated()
    expect(await impressionsIn(replica)).toBe(1)
    let streamed = 0
    for await (const rows of replica.metrics.stream({ table: 'chart_query', accountId: ACCOUNT }))
      streamed += rows.length
    expect(streamed).toBe(20)
    expect(await replica.analysis.freshness({ accountId: ACCOUNT })).toHaveLength(1)
    await expect(
      replica.accounts.upsert({ accountId: '2', cookie: '-', clientVersion: '-', userAgent: '-' }),
    ).rejects.toThrow(/read-only transaction|during recovery/)
    await expect(replica.checkWrites()).rejects.toMatchObject({ code: 'not_writable', reason: 'in_recovery' })
  })

  it('reads that stand in the way of replaying are ended there, and asked again', async () => {
    const table = sql.table(`${store.schema}.account_metrics`)
    const fill = sql`
      INSERT INTO ${table} (account_id, metric) SELECT ${ACCOUNT}, 'made-up-' || n FROM generate_series(1, 1000) AS n`
    const conflicts = async (): Promise<number> => {
      const { rows } = await sql<{ count: number }>`
        SELECT confl_snapshot::int AS count FROM pg_stat_database_conflicts WHERE datname = current_database()`.execute(
        replica.db,
      )
      return rows[0]?.count ?? 0
    }
    const isUnderWay = async (): Promise<boolean> => {
      const { rows } = await sql`
        SELECT 1 FROM pg_stat_activity WHERE query LIKE '%/* slow */%' AND wait_event = 'PgSleep'`.execute(
        replica.db,
      )
      return rows.length > 0
    }
    const clear = async (): Promise<void> => {
      await sql`DELETE FROM ${table}`.execute(store.db)
      await sql`VACUUM ${table}`.execute(store.db)
    }
    await fill.execute(store.db)
    await caughtUp()
    const slow = sql<{ slept: string; rows: number }>`
      SELECT /* slow */ pg_sleep(1)::text AS slept, (SELECT count(*)::int FROM ${table}) AS rows`
    const asked = slow.execute(replica.db)
    await until(isUnderWay, { everyMs: 10, withinMs: 20_000 })
    await clear()
    expect((await asked).rows[0]?.rows).toBe(0)
    const met = await conflicts()
    expect(met).toBeGreaterThan(0)

    // What is one transaction of its own making is told how it was.
    await fill.execute(store.db)
    await caughtUp()
    const told = await replica.db
      .transaction()
      .execute(async (tx) => {
        const running = slow.execute(tx)
        await until(isUnderWay, { everyMs: 10, withinMs: 20_000 })
        await clear()
        await running
      })
      .catch((error: unknown) => error)
    expect(isRecoveryConflict(told)).toBe(true)
  })

  it('is told how far behind it is by the clock of the database, and not at all where it has replayed nothing', async () => {
    // What a standby whose clock is wrong would say, or one that has just been started: functions that go before the server's own.
    const saying = async (body: string): Promise<Store> => {
      await sql`CREATE SCHEMA IF NOT EXISTS said`.execute(store.db)
      await sql.raw(`CREATE OR REPLACE FUNCTION said.${body}`).execute(store.db)
      await caughtUp()
      const url = new URL(standbyUrl)
      url.searchParams.set('options', '-c search_path=said,pg_catalog')
      return await openStore({
        connection: url.href,
        readOnly: true,
        allowPlaintextCredentials: true,
        poolMax: 2,
      })
    }
    const clock = `clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.clock_timestamp() - interval ''1 hour'''`
    await using slow = await saying(clock)
    const fresh = `pg_last_xact_replay_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'`
    await write(1)
    await caughtUp()
    await replay('pause')
    try {
      await write(3)
      await sql`CHECKPOINT`.execute(store.db)
      const standing = await replicaStanding(slow, store)
      expect(standing).toEqual({ kind: 'standby', behindSeconds: expect.any(Number) })
      expect(standing).not.toEqual({ kind: 'standby', behindSeconds: 0 })
    } finally {
      await replay('resume')
    }
    await using started = await saying(fresh)
    await replay('pause')
    try {
      await write(4)
      await sql`CHECKPOINT`.execute(store.db)
      expect(await replicaStanding(started, store)).toEqual({ kind: 'standby', behindSeconds: null })
    } finally {
      await replay('resume')
    }
    await write(1)
    await caughtUp()
  })

  it('is read where it keeps up, and the database itself where it does not', async () => {
    await caughtUp()
    const warnings: string[] = []
    await using reads = readsWith(0, { warnings })
    expect(await reads.replica()).toEqual({ serves: true, lagSeconds: 0, message: null })
    expect(await reads.read(async ({ server }) => server.inRecovery)).toBe(true)
    await replay('pause')
    try {
      await write(2)
      await sql`CHECKPOINT`.execute(store.db)
      await using again = readsWith(0, { warnings })
      expect(await again.replica()).toMatchObject({
        serves: false,
        lagSeconds: expect.any(Number),
        message: 'the replica is more than 0 s behind',
      })
      expect(await again.read(impressionsIn)).toBe(2)
      await using patient = readsWith(3_600)
      expect(await patient.read(impressionsIn)).toBe(1)
    } finally {
      await replay('resume')
    }
    await caughtUp()
    await using after = readsWith(0)
    expect(await after.read(impressionsIn)).toBe(2)
    expect(warnings).toEqual(['the replica is more than 0 s behind: reads go to the database itself'])
  })

  it('that is away, or no standby at all, is not read: the database itself is', async () => {
    const nowhere = new URL(standbyUrl)
    nowhere.port = '1'
    const warnings: string[] = []
    await using away = readsWith(60, { url: nowhere.href, warnings })
    expect(await away.read(async ({ server }) => server.inRecovery)).toBe(false)
    const other = await createTestDatabase()
    await using promoted = readsWith(60, { url: other.url, warnings })
    expect(await promoted.read(async ({ server }) => server.inRecovery)).toBe(false)
    await promoted[Symbol.asyncDispose]()
    await other.drop()
    expect(warnings).toEqual([
      expect.stringMatching(
        /^the replica is away \(.*Nothing listens there.*\): reads go to the database itself$/,
      ),
      'DATABASE_READ_URL leads to a server that takes writes of its own, such as a promoted standby: reads go to the database itself',
    ])
    await using same = readsWith(60, { url: database.url })
    expect(await same.replica()).toMatchObject({ serves: true, lagSeconds: 0 })
  })

  it('that has been away is not waited for: whoever reads meanwhile reads the database itself', async () => {
    let now = 0
    const opened = Promise.withResolvers<Store>()
    const answers = [Promise.reject(new Error('away')), opened.promise]
    await using reads = openReads({
      primary: async () => store,
      openReplica: async () => await (answers.shift() ?? opened.promise),
      maxLagSeconds: 60,
      logger: silentLogger,
      clock: () => now,
    })
    const whereRead = () => reads.read(async ({ server }) => (server.inRecovery ? 'replica' : 'database'))
    expect(await whereRead()).toBe('database')
    now = 10_000
    // It takes the connection, and says nothing.
    expect(await whereRead()).toBe('database')
    opened.resolve(
      await openStore({
        connection: standbyUrl,
        readOnly: true,
        allowPlaintextCredentials: true,
        poolMax: 2,
      }),
    )
    await expect.poll(whereRead).toBe('replica')
  })

  it('that breaks off in the middle of a read is made up for by the database itself', async () => {
    await using reads = readsWith(60)
    const whereRead = await reads.read(async (from) => {
      if (!from.server.inRecovery) return 'database'
      await sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(from.db)
      return 'replica'
    })
    expect(whereRead).toBe('database')
  })

  it('answers for the service, which says so', async () => {
    await using reads = readsWith(60)
    await caughtUp()
    const own = await openStore({ connection: database.url, allowPlaintextCredentials: true, poolMax: 2 })
    await using api = await startInProcess({ store: own, server: { reads } })
    const path = `${api.url}/api/v1/accounts/${ACCOUNT}`
    for (const route of [
      'metrics',
      'metrics/chart_query',
      'metrics/series?metric=p3_impressions',
      'report',
    ]) {
      const { status, headers } = await fetch(`${path}/${route}`, { headers: { 'x-api-key': api.keys.read } })
      const said = { from: headers.get('x-read-from'), lag: headers.get('x-replica-lag-seconds') }
      expect({ route, status, ...said }).toEqual({ route, status: 200, from: 'replica', lag: '0.0' })
    }
    const metrics = await fetch(`${api.url}/metrics`, { headers: { 'x-api-key': api.keys.read } })
    const told = (await metrics.text()).match(/^airbnb_insights_replica_\w+ .*/gm)
    expect(told).toEqual(['airbnb_insights_replica_lag_seconds 0', 'airbnb_insights_replica_read 1'])
  })

  it('answers for commands that read; what writes goes to the database', async () => {
    using folder = new CliFolder()
    const env = {
      DATABASE_URL: database.url,
      DATABASE_READ_URL: standbyUrl,
      ALLOW_PLAINTEXT_CREDENTIALS: 'true',
    }
    const cli = async (...argv: string[]) => await folder.run(argv, { env })
    const where = 'SELECT pg_is_in_recovery() AS here'
    expect((await cli('sql', where, '--format', 'csv')).stdout).toMatch(/^here\s+t\s/)
    expect((await cli('sql', where, '--format', 'csv', '--write')).stdout).toMatch(/^here\s+f\s/)
    expect((await cli('export', 'chart_query', '--format', 'csv')).stdout.split('\n').length).toBeGreaterThan(
      20,
    )
    expect((await cli('doctor', '--offline')).stdout).toMatch(/^✓ replica +at postgres:.*, 0\.0 s behind$/m)
    const away = await folder.run(['export', 'chart_query', '--format', 'csv'], {
      env: { ...env, DATABASE_READ_URL: 'postgres://postgres@127.0.0.1:1/nowhere' },
    })
    expect(away.stderr).toContain('reads go to the database itself')
    expect(away.code).toBe(0)
  })
})
