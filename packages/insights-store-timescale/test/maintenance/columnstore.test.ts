import { silentLogger } from 'insights-transform'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import {
  compressAll,
  OUR_COLUMNSTORE,
  readChunks,
  readColumnstoreSettings,
  stopScheduler,
} from '../support/compressed-chunks.ts'
import { describeStores } from '../support/describe-stores.ts'
import { openFilled } from '../support/filled-store.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'
import { timescaleLevel } from '../support/timescale-level.ts'

const level = await timescaleLevel()

const FOREIGN = { segmentBy: 'account_id', orderBy: 'time DESC' }
/** What TimescaleDB 2.13 makes of that: it changes nothing where there are compressed chunks. */
const KEPT = { ...OUR_COLUMNSTORE, chart_query: FOREIGN }

/** One table as somebody else had compressed it. */
const compressForeign = async (store: Store) => {
  const { db, schema } = store
  await stopScheduler(store)
  await sql`
    ALTER TABLE ${sql.id(schema, 'chart_query')} SET (
      timescaledb.compress, timescaledb.compress_segmentby = ${sql.lit(FOREIGN.segmentBy)},
      timescaledb.compress_orderby = ${sql.lit(FOREIGN.orderBy)}
    )`.execute(db)
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
        await stopScheduler(store)
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
        expect(await readColumnstoreSettings(store)).toEqual(
          store.server.timescale.version?.startsWith('2.13.') ? KEPT : OUR_COLUMNSTORE,
        )
        expect(await readChunks(store)).toEqual(before)
        await compressAll(store)
        expect(await store.metrics.latest({ accountId: '1' })).toMatchObject([{ time: '2026-06-15' }])
      })

      it('stays as it was on TimescaleDB 2.13 where there are compressed chunks, and says so', async () => {
        const warnings: unknown[] = []
        const logger = { ...silentLogger, warn: (_message: string, fields?: object) => warnings.push(fields) }
        await openFilled(open)
        const store = await open({ keepData: true, logger })
        await compressForeign(store)
        store.server.timescale.version = '2.13.1'

        expect(await store.maintenance.apply()).toMatchObject({ compression: 'policy' })
        expect(await readColumnstoreSettings(store)).toEqual(KEPT)
        expect(warnings).toEqual([expect.objectContaining({ table: 'chart_query', compressedChunks: 6 })])
      })
    },
    STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
  )
})
