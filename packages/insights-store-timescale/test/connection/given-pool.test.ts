import { sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'

describe.runIf(timescaleAvailable())('a pool of the caller', () => {
  let database: TestDatabase
  let pool: Pool
  beforeAll(async () => {
    database = await createTestDatabase()
    pool = new Pool({ connectionString: database.url, max: 2 })
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  it('is used and stays open', async () => {
    const store = await openStore({ connection: pool })
    await store.migrate()
    await store.close()
    await store.close()

    expect((await pool.query('SELECT count(*) AS runs FROM airbnb.sync_runs')).rows).toEqual([{ runs: '0' }])
    expect(pool.listenerCount('error')).toBe(0)
  })

  it('parses days its own way for itself, and the store’s way for the store', async () => {
    await using store = await openStore({ connection: pool })
    const query = sql<{ day: unknown }>`SELECT '2026-11-23'::date AS day`
    expect((await query.execute(store.db)).rows).toEqual([{ day: '2026-11-23' }])

    const own = await pool.query<{ day: unknown }>("SELECT '2026-11-23'::date AS day")
    expect(own.rows[0]?.day).toBeInstanceOf(Date)
  })
})
