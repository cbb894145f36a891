import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { beforeAll, expect, expectTypeOf, test } from 'vitest'
import type { MetricRow } from '../../src/database.ts'
import type { Store } from '../../src/open-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import {
  chartRow,
  dayAfter,
  LISTING,
  listOfMetricsRow,
  OTHER_LISTING,
  pointRow,
  summaryRow,
  windowRow,
} from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

const FIRST_DAY = '2022-01-01'
const DAYS = 1100
const LISTINGS = [LISTING, OTHER_LISTING]

/** Rows of every `step`th day of both listings in all tables. */
const rowsOf = (step: number, impressions: number) => {
  const days = Array.from({ length: DAYS }, (_, day) => dayAfter(FIRST_DAY, day))
  const wanted = days.filter((_, day) => day % step === 0)
  return {
    chartQuery: LISTINGS.flatMap((listingId) =>
      wanted.map((day) => chartRow(day, { listingId, impressions })),
    ),
    chartSummary: LISTINGS.flatMap((listingId) => wanted.map((day) => summaryRow(day, listingId))),
    listOfMetrics: LISTINGS.flatMap((listingId) => wanted.map((day) => listOfMetricsRow(day, listingId))),
    metricPoints: LISTINGS.flatMap((listingId) =>
      wanted.flatMap((day) => [
        pointRow(day, { listingId, value: impressions }),
        pointRow(day, { listingId, series: 'similar', value: impressions }),
      ]),
    ),
    metricWindows: LISTINGS.flatMap((listingId) =>
      wanted.map((day) => windowRow(day, { listingId, value: impressions })),
    ),
  }
}

describeStores((_name, open) => {
  let store: Store
  type Query = Parameters<Store['metrics']['stream']>[0] & { table?: MetricTable }

  /** Two listings of 1,100 days each, scraped on two days, of which the second has changed every third day. */
  beforeAll(async () => {
    store = await open()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccount(store, accountId)
    await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: '2025-07-14', ...rowsOf(1, 1) })
    await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: '2025-07-20', ...rowsOf(3, 2) })
    await store.metrics.upsert({ accountId: OTHER_ACCOUNT, scrapeDay: '2025-07-20', ...rowsOf(7, 3) })
  })

  const batchesOf = async (query: Query): Promise<(readonly unknown[])[]> => {
    const batches: (readonly unknown[])[] = []
    for await (const batch of store.metrics.stream<MetricTable>(query)) batches.push(batch)
    return batches
  }

  test('gives the rows of the latest and the as-of query in their order, in batches that stay small', async () => {
    for (const table of METRIC_TABLE_NAMES) {
      const query = { table, accountId: ACCOUNT }
      const latest = await batchesOf(query)
      expect(latest.flat()).toHaveLength((table === 'metric_points' ? 4 : 2) * DAYS)
      expect(latest.flat()).toEqual(await store.metrics.latest<MetricTable>(query))
      expect(Math.max(...latest.map(({ length }) => length))).toBeLessThanOrEqual(1000)
      const asOf = { ...query, asOf: '2025-07-14' }
      expect((await batchesOf(asOf)).flat()).toEqual(await store.metrics.asOf<MetricTable>(asOf))
    }
  })

  test.each<[string, Omit<Query, 'accountId'>, number]>([
    ['of one listing', { listingId: OTHER_LISTING }, DAYS],
    ['from a day on', { from: dayAfter(FIRST_DAY, DAYS - 10) }, 20],
    ['up to a day', { to: dayAfter(FIRST_DAY, 499) }, 1000],
    ['one more than a batch', { listingId: LISTING, to: dayAfter(FIRST_DAY, 1000) }, 1001],
    ['before anything was scraped', { asOf: '2025-07-13' }, 0],
    ['of a listing that is none', { listingId: "'; --" }, 0],
  ])('gives the rows %s', async (_what, query, count) => {
    const { asOf, ...rest } = { accountId: ACCOUNT, ...query }
    const rows = (await batchesOf({ accountId: ACCOUNT, ...query })).flat()
    expect(rows).toHaveLength(count)
    expect(rows).toEqual(
      asOf === undefined ? await store.metrics.latest(rest) : await store.metrics.asOf({ ...rest, asOf }),
    )
  })

  test('gives texts and numbers as they are, whatever stands in them', async () => {
    const account = '77'
    await addAccount(store, account)
    const texts = ['a\tb\nc\r\\d', '\\N', '\\', '', "'; DROP TABLE x; --", '$1 "q" 🌊 \b\f\v', null]
    const chartQuery = texts.map((text, at) => ({
      ...chartRow(dayAfter(FIRST_DAY, at)),
      airbnb_listing_id: "li'st\\ing $1",
      airbnb_internal_name: text,
      conversion_rate_your_value: [0.1, -0, 1e-7, 1e21, null][at] ?? null,
    }))
    await store.metrics.upsert({ accountId: account, scrapeDay: '2025-07-14', chartQuery })
    const query = { accountId: account, listingId: "li'st\\ing $1" }
    const rows = (await batchesOf(query)).flat()
    expect(rows).toHaveLength(texts.length)
    expect(rows).toEqual(await store.metrics.latest(query))
    expect(rows).toMatchObject(texts.map((text) => ({ airbnb_internal_name: text })))
  })

  test('asks for nothing before it is read, and nothing more once it is left', async () => {
    const stream = store.metrics.stream({ accountId: OTHER_ACCOUNT })
    expectTypeOf(stream).toEqualTypeOf<AsyncIterable<readonly MetricRow<'chart_query'>[]>>()
    const chartQuery = [chartRow('2021-01-01')]
    await store.metrics.upsert({ accountId: OTHER_ACCOUNT, scrapeDay: '2025-07-21', chartQuery })
    for await (const batch of stream) {
      expect(batch[0]).toMatchObject({ metric_date: '2021-01-01' })
      break
    }
    expect(await store.metrics.latest({ accountId: OTHER_ACCOUNT, to: '2021-12-31' })).toHaveLength(1)
  })

  test('fails with the database’s error, and the store goes on', async () => {
    await expect(batchesOf({ accountId: ACCOUNT, from: 'not-a-day' })).rejects.toThrow(/not-a-day/)
    expect(await store.metrics.latest({ accountId: ACCOUNT, to: FIRST_DAY })).toHaveLength(2)
  })
})
