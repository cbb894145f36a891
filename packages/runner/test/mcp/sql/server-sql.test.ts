import { openStore, type Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../../scripts/test-database.ts'
import { compressAll } from '../../../../insights-store-timescale/test/support/compressed-chunks.ts'
import { createSqlReader } from '../../../src/mcp/sql/sql-reader.ts'

const KEY = { account_id: '1', airbnb_listing_id: '11' }
const NIGHTS = ['2026-01-01', '2026-04-01', '2026-07-01']

describe.runIf(timescaleAvailable())('queries on a database that others use as well', () => {
  let database: TestDatabase
  let store: Store
  const reader = createSqlReader(undefined)
  const rowsOf = async (statement: string) => (await reader.read(store, { statement, limit: 10 })).rows
  const refusal = async (statement: string): Promise<string> => {
    try {
      return `answered: ${JSON.stringify(await rowsOf(statement))}`
    } catch (error) {
      return String(error)
    }
  }

  beforeAll(async () => {
    database = await createTestDatabase()
    store = await openStore({
      connection: database.url,
      schema: 'Insights "2"',
      allowPlaintextCredentials: true,
    })
    await store.migrate()
    const { db } = store
    await db
      .insertInto('accounts')
      .values({
        account_id: '1',
        airbnb_cookie: 'c',
        x_client_version: '-',
        user_agent: '-',
        is_active: true,
      })
      .execute()
    await db
      .insertInto('chart_query')
      .values(NIGHTS.map((time) => ({ ...KEY, metric_date: '2026-01-01', time })))
      .execute()
    // The Apache edition cannot.
    if (store.server.timescale.level === 'community') await compressAll(store)
    for (const statement of [
      `CREATE TABLE public.measured (at date NOT NULL, secret text)`,
      `SELECT create_hypertable('public.measured', 'at')`,
      `INSERT INTO public.measured SELECT day, 'theirs' FROM generate_series(date '2026-01-01', date '2026-06-01', '1 day') AS day`,
      `CREATE FUNCTION public.peek() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT secret FROM public.measured LIMIT 1'`,
      `CREATE FUNCTION public.look() RETURNS text LANGUAGE sql STABLE AS 'SELECT secret FROM public.measured LIMIT 1'`,
      `CREATE VIEW public.through AS SELECT airbnb_cookie AS harmless FROM "Insights ""2""".accounts`,
      `CREATE VIEW "Insights ""2""".own AS SELECT count(*)::int AS nights FROM "Insights ""2""".chart_query`,
    ])
      await sql.raw(statement).execute(db)
  })
  afterAll(async () => {
    await store.close()
    await database.drop()
  })

  test('read hypertables, their compressed chunks and views of the schema on them', async () => {
    expect(await rowsOf('SELECT "time" FROM chart_query ORDER BY 1;  -- all')).toEqual(
      NIGHTS.map((time) => ({ time })),
    )
    expect(await rowsOf('SELECT nights FROM own')).toEqual([{ nights: 3 }])
    expect(
      await rowsOf(`SELECT time_bucket('1 year', "time") AS year, count(*) FROM chart_query GROUP BY 1`),
    ).toEqual([{ year: '2026-01-01', count: '3' }])
    expect(await rowsOf("SELECT 'a;b''--' || $x$ ; ' $x$ AS text, /* ; /* in */ */ 1 AS n")).toEqual([
      { text: "a;b'-- ; ' ", n: 1 },
    ])
  })

  test.each([
    ['another table', 'SELECT * FROM public.measured', 'measured is not given out'],
    ['a chunk of it', 'SELECT * FROM _timescaledb_internal._hyper_6_1_chunk', "database's own inside"],
    ['a function with the rights of others', 'SELECT public.peek()', 'peek is not offered'],
    ['a function made by hand', 'SELECT "look" ()', 'look is not offered'],
    ['a view of others on secrets', 'SELECT * FROM public.through', 'accounts is not given out'],
    ['a name in escapes', 'SELECT * FROM U&"acc\\006funts"', 'escapes'],
    ['a quote in a tag', "SELECT $é$ ' $é$, airbnb_cookie FROM accounts -- '", 'is not given out'],
    ['a quote without end', "SELECT 'a", 'cannot be read'],
    ['a comment without end', 'SELECT 1 /* /* */', 'cannot be read'],
    ['nothing', '  -- nothing', 'There is no query'],
    ['a function that writes', "SELECT nextval('x')", 'nextval is not offered'],
    ['a sleep', 'SELECT pg_sleep(1)', "database's own inside"],
    ['rows made of secrets', 'SELECT to_jsonb(a) FROM "Accounts" a', 'is not given out'],
  ])('do not read %s', async (_, statement, words) => {
    expect(await refusal(statement)).toContain(words)
  })

  test('are refused where the answer is larger than anybody reads, whatever its columns are called', async () => {
    for (const statement of [
      "SELECT repeat('x', 5000000) AS answer",
      "SELECT repeat('x', 1000000) AS measured, 1 AS kept FROM generate_series(1, 9)",
      'SELECT array_agg(n) AS n FROM generate_series(1, 1000000) AS n',
    ]) {
      expect(await refusal(statement)).toContain('The answer is too large to read')
    }
    expect(await rowsOf("SELECT repeat('x', 3)::text AS answer, 1 AS measured, NULL AS kept")).toEqual([
      { answer: 'xxx', measured: 1, kept: null },
    ])
    expect(await rowsOf('SELECT 1 AS one WHERE FALSE')).toEqual([])
    expect(await rowsOf('SELECT n FROM generate_series(3, 1, -1) AS n')).toEqual([
      { n: 3 },
      { n: 2 },
      { n: 1 },
    ])
    expect(await rowsOf('SELECT 1 AS same, 2 AS same')).toEqual([{ same: 2 }])
  })

  test('leave the session as it was, whatever became of them', async () => {
    await refusal('SELECT 1 / 0')
    await rowsOf('SELECT 1 AS one')
    const { rows } = await sql<{ path: string; only: string }>`
      SELECT current_setting('search_path') AS path, current_setting('transaction_read_only') AS only`.execute(
      store.db,
    )
    expect(rows).toEqual([{ path: '"$user", public', only: 'off' }])
  })
})
