import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'
import { timescaleLevel } from '../support/timescale-level.ts'

const level = await timescaleLevel()

describe.runIf(level === 'community')('on the Community edition', () => {
  describeStores(
    (_name, open) => {
      it('retention and compression are policies, which can be changed and taken away', async () => {
        const store = await open()
        expect(await store.maintenance.apply({ dropAfterDays: 400 })).toEqual({
          retention: 'policy',
          compression: 'policy',
          droppedChunks: 0,
          deletedRows: 0,
        })
        const { policies } = await store.maintenance.status()
        expect(policies.map(({ table, kind, afterDays }) => `${table} ${kind} ${afterDays}`).sort()).toEqual([
          'chart_query compression 7',
          'chart_query retention 400',
          'chart_summary compression 7',
          'chart_summary retention 400',
          'list_of_metrics compression 7',
          'list_of_metrics retention 400',
        ])

        await store.maintenance.apply({ compressAfterDays: 30 })
        const changed = (await store.maintenance.status()).policies
        expect(changed.map(({ kind, afterDays }) => `${kind} ${afterDays}`)).toEqual(
          Array(3).fill('compression 30'),
        )

        await store.maintenance.apply({ compressAfterDays: null })
        expect((await store.maintenance.status()).policies).toEqual([])
      })

      it('compressed rows are read, and updated, as before', async () => {
        const store = await open()
        await store.maintenance.apply()
        await store.accounts.upsert({
          accountId: '1',
          cookie: 'simsecret=1',
          clientVersion: '-',
          userAgent: '-',
        })
        const upsert = (p3_impressions_your_value: number) =>
          store.metrics.upsert({
            accountId: '1',
            scrapeDay: '2026-01-15',
            chartQuery: [
              {
                airbnb_listing_id: '11',
                airbnb_internal_name: null,
                metric_date: '2026-01-01',
                conversion_rate_your_value: 0.5,
                conversion_rate_your_value_string: '50%',
                conversion_rate_similar_value: null,
                conversion_rate_similar_value_string: null,
                p3_impressions_your_value,
                p3_impressions_your_value_string: String(p3_impressions_your_value),
                p3_impressions_similar_value: null,
                p3_impressions_similar_value_string: null,
              },
            ],
          })
        await upsert(1)
        await sql`
          SELECT compress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass)
          FROM timescaledb_information.chunks WHERE hypertable_schema = ${store.schema}`.execute(store.db)

        expect(await store.metrics.latest({ account: '1' })).toMatchObject([{ p3_impressions_your_value: 1 }])
        expect(await upsert(2)).toMatchObject({ inserted: 0, updated: 1 })
        expect(await store.metrics.latest({ account: '1' })).toMatchObject([{ p3_impressions_your_value: 2 }])
        expect((await store.migrate()).applied).toEqual([])
      })
    },
    STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
  )
})
