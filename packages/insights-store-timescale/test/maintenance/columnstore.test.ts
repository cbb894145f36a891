import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import {
  compressAll,
  OUR_COLUMNSTORE,
  readChunks,
  readColumnstoreSettings,
} from '../support/compressed-chunks.ts'
import { describeStores } from '../support/describe-stores.ts'
import { openFilled } from '../support/filled-store.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'
import { timescaleLevel } from '../support/timescale-level.ts'

const level = await timescaleLevel()

const FOREIGN = { segmentBy: 'airbnb_listing_id', orderBy: 'time DESC' }

/** Compressed by somebody else, in an order of their own. */
const compressForeign = async (store: Store) => {
  await sql`
    ALTER TABLE ${sql.id(store.schema, 'chart_query')} SET (
      timescaledb.compress, timescaledb.compress_segmentby = ${sql.lit(FOREIGN.segmentBy)},
      timescaledb.compress_orderby = ${sql.lit(FOREIGN.orderBy)}
    )`.execute(store.db)
  await compressAllOf(store)
}

const compressAllOf = async ({ db, schema }: Store) => {
  await sql`
    SELECT compress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass)
    FROM timescaledb_information.chunks
    WHERE hypertable_schema = ${schema} AND hypertable_name = 'chart_query'`.execute(db)
}

describe.runIf(level === 'community')('the columnstore on the Community edition', () => {
  describeStores(
    (_name, open) => {
      it('keeps a listing’s rows together, in the order of its days', async () => {
        const store = await open()
        expect(await readColumnstoreSettings(store)).toEqual({})
        await store.maintenance.apply()
        expect(await readColumnstoreSettings(store)).toEqual(OUR_COLUMNSTORE)
      })

      it('is not set where nothing is to be compressed', async () => {
        const store = await open()
        await store.maintenance.apply({ compressAfterDays: null })
        expect(await readColumnstoreSettings(store)).toEqual({})
      })

      it('is set over what somebody else had chosen, and leaves compressed chunks compressed', async () => {
        const store = await openFilled(open)
        await compressForeign(store)
        const before = await readChunks(store)
        expect(before.filter(({ compressed }) => compressed)).toHaveLength(6)

        await store.maintenance.apply({ compressAfterDays: 100_000 })
        expect(await readColumnstoreSettings(store)).toEqual(OUR_COLUMNSTORE)
        expect(await readChunks(store)).toEqual(before)
        await compressAll(store)
        expect(await store.metrics.latest({ account: '1' })).toMatchObject([{ time: '2026-06-15' }])
      })

      it('stays with compressed chunks as it was on TimescaleDB 2.13, which cannot change it', async () => {
        const warnings: unknown[] = []
        const silent = () => {}
        const logger = {
          debug: silent,
          info: silent,
          warn: (message: string, details?: object) => warnings.push({ message, ...details }),
          error: silent,
        }
        await openFilled(open)
        const store = await open({ keepData: true, logger })
        await compressForeign(store)
        store.server.timescale.version = '2.13.1'

        expect(await store.maintenance.apply()).toMatchObject({ compression: 'policy' })
        expect(await readColumnstoreSettings(store)).toEqual({ ...OUR_COLUMNSTORE, chart_query: FOREIGN })
        expect(warnings).toEqual([expect.objectContaining({ table: 'chart_query', compressedChunks: 6 })])
      })
    },
    STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
  )
})
