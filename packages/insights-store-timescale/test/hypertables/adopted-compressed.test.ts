import { LONG_TABLE_NAMES, METRIC_TABLE_NAMES, WIDE_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { compressAll, readChunks, stopScheduler } from '../support/compressed-chunks.ts'
import { describeStores } from '../support/describe-stores.ts'
import { buildPythonDatabase } from '../support/python-database.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'
import { timescaleLevel } from '../support/timescale-level.ts'

const level = await timescaleLevel()

const ACCOUNT = '120000042'

/** The Python system's database, whose operator compressed it, with policies of their own. */
const buildCompressed = async (store: Store): Promise<void> => {
  await stopScheduler(store)
  await buildPythonDatabase(store.db, store.schema, { revision: 'b173c060e492', hypertables: true })
  for (const table of WIDE_TABLE_NAMES) {
    await sql`
      ALTER TABLE ${tableIn(store.schema, table)} SET (
        timescaledb.compress, timescaledb.compress_segmentby = 'account_id'
      )`.execute(store.db)
    const relation = `"${store.schema.replaceAll('"', '""')}".${table}`
    await sql`SELECT add_compression_policy(${relation}::regclass, interval '14 days')`.execute(store.db)
    await sql`SELECT add_retention_policy(${relation}::regclass, interval '5 years')`.execute(store.db)
  }
  await compressAll(store)
}

const rowsOf = async ({ db, schema }: Store): Promise<unknown[][]> => {
  const found = []
  for (const table of WIDE_TABLE_NAMES) {
    found.push((await sql`SELECT * FROM ${tableIn(schema, table)} AS r ORDER BY r::text`.execute(db)).rows)
  }
  return found
}

describe.runIf(level === 'community')('compressed hypertables of the Python system', () => {
  describeStores(
    (_name, open) => {
      it('are adopted as they are, with their rows', async () => {
        const store = await open({ migrate: false })
        await buildCompressed(store)
        const [rows, chunks] = [await rowsOf(store), await readChunks(store)]
        expect(chunks.length).toBeGreaterThan(3)
        expect(chunks.every(({ compressed }) => compressed)).toBe(true)
        const { policies } = await store.maintenance.status()

        expect(await store.migrate()).toMatchObject({
          adopted: true,
          hypertables: { created: [...LONG_TABLE_NAMES], intervalChanged: [...WIDE_TABLE_NAMES] },
        })
        expect(await rowsOf(store)).toEqual(
          rows.map((ofTable) => ofTable.map((row) => ({ ...(row as object), confirmed_on: null }))),
        )
        expect(await readChunks(store)).toEqual(chunks)
        expect(await store.listings.list(ACCOUNT)).toMatchObject([
          { listingId: '11', lastSeenOn: '2025-10-20', lastSyncedDay: '2025-10-18' },
          { listingId: '12', lastSeenOn: '2025-10-20', lastSyncedDay: null },
        ])
        // Whether to keep the operator's policies is for `apply()` to say.
        expect((await store.maintenance.status()).policies).toEqual(policies)
        expect(await store.migrate()).toMatchObject({
          applied: [],
          hypertables: { created: [], intervalChanged: [] },
        })
      })

      it('take new scrape days and corrections of old ones, and are compressed by our policy from then on', async () => {
        const store = await open({ migrate: false })
        await buildCompressed(store)
        await store.migrate()
        await store.maintenance.apply()
        expect((await store.maintenance.status()).policies).toMatchObject(
          METRIC_TABLE_NAMES.map((table) => ({ table, kind: 'compression', afterDays: 7 })),
        )

        const upsert = (scrapeDay: string) =>
          store.metrics.upsert({
            accountId: ACCOUNT,
            scrapeDay,
            chartQuery: [
              { airbnb_listing_id: '11', metric_date: '2025-10-18', p3_impressions_your_value: 7 },
            ],
          })
        expect(await upsert('2025-10-20')).toMatchObject({ updated: 1 })
        expect(await upsert('2025-12-24')).toMatchObject({ inserted: 1 })
        await compressAll(store)

        const on = async (asOf: string) =>
          (await store.metrics.asOf({ accountId: ACCOUNT, asOf, listingId: '11', from: '2025-10-18' })).map(
            (row) => [row.metric_date, row.time, row.p3_impressions_your_value],
          )
        expect(await on('2025-10-19')).toEqual([['2025-10-18', '2025-10-19', 1]])
        expect(await on('2025-10-20')).toEqual([
          ['2025-10-18', '2025-10-20', 7],
          ['2025-10-19', '2025-10-20', 1],
        ])
        expect(await on('2025-12-31')).toEqual([
          ['2025-10-18', '2025-12-24', 7],
          ['2025-10-19', '2025-10-20', 1],
        ])
      })
    },
    STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
  )
})
