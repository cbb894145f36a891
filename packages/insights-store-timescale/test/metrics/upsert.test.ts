import { expect, test } from 'vitest'
import { isAccountNotFoundError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import {
  chartRow,
  dayAfter,
  LISTING,
  listingRows,
  OTHER_LISTING,
  pointRow,
  summaryRow,
  windowRow,
} from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

/** Below and above where a server takes COPY. */
const SIZES = [1, 40, 2_500] as const

const manyRows = (count: number, impressions = 10) =>
  Array.from({ length: count }, (_, index) =>
    chartRow(dayAfter('2024-01-01', index % 200), {
      listingId: `9182736455463${10_000 + Math.floor(index / 200)}`,
      impressions,
    }),
  )

const byKey = (row: { airbnb_listing_id: string; metric_date: string }) =>
  `${row.airbnb_listing_id} ${row.metric_date}`

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test.each(SIZES)('inserts %i rows, then leaves them alone, then updates what differs', async (size) => {
    const store = await empty()
    await addAccount(store)
    const write = (chartQuery: ReturnType<typeof manyRows>) =>
      store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery })
    const rows = manyRows(size)
    expect(await write(rows)).toMatchObject({ inserted: size, updated: 0, unchanged: 0 })
    expect(await write(rows)).toMatchObject({ inserted: 0, updated: 0, unchanged: size })

    const changed = [
      ...rows.slice(1),
      { ...rows[0], p3_impressions_your_value: null } as (typeof rows)[number],
    ]
    const added = chartRow('2023-12-31', { listingId: LISTING })
    const counts = await write([...changed, added])
    expect(counts).toMatchObject({ inserted: 1, updated: 1, unchanged: size - 1 })
    expect(counts.tables.chart_query).toEqual({ inserted: 1, updated: 1, unchanged: size - 1 })
    expect(await store.metrics.latest({ accountId: ACCOUNT })).toHaveLength(size + 1)
  })

  test.each(SIZES)('gives back what was written, to the last digit, of %i rows', async (size) => {
    const store = await empty()
    await addAccount(store)
    const texts = [
      "'); DROP TABLE x;--",
      'tab\t, line\n, \\N, \\.',
      '{"a",NULL}',
      '👩‍👩‍👧 Ünïcode',
      'null',
      '',
    ]
    const chartQuery = manyRows(size).map((row, index) => ({
      ...row,
      airbnb_internal_name: texts[index % texts.length] ?? null,
      conversion_rate_your_value: 0.1 + 0.2 + index,
      conversion_rate_similar_value: index % 2 === 0 ? null : -1.5e-12,
      p3_impressions_your_value: 2_147_483_647,
      p3_impressions_similar_value: null,
    }))
    await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery })
    const stored = await store.metrics.latest({ accountId: ACCOUNT })
    const scope = { account_id: ACCOUNT, time: SCRAPE_DAY }
    const expected = chartQuery
      .map((row) => ({ ...scope, ...row, confirmed_on: SCRAPE_DAY }))
      .sort((a, b) => (byKey(a) < byKey(b) ? -1 : 1))
    expect(stored).toEqual(expected)
  })

  test('replaces what PostgreSQL cannot store in a text', async () => {
    const store = await empty()
    await addAccount(store)
    for (const size of SIZES) {
      const chartQuery = manyRows(size).map((row) => ({ ...row, airbnb_internal_name: 'a\u0000b' }))
      await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery })
      const [row] = await store.metrics.latest({ accountId: ACCOUNT })
      expect(row?.airbnb_internal_name).toBe('a\uFFFDb')
    }
  })

  test.each(SIZES)('counts the last of several rows for one key, among %i', async (size) => {
    const store = await empty()
    await addAccount(store)
    const chartQuery = [...manyRows(size, 1), ...manyRows(size, 2)]
    const counts = await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery })
    expect(counts).toMatchObject({ inserted: size, updated: 0, unchanged: 0 })
    const stored = await store.metrics.latest({ accountId: ACCOUNT })
    expect(new Set(stored.map((row) => row.p3_impressions_your_value))).toEqual(new Set([2]))
  })

  test.each(SIZES)('does not touch rows, given or stored, that are unchanged: %i', async (size) => {
    const store = await empty()
    await addAccount(store)
    const rows = { ...listingRows(1), chartQuery: manyRows(size) }
    const before = structuredClone(rows)
    const input = { accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, ...rows }
    const versions = async () => {
      const stored = await store.db
        .selectFrom('chart_query')
        .select((_eb) => 'xmin' as never)
        .execute()
      return stored.map((row) => String((row as { xmin: unknown }).xmin))
    }
    await store.metrics.upsert(input)
    const written = await versions()
    await store.metrics.upsert(input)
    expect(await versions()).toEqual(written)
    expect(rows).toEqual(before)
  })

  test('writes all tables and counts each', async () => {
    const store = await empty()
    await addAccount(store)
    const long = { metricPoints: [pointRow('2025-06-01')], metricWindows: [windowRow('2025-06-01')] }
    const input = { accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, ...listingRows(4), ...long }
    expect(await store.metrics.upsert(input)).toEqual({
      inserted: 8,
      updated: 0,
      unchanged: 0,
      tables: {
        chart_query: { inserted: 4, updated: 0, unchanged: 0 },
        chart_summary: { inserted: 1, updated: 0, unchanged: 0 },
        list_of_metrics: { inserted: 1, updated: 0, unchanged: 0 },
        metric_points: { inserted: 1, updated: 0, unchanged: 0 },
        metric_windows: { inserted: 1, updated: 0, unchanged: 0 },
      },
    })
    const shorter = { ...summaryRow('2025-06-01'), window_end: '2025-06-14' }
    const counts = await store.metrics.upsert({ ...input, chartSummary: [shorter] })
    expect(counts).toMatchObject({ inserted: 0, updated: 1, unchanged: 7 })
    const [summary] = await store.metrics.latest({ accountId: ACCOUNT, table: 'chart_summary' })
    expect(summary).toMatchObject({ window_end: '2025-06-14', p2_impressions_value: null })
  })

  test('updates in place on the same scrape day and adds rows on another', async () => {
    const store = await empty()
    await addAccount(store)
    const on = (scrapeDay: string, impressions: number) =>
      store.metrics.upsert({
        accountId: ACCOUNT,
        scrapeDay,
        chartQuery: [chartRow('2025-07-01', { impressions })],
      })
    await on('2025-07-14', 1)
    expect(await on('2025-07-14', 2)).toMatchObject({ inserted: 0, updated: 1 })
    expect(await on('2025-09-01', 3)).toMatchObject({ inserted: 1, updated: 0 })
    const rows = await store.db
      .selectFrom('chart_query')
      .select(['time', 'p3_impressions_your_value'])
      .orderBy('time')
      .execute()
    expect(rows).toEqual([
      { time: '2025-07-14', p3_impressions_your_value: 2 },
      { time: '2025-09-01', p3_impressions_your_value: 3 },
    ])
  })

  test('takes no rows at all', async () => {
    const store = await empty()
    await addAccount(store)
    const counts = await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery: [] })
    expect(counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 0 })
  })

  test.each(SIZES)('refuses %i rows of an unknown account, and writes none', async (size) => {
    const store = await empty()
    const error = await store.metrics
      .upsert({ accountId: '999', scrapeDay: SCRAPE_DAY, chartQuery: manyRows(size) })
      .catch((failure: unknown) => failure)
    expect(isAccountNotFoundError(error) && error.accountId).toBe('999')
    expect(await store.metrics.latest({ accountId: '999' })).toEqual([])
  })

  test.each(SIZES)('writes all of %i rows or none', async (size) => {
    const store = await empty()
    await addAccount(store)
    const bad = chartRow('2025-07-01', { listingId: OTHER_LISTING, impressions: 1.5 })
    const input = {
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      ...listingRows(1),
      chartQuery: [...manyRows(size), bad],
    }
    await expect(store.metrics.upsert(input)).rejects.toThrow(/1\.5/)
    for (const table of ['chart_query', 'chart_summary', 'list_of_metrics'] as const) {
      expect(await store.metrics.latest({ accountId: ACCOUNT, table })).toEqual([])
    }
    // The session that failed is of use again.
    expect(await store.metrics.upsert({ ...input, chartQuery: manyRows(size) })).toMatchObject({
      inserted: size + 2,
    })
  })

  test('writes inside a given transaction', async () => {
    const store = await empty()
    await addAccount(store)
    const chartQuery = manyRows(2_500)
    const undone = store.db.transaction().execute(async (tx) => {
      await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery, tx })
      throw new Error('changed my mind')
    })
    await expect(undone).rejects.toThrow('changed my mind')
    expect(await store.metrics.latest({ accountId: ACCOUNT })).toEqual([])
  })
})
