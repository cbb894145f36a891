import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { readHypertables } from '../../src/hypertables/timescale-catalogue.ts'
import { openStore } from '../../src/open-store.ts'
import { HOSTILE_SCHEMA } from '../support/store-flavours.ts'

const thirtyDays = (chunks: number) =>
  METRIC_TABLE_NAMES.map((table) => ({
    table,
    chunkIntervalDays: 30,
    chunks: table === 'chart_query' ? chunks : 0,
  }))

describe.runIf(timescaleAvailable())('hypertables', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createTestDatabase({ timescale: false })
  })
  afterEach(() => database.drop())

  it('are made of tables with rows, once the extension is installed', async () => {
    await using store = await openStore({ connection: database.url, schema: HOSTILE_SCHEMA })
    expect((await store.migrate()).hypertables.created).toEqual([])
    expect(store.server.timescale).toEqual({ level: 'none', version: null })
    await store.db
      .insertInto('accounts')
      .values({
        account_id: '1',
        airbnb_cookie: '-',
        x_client_version: '-',
        user_agent: '-',
        is_active: true,
      })
      .execute()
    const rows = ['2026-01-05', '2026-06-05'].map((time) => ({
      account_id: '1',
      airbnb_listing_id: '11',
      metric_date: '2026-01-01',
      time,
    }))
    await store.db.insertInto('chart_query').values(rows).execute()

    await sql`CREATE EXTENSION timescaledb`.execute(store.db)
    const report = await store.migrate()

    expect(report).toMatchObject({ applied: [], hypertables: { created: [...METRIC_TABLE_NAMES] } })
    expect(store.server.timescale.level).not.toBe('none')
    expect(await readHypertables(store.db, store.schema)).toEqual(thirtyDays(2))
    const kept = await store.db.selectFrom('chart_query').select('time').orderBy('time').execute()
    expect(kept.map(({ time }) => time)).toEqual(['2026-01-05', '2026-06-05'])
  })

  it('are made also where the extension is in a schema off the search path', async () => {
    await using store = await openStore({ connection: database.url })
    await sql`CREATE SCHEMA elsewhere`.execute(store.db)
    await sql`CREATE EXTENSION timescaledb SCHEMA elsewhere`.execute(store.db)

    expect((await store.migrate()).hypertables.created).toEqual([...METRIC_TABLE_NAMES])
    expect(await readHypertables(store.db, store.schema)).toEqual(thirtyDays(0))
    expect((await store.maintenance.status()).hypertables).toHaveLength(METRIC_TABLE_NAMES.length)
  })
})
