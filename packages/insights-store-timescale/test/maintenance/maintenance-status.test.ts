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
        ['metric_points', 30],
        ['metric_windows', 30],
      ])
      // Nothing was asked that the last two hold.
      expect(status.hypertables.map(({ chunks }) => chunks)).toEqual([6, 6, 6, 0, 0])
      for (const { sizeBytes } of status.hypertables.slice(0, 3)) expect(sizeBytes).toBeGreaterThan(6 * 8192)
    })
  },
  STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
)
