import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import { regclassText } from '../../src/store-context.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { chartRow, dayAfter } from '../samples/sample-rows.ts'
import { TEST_KEY } from '../support/describe-stores.ts'
import { HOSTILE_SCHEMA } from '../support/store-flavours.ts'

const FIRST_DAY = '2022-01-01'
const COUNT = 2500

const firstBatch = async (store: Store, query: { from?: string; signal?: AbortSignal } = {}) => {
  const stream = store.metrics.stream({ accountId: ACCOUNT, ...query })[Symbol.asyncIterator]()
  const { value } = await stream.next()
  return { stream, rows: [...value] }
}
const restOf = async (stream: AsyncIterator<readonly unknown[]>): Promise<unknown[]> => {
  const rows: unknown[] = []
  for (let next = await stream.next(); !next.done; next = await stream.next()) rows.push(...next.value)
  return rows
}
const works = async (store: Store) => {
  expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(store.db)).rows).toEqual([{ one: 1 }])
}

describe.runIf(timescaleAvailable()).each(['airbnb', HOSTILE_SCHEMA])(
  'a stream from a server, schema %s',
  (schema) => {
    let database: TestDatabase
    let admin: Client
    beforeAll(async () => {
      database = await createTestDatabase()
      admin = new Client({ connectionString: database.url })
      await admin.connect()
      await using store = await openOne()
      await store.migrate()
      await addAccount(store)
      const chartQuery = Array.from({ length: COUNT }, (_, day) => chartRow(dayAfter(FIRST_DAY, day)))
      await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: '2025-07-14', chartQuery })
    })
    afterAll(async () => {
      await admin.end()
      await database.drop()
    })

    /** A store with one connection: whoever keeps it keeps everybody else out. */
    const openOne = (connection: string | Pool = database.url): Promise<Store> =>
      openStore({ connection, schema, poolMax: 1, applicationName: 'stream', credentialKeys: [TEST_KEY] })
    const cutOff = async () => {
      const { rowCount } = await admin.query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'stream' AND datname = current_database()",
      )
      return rowCount
    }
    const openTransactions = async () => {
      const { rows } = await admin.query(
        "SELECT state, query FROM pg_stat_activity WHERE application_name = 'stream' AND datname = current_database() AND state <> 'idle'",
      )
      return rows
    }

    test('gives its connection back at its end, and holds no transaction', async () => {
      await using store = await openOne()
      const { stream, rows } = await firstBatch(store)
      expect([...rows, ...(await restOf(stream))]).toHaveLength(COUNT)
      await works(store)
      expect(await openTransactions()).toEqual([])
    })

    test('is one snapshot while rows are written', async () => {
      await using store = await openOne()
      await using writer = await openOne()
      const before = await writer.metrics.latest({ accountId: ACCOUNT })
      const { stream, rows } = await firstBatch(store)
      const scrapeDay = '2025-07-20'
      const day = dayAfter(FIRST_DAY, COUNT - 1)
      const chartQuery = [chartRow(day, { impressions: 99 }), chartRow(dayAfter(day, 1))]
      await writer.metrics.upsert({ accountId: ACCOUNT, scrapeDay, chartQuery })
      expect([...rows, ...(await restOf(stream))]).toEqual(before)
      expect(await writer.metrics.latest({ accountId: ACCOUNT })).not.toEqual(before)
      await sql`DELETE FROM ${sql.id(schema, 'chart_query_current')} WHERE metric_date > ${day}::date`.execute(
        writer.db,
      )
    })

    test('gives its connection back where the loop is left early, by a break or by an error', async () => {
      await using store = await openOne()
      for await (const batch of store.metrics.stream({ accountId: ACCOUNT })) {
        expect(batch.length).toBeLessThan(COUNT)
        break
      }
      await works(store)
      const read = async () => {
        for await (const batch of store.metrics.stream({ accountId: ACCOUNT }))
          throw new Error(`cannot write ${typeof batch}`)
      }
      await expect(read()).rejects.toThrow('cannot write object')
      await works(store)
      await expect.poll(openTransactions).toEqual([])
    })

    test('gives its connection back after an error of the query', async () => {
      await using store = await openOne()
      await expect(firstBatch(store, { from: 'not-a-day' })).rejects.toThrow(/not-a-day/)
      await works(store)
      await expect.poll(openTransactions).toEqual([])
    })

    test('rejects where its session is cut off between two reads', async () => {
      await using store = await openOne()
      const { stream } = await firstBatch(store)
      expect(await cutOff()).toBe(1)
      await expect(restOf(stream)).rejects.toThrow(/terminat/i)
      expect((await stream.next()).done).toBe(true)
      await works(store)
    })

    test('rejects where its session is cut off in the middle of a read', async () => {
      await using store = await openOne()
      await admin.query(`BEGIN; LOCK TABLE ${regclassText(schema, 'chart_query_current')}`)
      const read = firstBatch(store).catch((failure: unknown) => failure)
      const waiting =
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'stream' AND wait_event_type = 'Lock'"
      await expect.poll(async () => (await admin.query(waiting)).rowCount).toBe(1)
      expect(await cutOff()).toBe(1)
      await admin.query('ROLLBACK')
      expect(String(await read)).toMatch(/terminat/i)
      await works(store)
    })

    test('may be read slowly: the limit of a statement does not end it', async () => {
      const url = new URL(database.url)
      url.searchParams.set('options', '-c statement_timeout=200ms')
      await using store = await openOne(url.href)
      const { stream, rows } = await firstBatch(store)
      await setTimeout(500)
      expect([...rows, ...(await restOf(stream))]).toHaveLength(COUNT)
      await expect(sql`SELECT pg_sleep(5)`.execute(store.db)).rejects.toThrow(/statement timeout/)
    })

    test('ends at once when it is cancelled, also while it waits for the server', async () => {
      await using store = await openOne()
      const abort = new AbortController()
      const { stream } = await firstBatch(store, { signal: abort.signal })
      abort.abort()
      await expect(restOf(stream)).rejects.toMatchObject({ name: 'AbortError' })
      await works(store)

      await admin.query('BEGIN')
      await admin.query(`LOCK TABLE ${regclassText(schema, 'chart_query_current')} IN ACCESS EXCLUSIVE MODE`)
      const later = new AbortController()
      const waiting = firstBatch(store, { signal: later.signal })
      setImmediate(() => later.abort())
      await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
      await admin.query('ROLLBACK')
      await works(store)
      await expect(firstBatch(store, { signal: later.signal })).rejects.toMatchObject({ name: 'AbortError' })
    })

    test('leaves nothing behind in a pool of the caller', async () => {
      const pool = new Pool({ connectionString: database.url, max: 1, application_name: 'stream' })
      await using store = await openOne(pool)
      const { stream } = await firstBatch(store)
      await cutOff()
      await expect(restOf(stream)).rejects.toThrow(/terminat/i)
      const again = await firstBatch(store)
      expect([...again.rows, ...(await restOf(again.stream))]).toHaveLength(COUNT)
      const client = await pool.connect()
      expect(client.listenerCount('error')).toBe(0)
      client.release()
      await pool.end()
    })
  },
)
