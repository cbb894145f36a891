import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, timescaleAvailable } from '../../../../scripts/test-database.ts'
import {
  isEmbeddedDatabaseBusyError,
  isSqlFileError,
  isSqlRefusedError,
  isSqlTimeoutError,
} from '../../src/errors.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import type { RunSqlOptions, SqlOptions, SqlRow, SqlSession } from '../../src/sql/sql-session.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, LISTING } from '../samples/sample-rows.ts'
import { TEST_KEY } from '../support/describe-stores.ts'
import { HOSTILE_SCHEMA } from '../support/store-flavours.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Where a suite's data is. */
interface Place {
  open(): Promise<Store>
  end(): Promise<void>
}

async function embeddedPlace(): Promise<Place> {
  const folder = await temporaryFolder()
  return {
    open: () =>
      openStore({
        connection: { dataDir: folder.path },
        schema: HOSTILE_SCHEMA,
        credentialKeys: [TEST_KEY],
      }),
    end: async () => await folder[Symbol.asyncDispose](),
  }
}

async function serverPlace(timescale: boolean): Promise<Place> {
  const database = await createTestDatabase({ timescale })
  return {
    open: () => openStore({ connection: database.url, schema: HOSTILE_SCHEMA, credentialKeys: [TEST_KEY] }),
    end: () => database.drop(),
  }
}

const PLACES: readonly [string, () => Promise<Place>][] = [
  ['embedded', embeddedPlace],
  ...(timescaleAvailable()
    ? ([
        ['TimescaleDB', () => serverPlace(true)],
        ['plain PostgreSQL', () => serverPlace(false)],
      ] as [string, () => Promise<Place>][])
    : []),
]

/** All rows of a statement. */
async function rowsOf(
  session: SqlSession,
  statement: string,
  options: RunSqlOptions = {},
): Promise<SqlRow[]> {
  const rows: SqlRow[] = []
  await session.run(statement, { ...options, take: async (more) => void rows.push(...more) })
  return rows
}

const code = (expected: string) => expect.objectContaining({ code: expected })

describe.each(PLACES)('%s', (_name, makePlace) => {
  let place: Place
  const using = async <Value>(
    options: SqlOptions,
    use: (session: SqlSession) => Promise<Value>,
  ): Promise<Value> => {
    await using store = await place.open()
    await using session = await store.sql(options)
    return await use(session)
  }
  beforeAll(async () => {
    place = await makePlace()
    await using store = await place.open()
    await store.migrate()
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: '2026-06-01',
      chartQuery: [chartRow('2026-06-02')],
    })
  }, 120_000)
  afterAll(() => place.end())

  test('ids and days come as they are, pages follow each other, a limit cuts', async () => {
    await using({}, async (session) => {
      expect(
        await rowsOf(
          session,
          'SELECT airbnb_listing_id, metric_date, NULL AS nothing FROM chart_query_latest;',
        ),
      ).toEqual([[LISTING, '2026-06-02', null]])
      const all = await rowsOf(session, 'SELECT g FROM generate_series(1, 1234) AS g')
      expect(all.map(([value]) => Number(value))).toEqual(
        Array.from({ length: 1234 }, (_, index) => index + 1),
      )
      const cut = await session.run('SELECT g FROM generate_series(1, 1000000) AS g', { limit: 700 })
      expect(cut).toMatchObject({ isCut: true })
      expect(
        await rowsOf(session, 'SELECT g FROM generate_series(1, 700) AS g', { limit: 700 }),
      ).toHaveLength(700)
      const columns: string[] = []
      await session.run('SELECT 1 AS one WHERE FALSE', {
        take: async (_rows, told) => void columns.push(...told.map(({ name }) => name)),
      })
      expect(columns).toEqual(['one'])
    })
  })

  test('nothing that it can say writes', async () => {
    await using({}, async (session) => {
      for (const statement of [
        `DELETE FROM "chart_query"`,
        'CREATE TABLE notes (a int)',
        `DO $$ BEGIN SET TRANSACTION READ WRITE; DELETE FROM chart_query; END $$`,
        `WITH gone AS (DELETE FROM chart_query RETURNING 1) SELECT * FROM gone`,
        `SELECT set_config('transaction_read_only', 'off', false)`,
      ]) {
        await expect(session.run(statement), statement).rejects.toEqual(
          expect.objectContaining({ code: expect.stringMatching(/^25/) }),
        )
      }
      await expect(session.run('SELECT 1; DELETE FROM chart_query')).rejects.toEqual(code('42601'))
      await session.run('COMMIT')
      await expect(session.run('DELETE FROM chart_query')).rejects.toEqual(code('25006'))
      await session.run('SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE')
      await expect(session.run('DELETE FROM chart_query')).rejects.toEqual(code('25006'))
      expect(await rowsOf(session, 'SELECT count(*) FROM chart_query')).toEqual([['1']])
    })
  })

  test('COPY gives rows to nobody but the reader, and whoever wants no more ends it well', async () => {
    await using({}, async (session) => {
      for (const into of [`'/nowhere/never'`, `PROGRAM 'false'`, `/* here */ $$/nowhere/never$$`]) {
        await expect(session.run(`COPY (SELECT 1) TO ${into}`), into).rejects.toSatisfy(isSqlFileError)
      }
      expect(await session.run('COPY (SELECT 1) TO STDOUT')).toMatchObject({ command: 'COPY', rowCount: 1 })
      let pages = 0
      const result = await session.run('SELECT generate_series(1, 100000000)', {
        take: async () => {
          pages += 1
          return pages < 2
        },
      })
      expect([pages, result.isCut]).toEqual([2, true])
      expect(await rowsOf(session, 'SELECT 1')).toEqual([['1']])
    })
  })

  test('what fails says where, and the next statement goes on', async () => {
    await using({}, async (session) => {
      await expect(session.run('SELECT nope FROM weeks')).rejects.toMatchObject({
        code: '42703',
        position: '8',
      })
      expect(await rowsOf(session, 'SELECT 1')).toEqual([['1']])
    })
  })

  test('a statement without an end is ended, by its limit or by a signal, and the session goes on', async () => {
    await using({ timeoutMs: 700 }, async (session) => {
      await expect(session.run('SELECT count(*) FROM generate_series(1, 100000000000)')).rejects.toSatisfy(
        isSqlTimeoutError,
      )
      expect(await rowsOf(session, 'SELECT 1')).toEqual([['1']])
    })
    await using({}, async (session) => {
      const controller = new AbortController()
      const running = session.run('SELECT count(*) FROM generate_series(1, 100000000000)', {
        signal: controller.signal,
      })
      setTimeout(() => controller.abort(new Error('enough')), 300)
      await expect(running).rejects.toThrow('enough')
      expect(await rowsOf(session, 'SELECT 2')).toEqual([['2']])
    })
  })

  test('with the right to write, tables of one’s own are written, and the product’s are not', async () => {
    await using({ write: true }, async (session) => {
      await session.run('CREATE TABLE notes (listing text, note text)')
      await session.run(`INSERT INTO notes SELECT airbnb_listing_id, 'sea' FROM chart_query_latest`)
      for (const statement of [
        'DELETE FROM chart_query',
        `DELETE FROM "${HOSTILE_SCHEMA.replaceAll('"', '""')}"."chart_query"`,
        'UPDATE chart_query_current SET p3_impressions_your_value = 0',
        `DO $$ BEGIN EXECUTE 'DEL' || 'ETE FROM chart_query'; END $$`,
        'TRUNCATE confirmations',
        'ALTER TABLE accounts ADD COLUMN mine text',
        'CREATE INDEX mine ON chart_query (metric_date)',
        'DROP VIEW nights_ahead',
        `ALTER SCHEMA "${HOSTILE_SCHEMA.replaceAll('"', '""')}" RENAME TO other`,
        `DROP SCHEMA "${HOSTILE_SCHEMA.replaceAll('"', '""')}" CASCADE`,
        'CREATE TABLE linked (account varchar REFERENCES accounts (account_id))',
        'DROP FUNCTION chart_query_as_of(date)',
        'ALTER FUNCTION chart_summary_as_of(date) VOLATILE',
      ]) {
        await expect(session.run(statement), statement).rejects.toSatisfy(isSqlRefusedError)
      }
      expect(await rowsOf(session, 'SELECT count(*) FROM chart_query')).toEqual([['1']])
      await expect(session.run('COPY notes FROM STDIN')).rejects.toMatchObject({ code: '0A000' })
      expect(await rowsOf(session, 'SELECT count(*) FROM notes')).toEqual([['1']])
    })
    await using({}, async (session) => {
      expect(await rowsOf(session, 'SELECT * FROM notes')).toEqual([[LISTING, 'sea']])
    })
    await using({ write: true, force: true }, async (session) => {
      const { rowCount } = await session.run('UPDATE listings SET listing_name = listing_name')
      expect(rowCount).toBe(0)
      await session.run('DROP TABLE notes')
    })
  })
})

test('an embedded database that another process has open is read, and not written', async () => {
  await using folder = await temporaryFolder()
  const at = (sharing: 'lend' | 'borrow') =>
    openStore({ connection: { dataDir: folder.path, sharing }, credentialKeys: [TEST_KEY] })
  await using lender = await at('lend')
  await lender.migrate()
  await addAccount(lender)
  // Of a process that was killed: no process has a number beyond 2^22.
  await mkdir(join(folder.path, 'copy-99999999-0a', 'data'), { recursive: true })
  {
    await using reader = await at('borrow')
    await using session = await reader.sql()
    expect(await rowsOf(session, 'SELECT account_id, airbnb_cookie FROM accounts')).toEqual([
      [ACCOUNT, '[hidden]'],
    ])
    // The lender goes on beside it.
    await lender.accounts.update(ACCOUNT, { isActive: false })
  }
  await using writer = await at('borrow')
  await expect(writer.sql({ write: true })).rejects.toSatisfy(isEmbeddedDatabaseBusyError)
  expect((await lender.accounts.get(ACCOUNT))?.isActive).toBe(false)
  expect((await readdir(folder.path)).filter((name) => name.startsWith('copy-'))).toEqual([])
})
