import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { describeStores } from '../support/describe-stores.ts'
import { openFilled, scrapeDays } from '../support/filled-store.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'
import { timescaleLevel } from '../support/timescale-level.ts'

const level = await timescaleLevel()

describe.runIf(level === 'apache')('on the Apache edition', () => {
  describeStores(
    (_name, open) => {
      it('drops whole chunks that lie before the day', async () => {
        const store = await openFilled(open)
        const report = await store.maintenance.apply({ dropAfterDays: 61, today: '2026-06-15' })
        expect(report).toMatchObject({ retention: 'drop_chunks', compression: 'unavailable', deletedRows: 0 })
        const left = await scrapeDays(store)
        expect(report.droppedChunks).toBe(3 * (6 - left.length))
        expect(left.length).toBeLessThan(6)
        expect(left).toEqual(expect.arrayContaining(['2026-04-15', '2026-05-15', '2026-06-15']))
      })

      it('finds out where the licence says Community and its features are missing', async () => {
        const store = await openFilled(open)
        store.server.timescale.level = 'community'
        expect(await store.maintenance.apply({ dropAfterDays: 100_000 })).toEqual({
          retention: 'drop_chunks',
          compression: 'unavailable',
          droppedChunks: 0,
          deletedRows: 0,
        })
        expect(store.server.timescale.level).toBe('apache')
        expect((await sql`SELECT 1 AS one`.execute(store.db)).rows).toEqual([{ one: 1 }])
      })
    },
    STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
  )
})
