import { beforeAll, expect, test } from 'vitest'
import { SERIES_COLUMNS, type SeriesRow, type SeriesStreamQuery, type Store } from '../../src/index.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, OTHER_LISTING, pointRow, windowRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

const FIRST_NIGHT = '2022-01-02'
const NIGHTS = 1_100
const ODD = `a\tb\\N "c", [1]; -- $1`

const nights = Array.from({ length: NIGHTS }, (_, night) => dayAfter(FIRST_NIGHT, night))

/** Rows of two listings: many nights, a few weeks and windows, in wide and in long tables. */
const rowsOf = (value: number) => ({
  chartQuery: nights.slice(0, 10).map((night) => chartRow(night, { impressions: value })),
  metricPoints: [LISTING, OTHER_LISTING].flatMap((listingId) => [
    ...nights.map((night) => pointRow(night, { listingId, value })),
    pointRow(FIRST_NIGHT, { listingId, series: 'similar', value: 0.5 }),
    pointRow(FIRST_NIGHT, { listingId, granularity: 'WEEK', value: 0.25 }),
    pointRow(FIRST_NIGHT, { listingId, metric: ODD, value: null }),
    pointRow(FIRST_NIGHT, { listingId, metric: 'p3_impressions', series: 'overTime', value: 3 }),
  ]),
  metricWindows: [
    windowRow(FIRST_NIGHT, { metric: 'occupancy_rate', value: 0.75 }),
    windowRow(FIRST_NIGHT, { metric: ODD, nights: 28, value: 11 }),
  ],
})

const metricsOf = (rows: readonly { metric: string }[]) => rows.map(({ metric }) => metric)

describeStores((_name, open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccount(store, accountId)
    await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: '2025-07-14', ...rowsOf(1) })
    await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: '2025-07-20', ...rowsOf(2) })
    await store.metrics.upsert({
      accountId: OTHER_ACCOUNT,
      scrapeDay: '2025-07-20',
      metricPoints: [pointRow(FIRST_NIGHT, { value: 7 })],
    })
  })

  const streamed = async (query: Omit<SeriesStreamQuery, 'accountId'>): Promise<readonly SeriesRow[][]> => {
    const batches: SeriesRow[][] = []
    for await (const batch of store.metrics.streamSeries({ accountId: ACCOUNT, ...query })) {
      batches.push([...batch])
    }
    return batches
  }

  test('gives a metric of all granularities, by listing, in batches of which none is the whole', async () => {
    const batches = await streamed({ metric: 'occupancy_rate' })
    const rows = batches.flat()
    expect(batches.length).toBeGreaterThan(1)
    expect(rows).toHaveLength(2 * (NIGHTS + 2) + 1)
    expect(Object.keys(rows[0] ?? {})).toEqual(SERIES_COLUMNS.map(({ name }) => name))
    const listings = [LISTING, OTHER_LISTING].toSorted()
    const expected: SeriesRow[] = []
    for (const listingId of listings) {
      for (const granularity of ['DAY', 'WEEK', 'WINDOW']) {
        const query = { accountId: ACCOUNT, metric: 'occupancy_rate', listingId, granularity }
        expected.push(...(await store.metrics.series(query)))
      }
    }
    expect(rows).toEqual(expected)
  })

  test.each<[string, Omit<SeriesStreamQuery, 'accountId'>]>([
    ['of one granularity', { metric: 'occupancy_rate', granularity: 'DAY' }],
    ['of one series', { metric: 'occupancy_rate', granularity: 'DAY', series: 'similar' }],
    ['of one listing', { metric: 'occupancy_rate', granularity: 'DAY', listingId: OTHER_LISTING }],
    ['as they were known', { metric: 'occupancy_rate', granularity: 'DAY', asOf: '2025-07-14' }],
    [
      'between nights',
      { metric: 'occupancy_rate', granularity: 'DAY', from: '2022-02-01', to: '2022-02-09' },
    ],
    ['of columns, with what no column holds', { metric: 'p3_impressions', granularity: 'DAY' }],
    ['of any name', { metric: ODD, granularity: 'WINDOW' }],
  ])('gives the numbers %s that a read gives', async (_what, query) => {
    const rows = (await streamed(query)).flat()
    expect(rows.length).toBeGreaterThan(0)
    expect(rows).toEqual(await store.metrics.series({ accountId: ACCOUNT, ...query }))
  })

  test('gives nothing of a metric, or of an account, that is none', async () => {
    expect(await streamed({ metric: 'wishlist' })).toEqual([])
    expect(await streamed({ metric: "'; DROP TABLE accounts; --" })).toEqual([])
    expect(await streamed({ metric: 'occupancy_rate', listingId: '1' })).toEqual([])
  })

  test('ends with the signal’s reason', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(streamed({ metric: 'occupancy_rate', signal })).rejects.toThrow('enough')
  })

  test('a long table is narrowed to metrics, a wide one has none to choose', async () => {
    const query = { accountId: ACCOUNT, table: 'metric_points', to: FIRST_NIGHT } as const
    const metrics = [ODD, 'p3_impressions']
    const latest = await store.metrics.latest({ ...query, metrics })
    expect(metricsOf(latest).toSorted()).toEqual([...metrics, ...metrics].toSorted())
    const stream: typeof latest = []
    for await (const batch of store.metrics.stream({ ...query, metrics })) stream.push(...batch)
    expect(stream).toEqual(latest)
    expect(await store.metrics.asOf({ ...query, metrics, asOf: '2025-07-13' })).toEqual([])
    expect(await store.metrics.latest({ ...query, metrics: [] })).toEqual([])
    const wide = { accountId: ACCOUNT, to: FIRST_NIGHT }
    expect(await store.metrics.latest({ ...wide, metrics })).toEqual(await store.metrics.latest(wide))
  })
})
