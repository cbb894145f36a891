import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client, type ClientConfig } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { POSTGRES_TOOLS } from '../../../../scripts/postgres-tools.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'
import type { SqlServer } from '../../src/sql/open-sql.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, LISTING } from '../samples/sample-rows.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'

const PASSWORD = 'a password of the test'
let folder: TemporaryFolder
let server: SqlServer

beforeAll(async () => {
  folder = await temporaryFolder()
  const store = await openStore({ connection: { dataDir: folder.path }, allowPlaintextCredentials: true })
  await store.migrate()
  await addAccount(store)
  await store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: '2026-06-01',
    chartQuery: [chartRow('2026-06-02'), chartRow('2026-06-03')],
  })
  server = await store.serveSql({ port: 0, password: PASSWORD, timeoutMs: 20_000 })
}, 60_000)
afterAll(async () => {
  await server.close()
  await folder[Symbol.asyncDispose]()
})

const settings = () => ({
  host: '127.0.0.1',
  port: server.port,
  user: 'grafana',
  database: server.database,
  password: PASSWORD,
})

/** A connected client, ended with its scope. */
async function client(given?: ClientConfig): Promise<Client & AsyncDisposable> {
  const opened = new Client({ ...settings(), ...given })
  opened.on('error', () => {})
  await opened.connect()
  return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.end() })
}

/** Says to the server, as `psql` does at Ctrl-C, that a client's statement is to be ended. */
async function cancel(of: Client): Promise<void> {
  const { processID, secretKey } = of as unknown as { processID: number; secretKey: number }
  const request = Buffer.alloc(16)
  for (const [index, value] of [16, 80_877_102, processID, secretKey].entries())
    request.writeInt32BE(value, 4 * index)
  const socket = connect(server.port, '127.0.0.1')
  socket.write(request)
  await new Promise((resolve) => socket.on('close', resolve).resume())
}

test('whoever knows the password reads, without cookies, and nobody else', async () => {
  await using reader = await client()
  const { rows } = await reader.query('SELECT airbnb_listing_id FROM chart_query_latest ORDER BY metric_date')
  expect(rows).toEqual([{ airbnb_listing_id: LISTING }, { airbnb_listing_id: LISTING }])
  expect((await reader.query('SELECT airbnb_cookie FROM accounts')).rows).toEqual([
    { airbnb_cookie: '[hidden]' },
  ])
  await expect(reader.query('DELETE FROM chart_query')).rejects.toMatchObject({ code: '25006' })
  await expect(client({ password: 'another password' })).rejects.toMatchObject({ code: '28P01' })
  await expect(client({ password: '' })).rejects.toThrow(/password/)
})

test('what would let a client write is refused, however it is asked for, and RESET does not undo it', async () => {
  await using writer = await client({ options: '-c default_transaction_read_only=off' })
  for (const tried of [
    'BEGIN READ WRITE',
    'SET default_transaction_read_only = off',
    'SET SESSION CHARACTERISTICS AS TRANSACTION /* please */ READ WRITE',
    "SELECT set_config('transaction_read_only', 'off', true)",
    'DELETE FROM chart_query',
    'COPY listings FROM STDIN',
  ]) {
    await expect(writer.query(tried), tried).rejects.toMatchObject({ code: /^(?:25006|0A000)$/ })
  }
  await writer.query('SET default_transaction_read_only = on')
  for (const statement of ['RESET ALL', 'DISCARD ALL']) {
    await writer.query(statement)
    await expect(writer.query('DELETE FROM chart_query')).rejects.toMatchObject({ code: '25006' })
    expect((await writer.query('SELECT FROM chart_query_latest')).rowCount).toBe(2)
  }
  await writer.query('BEGIN')
  await expect(writer.query('SET TRANSACTION READ WRITE')).rejects.toMatchObject({ code: '25006' })
  await expect(writer.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
  await writer.query('ROLLBACK')
})

const settingOf = async (of: Client, name: string): Promise<unknown> =>
  (await of.query<Record<string, unknown>>(`SELECT current_setting('${name}') AS is`)).rows[0]?.['is']

test('each client has its own settings: what it began with, and what it has SET since', async () => {
  await using one = await client({ options: '-c TimeZone=Asia/Tokyo -c search_path=pg_catalog' })
  await using other = await client()
  await other.query("SET datestyle TO 'German'")
  expect(await settingOf(one, 'TimeZone')).toBe('Asia/Tokyo')
  expect(await settingOf(one, 'DateStyle')).toBe('ISO, MDY')
  expect(await settingOf(other, 'TimeZone')).toBe('UTC')
  expect(await settingOf(other, 'DateStyle')).toBe('German, DMY')
  await one.query("BEGIN; SET TimeZone TO 'Europe/Rome'; ROLLBACK")
  expect(await settingOf(one, 'TimeZone')).toBe('Asia/Tokyo')
  await one.query("SET TimeZone TO 'Europe/Rome'; SET ROLE pg_monitor")
  expect(await settingOf(other, 'role')).toBe('none')
  expect([await settingOf(one, 'TimeZone'), await settingOf(one, 'role')]).toEqual([
    'Europe/Rome',
    'pg_monitor',
  ])
  await one.query('RESET ALL; RESET ROLE')
  expect([await settingOf(one, 'TimeZone'), await settingOf(one, 'search_path')]).toEqual([
    'Asia/Tokyo',
    'pg_catalog',
  ])
  await expect(
    client({ options: '-c TimeZone=Nowhere' }).then((lost) => lost.query('SELECT 1')),
  ).rejects.toMatchObject({ code: '22023' })
})

/** What a prepared statement of a name says, under which another client may have another. */
const named = (from: Client, text: string, value: number) =>
  from.query({ name: 'S_1', text, values: [value] }).then(({ rows }) => rows[0] as unknown)

/** Squares, each by the statement without a name. */
const squares = async (from: Client, values: readonly number[]): Promise<unknown[]> => {
  const rows: unknown[] = []
  for (const value of values) {
    rows.push(...(await from.query({ text: 'SELECT $1::int * $1::int AS square', values: [value] })).rows)
  }
  return rows
}

test('clients have statements of the same name, and one without a name each', async () => {
  await using one = await client()
  await using other = await client()
  expect(await named(one, 'SELECT $1::int + 1 AS sum', 1)).toEqual({ sum: 2 })
  expect(await named(other, 'SELECT $1::int * 10 AS product', 1)).toEqual({ product: 10 })
  expect(await named(one, 'SELECT $1::int + 1 AS sum', 2)).toEqual({ sum: 3 })
  expect(await named(other, 'SELECT $1::int * 10 AS product', 2)).toEqual({ product: 20 })
  await other.query('DEALLOCATE ALL')
  await expect(other.query('EXECUTE "S_1"(1)')).rejects.toMatchObject({ code: '26000' })
  expect(await named(one, 'SELECT $1::int + 1 AS sum', 3)).toEqual({ sum: 4 })
  const values = Array.from({ length: 20 }, (_, index) => index)
  const squared = values.map((value) => ({ square: value * value }))
  expect(await Promise.all([squares(one, values), squares(other, values)])).toEqual([squared, squared])
})

test('a transaction is of one client: others wait for its end, also where it just goes away', async () => {
  await using other = await client()
  const one = await client()
  await one.query('BEGIN')
  await one.query('SELECT 1 / 0').catch(() => {})
  let answered = false
  const waiting = other.query('SELECT 1 AS one').then(({ rows }) => {
    answered = true
    return rows as unknown[]
  })
  await expect(one.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
  expect(answered).toBe(false)
  await one.end()
  expect(await waiting).toEqual([{ one: 1 }])
})

test('a statement that is cancelled ends, and the connection goes on', async () => {
  await using reader = await client()
  await using third = await client()
  expect(await named(third, 'SELECT $1::int + 1 AS sum', 1)).toEqual({ sum: 2 })
  const endless = reader.query('SELECT count(*) FROM generate_series(1, 100000000000)')
  setTimeout(() => void cancel(reader), 300)
  await expect(endless).rejects.toMatchObject({ code: '57014' })
  expect((await reader.query('SELECT count(*)::int AS count FROM weeks')).rows).toEqual([{ count: 0 }])
  // The engine was started again: others know nothing of that.
  expect(await named(third, 'SELECT $1::int + 1 AS sum', 2)).toEqual({ sum: 3 })
  await using other = await client()
  expect((await other.query({ text: 'SELECT $1::text AS text', values: ['again'] })).rows).toEqual([
    { text: 'again' },
  ])
})

test.runIf(timescaleAvailable() && process.env['TIMESCALEDB_BORROWED'] === '1')(
  'psql connects, describes and asks',
  async () => {
    const { host, port, user, database } = settings()
    const given = ['-h', host, '-p', String(port), '-U', user, '-d', database, '-At']
    const asked = await promisify(execFile)(
      join(POSTGRES_TOOLS, 'psql'),
      [...given, '-c', '\\d weeks', '-c', 'SELECT 7 * 6'],
      { env: { PATH: process.env['PATH'], PGPASSWORD: PASSWORD } },
    )
    expect(asked.stderr).toBe('')
    expect(asked.stdout).toContain('booked_nights|integer')
    expect(asked.stdout).toMatch(/^42$/m)
  },
)
