import { expect, it } from 'vitest'
import { describeStores } from '../support/describe-stores.ts'
import { openFilled } from '../support/filled-store.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

describeStores(
  (_name, open) => {
    it('tells how the hypertables stand', async () => {
      const store = await openFilled(open)
      const status = await store.maintenance.status()
      expect(status).toMatchObject({
        level: store.server.timescale.level,
        version: store.server.timescale.version,
        oldestScrapeDay: '2026-01-15',
      })
      expect(status.hypertables.map(({ table, chunkIntervalDays }) => [table, chunkIntervalDays])).toEqual([
        ['chart_query', 30],
        ['chart_summary', 30],
        ['list_of_metrics', 30],
      ])
      for (const { chunks, sizeBytes } of status.hypertables) {
        expect(chunks).toBe(6)
        expect(sizeBytes).toBeGreaterThan(6 * 8192)
      }
    })
  },
  STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
)
