import { expect, it } from 'vitest'
import { isInvalidStoreOptionError } from '../../src/errors.ts'
import { describeStores } from '../support/describe-stores.ts'
import { openFilled, scrapeDays } from '../support/filled-store.ts'
import { PLAIN_FLAVOURS, STORE_FLAVOURS } from '../support/store-flavours.ts'

describeStores(
  (_name, open, flavour) => {
    it('keeps everything unless told otherwise', async () => {
      const store = await openFilled(open)
      expect(await store.maintenance.apply({ compressAfterDays: null })).toEqual({
        retention: 'off',
        compression: 'off',
        droppedChunks: 0,
        deletedRows: 0,
      })
      expect(await scrapeDays(store)).toHaveLength(6)
    })

    it('refuses ages that are none, and drops nothing', async () => {
      const store = await openFilled(open)
      for (const dropAfterDays of [0, -1, 1.5, Number.NaN]) {
        await expect(store.maintenance.apply({ dropAfterDays })).rejects.toSatisfy(isInvalidStoreOptionError)
      }
      expect(await scrapeDays(store)).toHaveLength(6)
    })

    if (flavour.database === 'timescale') return

    it('deletes what is older, to the day, where there are no chunks', async () => {
      const store = await openFilled(open)
      const report = await store.maintenance.apply({ dropAfterDays: 61, today: '2026-06-15' })
      expect(report).toEqual({
        retention: 'delete',
        compression: 'unavailable',
        droppedChunks: 0,
        deletedRows: 9,
      })
      expect(await scrapeDays(store)).toEqual(['2026-04-15', '2026-05-15', '2026-06-15'])
    })

    it('has no hypertables to tell of', async () => {
      const store = await openFilled(open)
      expect(await store.maintenance.status()).toEqual({
        level: 'none',
        version: null,
        hypertables: [],
        oldestScrapeDay: '2026-01-15',
        history: 'changes',
        policies: [],
      })
    })

    it('answers before the schema is migrated', async () => {
      const store = await open({ migrate: false })
      expect(await store.maintenance.status()).toMatchObject({ hypertables: [], oldestScrapeDay: null })
    })
  },
  [...STORE_FLAVOURS, ...PLAIN_FLAVOURS],
)
