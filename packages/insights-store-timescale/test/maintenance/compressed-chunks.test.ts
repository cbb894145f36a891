import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import {
  chartRow,
  dayAfter,
  LISTING,
  listingRows,
  listOfMetricsRow,
  OTHER_LISTING,
  pointRow,
  summaryRow,
  windowRow,
} from '../samples/sample-rows.ts'
import { compressAll, readChunks, runPolicies, stopScheduler } from '../support/compressed-chunks.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'
import { timescaleLevel } from '../support/timescale-level.ts'

const level = await timescaleLevel()

/** Policies go by the database's clock. */
const TODAY = new Date().toISOString().slice(0, 10)
/** So long ago that its chunk of 30 days ended more than 7 days ago. */
const LONG_AGO = dayAfter(TODAY, -40)

const scrape = (store: Store, scrapeDay: string, days: number, listingId = LISTING) =>
  store.metrics.upsert({ accountId: ACCOUNT, scrapeDay, ...listingRows(days, listingId) })

/** Rows of two metrics, two series and two lengths of windows. */
const longRows = (value: number) => ({
  metricPoints: ['occupancy_rate', 'overall'].flatMap((metric) =>
    ['your', 'similar'].map((series) => pointRow('2025-06-01', { metric, series, value })),
  ),
  metricWindows: [windowRow('2025-06-01', { value }), windowRow('2025-06-01', { nights: 28, value })],
})

/** A store with two listings' rows of a scrape day that the policies have compressed. */
const withCompressed = async (open: () => Promise<Store>): Promise<Store> => {
  const store = await open()
  await stopScheduler(store)
  await addAccount(store)
  await scrape(store, LONG_AGO, 5)
  await scrape(store, LONG_AGO, 5, OTHER_LISTING)
  await store.maintenance.apply()
  await runPolicies(store, 'compression')
  return store
}

describe.runIf(level === 'community')('compressed chunks', () => {
  describeStores(
    (_name, open) => {
      it('are made of what no sync writes to any more, and of nothing else', async () => {
        const store = await withCompressed(open)
        await scrape(store, TODAY, 5)
        await runPolicies(store, 'compression')
        const state = (await readChunks(store)).map(({ table, compressed, plainRows }) => [
          table,
          compressed,
          plainRows,
        ])
        expect(state).toEqual([
          ['chart_query', true, 0],
          ['chart_query', false, 5],
          ['chart_summary', true, 0],
          ['chart_summary', false, 1],
          ['list_of_metrics', true, 0],
          ['list_of_metrics', false, 1],
        ])
        expect((await store.maintenance.status()).hypertables.map(({ chunks }) => chunks)).toEqual([
          2, 2, 2, 0, 0,
        ])
        expect((await store.maintenance.status()).oldestScrapeDay).toBe(LONG_AGO)
      })

      it('are not opened by a sync of today, also in bulk', async () => {
        const store = await withCompressed(open)
        // Above 2,000 rows of one table the way is COPY and merge.
        for (const days of [5, 2_500]) {
          const total = days + 2
          expect(await scrape(store, TODAY, days)).toMatchObject({ updated: 0 })
          expect(await scrape(store, TODAY, days)).toMatchObject({
            inserted: 0,
            updated: 0,
            unchanged: total,
          })
        }
        const chunks = await readChunks(store)
        expect(chunks.filter(({ compressed }) => compressed).map(({ plainRows }) => plainRows)).toEqual([
          0, 0, 0,
        ])
        expect(chunks.filter(({ compressed }) => !compressed).map(({ plainRows }) => plainRows)).toEqual([
          2_500, 1, 1,
        ])
      })

      it('take the rows of an old scrape day that is asked again', async () => {
        const store = await withCompressed(open)
        const again = await store.metrics.upsert({
          accountId: ACCOUNT,
          scrapeDay: LONG_AGO,
          chartQuery: [
            chartRow('2025-06-01'),
            chartRow('2025-06-02', { impressions: 99 }),
            chartRow('2025-08-01'),
          ],
          chartSummary: [summaryRow('2025-06-01')],
          listOfMetrics: [listOfMetricsRow('2025-06-08')],
        })
        expect(again.tables).toEqual({
          chart_query: { inserted: 1, updated: 1, unchanged: 1 },
          chart_summary: { inserted: 0, updated: 0, unchanged: 1 },
          list_of_metrics: { inserted: 1, updated: 0, unchanged: 0 },
        })
        const rows = await store.metrics.latest({ accountId: ACCOUNT, listingId: LISTING })
        expect(rows.map((row) => [row.metric_date, row.p3_impressions_your_value])).toEqual([
          ['2025-06-01', 10],
          ['2025-06-02', 99],
          ['2025-06-03', 10],
          ['2025-06-04', 10],
          ['2025-06-05', 10],
          ['2025-08-01', 10],
        ])
        // Those who read it meanwhile, and the next run of the policy, find it as any other.
        await runPolicies(store, 'compression')
        expect(await store.metrics.latest({ accountId: ACCOUNT, listingId: LISTING })).toEqual(rows)
      })

      it('take an old scrape day in bulk', async () => {
        const store = await withCompressed(open)
        expect(await scrape(store, LONG_AGO, 2_500)).toMatchObject({
          inserted: 2_495,
          updated: 0,
          unchanged: 7,
        })
        expect(await store.metrics.latest({ accountId: ACCOUNT, listingId: LISTING })).toHaveLength(2_500)
      })

      it('of many metrics take an old scrape day that is asked again, and answer as before', async () => {
        const store = await open()
        await stopScheduler(store)
        await addAccount(store)
        const known = (scrapeDay: string, value: number) =>
          store.metrics.upsert({ accountId: ACCOUNT, scrapeDay, ...longRows(value) })
        await known(LONG_AGO, 1)
        await known(TODAY, 2)
        const answers = async () => [
          await store.metrics.asOf({ table: 'metric_points', accountId: ACCOUNT, asOf: LONG_AGO }),
          await store.metrics.asOf({ table: 'metric_windows', accountId: ACCOUNT, asOf: LONG_AGO }),
          await store.metrics.series({ accountId: ACCOUNT, metric: 'overall', asOf: LONG_AGO }),
          await store.metrics.series({ accountId: ACCOUNT, metric: 'overall' }),
        ]
        const before = await answers()
        await store.maintenance.apply()
        await runPolicies(store, 'compression')
        const compressed = (await readChunks(store)).filter((chunk) => chunk.compressed)
        expect(compressed.map(({ table, plainRows }) => [table, plainRows])).toEqual([
          ['metric_points', 0],
          ['metric_windows', 0],
        ])
        expect(await answers()).toEqual(before)
        expect(await known(LONG_AGO, 1)).toMatchObject({ inserted: 0, updated: 0, unchanged: 6 })
        expect(await known(LONG_AGO, 3)).toMatchObject({ inserted: 0, updated: 6, unchanged: 0 })
        const [points = []] = await answers()
        expect(points.map((row) => ('value' in row ? row.value : null))).toEqual([3, 3, 3, 3])
      })

      it('give what was known on a day as chunks that are not compressed do', async () => {
        const store = await open()
        await stopScheduler(store)
        await addAccount(store)
        const known = (scrapeDay: string, days: Record<string, number>) =>
          store.metrics.upsert({
            accountId: ACCOUNT,
            scrapeDay,
            chartQuery: [LISTING, OTHER_LISTING].flatMap((listingId) =>
              Object.entries(days).map(([day, impressions]) => chartRow(day, { listingId, impressions })),
            ),
            listOfMetrics: [listOfMetricsRow('2025-06-01')],
          })
        await known('2025-07-14', { '2025-07-01': 1, '2025-07-02': 2 })
        await known('2025-07-15', { '2025-07-01': 1, '2025-07-02': 3 })
        await known('2025-09-01', { '2025-07-02': 20, '2025-07-03': 30 })
        await known('2025-12-01', { '2025-07-03': 300 })
        const asked = ['2025-07-13', '2025-07-14', '2025-07-31', '2025-09-01', '2025-11-30', '2026-01-01']
        const answers = async () => [
          ...(await Promise.all(asked.map((asOf) => store.metrics.asOf({ accountId: ACCOUNT, asOf })))),
          await store.metrics.asOf({
            accountId: ACCOUNT,
            asOf: '2025-10-01',
            from: '2025-07-02',
            to: '2025-07-02',
            listingId: OTHER_LISTING,
          }),
          await store.metrics.asOf({ table: 'list_of_metrics', accountId: ACCOUNT, asOf: '2025-10-01' }),
          await store.metrics.latest({ accountId: ACCOUNT }),
        ]
        const before = await answers()
        expect(before.map((rows) => rows.length)).toEqual([0, 4, 4, 6, 6, 6, 1, 1, 6])

        await store.maintenance.apply({ compressAfterDays: 100_000 })
        await compressAll(store)
        expect((await readChunks(store)).every(({ compressed }) => compressed)).toBe(true)
        expect(await answers()).toEqual(before)
      })

      it('are removed unopened with an account that is purged, and keep another’s rows', async () => {
        const store = await withCompressed(() => open({ poolMax: 1 }))
        const other = await addAccount(store, OTHER_ACCOUNT)
        await store.metrics.upsert({ accountId: OTHER_ACCOUNT, scrapeDay: LONG_AGO, ...listingRows(3) })
        await compressAll(store)
        await sql`SET timescaledb.max_tuples_decompressed_per_dml_transaction = 1`.execute(store.db)
        await store.accounts.remove(ACCOUNT, { purge: true })
        expect(await store.metrics.latest({ accountId: ACCOUNT })).toEqual([])
        expect(await store.metrics.latest({ accountId: other.accountId })).toHaveLength(3)
      })
    },
    STORE_FLAVOURS.filter(({ database }) => database === 'timescale'),
  )
})
