import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { SeriesQuery, SeriesRow, Store } from '../../src/index.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { dayAfter, LISTING, OTHER_LISTING, pointRow, windowRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const FIRST = '2025-07-07'
const SECOND = '2025-07-14'
const HOSTILE = `nights "booked"', [1]; --`

const nights = (impressions: number) => [
  {
    airbnb_listing_id: LISTING,
    metric_date: '2025-07-20',
    p3_impressions_your_value: impressions,
    p3_impressions_your_value_string: String(impressions),
    p3_impressions_similar_value: 7,
    p3_impressions_similar_value_string: '7',
    conversion_rate_your_value_string: '-',
  },
  { airbnb_listing_id: OTHER_LISTING, metric_date: '2025-07-20', p3_impressions_similar_value: 5 },
]

const week = {
  airbnb_listing_id: LISTING,
  window_start: '2025-07-06',
  window_end: '2025-07-12',
  p3_impressions_value: 60,
  p3_impressions_value_string: '60',
  p3_impressions_value_change: 22,
  p3_impressions_value_change_string: '22',
  search_conversion_rate_value: 0.25,
}

const money = { ...windowRow('2025-07-06', { metric: 'revenue', value: 1200.5 }), value_type: 'MONEY' }

/** Two scrape days; on the second page views, one occupancy and one window are others. */
const fill = async (store: Store): Promise<void> => {
  for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccount(store, accountId)
  for (const [scrapeDay, later] of [
    [FIRST, 0],
    [SECOND, 1],
  ] as const) {
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay,
      chartQuery: nights(10 + later),
      chartSummary: [week],
      metricPoints: [
        pointRow('2025-07-20', { value: later }),
        pointRow('2025-07-21', { value: 0 }),
        pointRow('2025-07-20', { series: 'similar', value: 0.5 }),
        pointRow('2025-07-20', { listingId: OTHER_LISTING, value: 1 }),
        pointRow('2025-07-20', { granularity: 'WEEK', value: 0.25 }),
        pointRow('2025-07-20', { metric: 'p3_impressions', series: 'overTime', value: 3 }),
        pointRow('2025-07-20', { metric: HOSTILE, value: null }),
      ],
      metricWindows: [
        windowRow('2025-07-06', { value: 3 + later }),
        windowRow('2025-07-06', { nights: 28, value: 11 }),
        {
          ...money,
          value_change: -99.5,
          value_change_string: '-99.50',
          compared_with: 'overTime',
          currency: 'EUR',
        },
      ],
    })
  }
  await store.metrics.upsert({
    accountId: OTHER_ACCOUNT,
    scrapeDay: SECOND,
    metricPoints: [pointRow('2025-07-20', { value: 0.75 })],
  })
}

describeStores((_name, open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
    await fill(store)
  })

  const numbers = async (query: Omit<SeriesQuery, 'accountId'>) =>
    (await store.metrics.series({ accountId: ACCOUNT, ...query })).map((row) => [
      row.airbnb_listing_id,
      row.series,
      row.metric_date,
      row.value,
      row.time,
      row.confirmed_on,
    ])

  test('a metric that no table has columns for is read by listing, series and night', async () => {
    expect(await numbers({ metric: 'occupancy_rate' })).toEqual([
      [LISTING, 'similar', '2025-07-20', 0.5, FIRST, SECOND],
      [LISTING, 'your', '2025-07-20', 1, SECOND, SECOND],
      [LISTING, 'your', '2025-07-21', 0, FIRST, SECOND],
      [OTHER_LISTING, 'your', '2025-07-20', 1, FIRST, SECOND],
    ])
  })

  test('a metric that has columns is read from them, and beside them what no column holds', async () => {
    expect(await numbers({ metric: 'p3_impressions' })).toEqual([
      [LISTING, 'overTime', '2025-07-20', 3, FIRST, SECOND],
      [LISTING, 'similar', '2025-07-20', 7, SECOND, SECOND],
      [LISTING, 'your', '2025-07-20', 11, SECOND, SECOND],
      [OTHER_LISTING, 'similar', '2025-07-20', 5, FIRST, SECOND],
    ])
    // Of "-" there is the text; what was never answered has no row.
    const [row, ...others] = await store.metrics.series({ accountId: ACCOUNT, metric: 'conversion_rate' })
    expect(others).toEqual([])
    expect(row).toEqual({
      account_id: ACCOUNT,
      airbnb_listing_id: LISTING,
      metric: 'conversion_rate',
      series: 'your',
      granularity: 'DAY',
      metric_date: '2025-07-20',
      window_end: null,
      time: SECOND,
      confirmed_on: SECOND,
      value: null,
      value_string: '-',
      value_type: null,
      value_raw: null,
      value_change: null,
      value_change_string: null,
      compared_with: null,
      currency: null,
    } satisfies SeriesRow)
  })

  test('as it was known on a day, of either kind', async () => {
    const asOf = '2025-07-13'
    expect(await numbers({ metric: 'occupancy_rate', asOf, series: 'your', listingId: LISTING })).toEqual([
      [LISTING, 'your', '2025-07-20', 0, FIRST, FIRST],
      [LISTING, 'your', '2025-07-21', 0, FIRST, FIRST],
    ])
    expect(await numbers({ metric: 'p3_impressions', asOf, series: 'your' })).toEqual([
      [LISTING, 'your', '2025-07-20', 10, FIRST, FIRST],
    ])
    expect(await numbers({ metric: 'occupancy_rate', asOf: '2025-07-06' })).toEqual([])
  })

  test('of some nights, one series, one listing', async () => {
    const metric = 'occupancy_rate'
    expect(await numbers({ metric, from: '2025-07-21' })).toHaveLength(1)
    expect(await numbers({ metric, to: '2025-07-20', series: 'your' })).toHaveLength(2)
    expect(await numbers({ metric, listingId: OTHER_LISTING })).toHaveLength(1)
    expect(await numbers({ metric, series: 'market' })).toEqual([])
    expect(await numbers({ metric: HOSTILE })).toEqual([[LISTING, 'your', '2025-07-20', null, FIRST, SECOND]])
    expect(await numbers({ metric: 'nobody' })).toEqual([])
  })

  test('weeks and windows are asked for by name, and never among nights', async () => {
    expect(await numbers({ metric: 'occupancy_rate', granularity: 'WEEK' })).toEqual([
      [LISTING, 'your', '2025-07-20', 0.25, FIRST, SECOND],
    ])
    expect(await numbers({ metric: 'p3_impressions', granularity: 'WEEK' })).toEqual([])
    const granularity = 'WINDOW'
    const windows = await store.metrics.series({ accountId: ACCOUNT, metric: 'nights_booked', granularity })
    expect(windows.map((row) => [row.series, row.metric_date, row.window_end, row.value, row.time])).toEqual([
      ['your', '2025-07-06', '2025-07-12', 4, SECOND],
      ['your', '2025-07-06', '2025-08-02', 11, FIRST],
    ])
    expect(await store.metrics.series({ accountId: ACCOUNT, metric: 'p3_impressions', granularity })).toEqual(
      [
        expect.objectContaining({
          granularity,
          metric_date: '2025-07-06',
          window_end: '2025-07-12',
          value: 60,
          value_change: 22,
          value_change_string: '22',
          compared_with: 'similar',
        }),
      ],
    )
    expect(await numbers({ metric: 'search_conversion_rate', granularity })).toEqual([
      [LISTING, 'your', '2025-07-06', 0.25, FIRST, SECOND],
    ])
    expect(await store.metrics.series({ accountId: ACCOUNT, metric: 'revenue', granularity })).toMatchObject([
      { value: 1200.5, value_type: 'MONEY', value_change: -99.5, compared_with: 'overTime', currency: 'EUR' },
    ])
    expect(await numbers({ metric: 'revenue', granularity, series: 'similar' })).toEqual([])
  })

  test('the view has every number that is known now, each once, in the same words', async () => {
    const { rows } = await sql<SeriesRow>`
      SELECT * FROM ${sql.id(store.schema, 'metric_values')} WHERE account_id = ${ACCOUNT}
      ORDER BY metric COLLATE "C", granularity, airbnb_listing_id, series COLLATE "C", metric_date, window_end`.execute(
      store.db,
    )
    const read: SeriesRow[] = []
    for (const metric of [
      HOSTILE,
      'conversion_rate',
      'nights_booked',
      'occupancy_rate',
      'p3_impressions',
      'revenue',
      'search_conversion_rate',
    ].toSorted()) {
      for (const granularity of ['DAY', 'WEEK', 'WINDOW']) {
        read.push(...(await store.metrics.series({ accountId: ACCOUNT, metric, granularity })))
      }
    }
    expect(rows).toEqual(read)
    expect(rows).toHaveLength(16)
  })

  test('what is stored is told by table and metric', async () => {
    const all = await store.metrics.stored({ accountId: ACCOUNT })
    expect(all.map(({ table, metric, listings, rows }) => [table, metric, listings, rows])).toEqual([
      ['chart_query', 'conversion_rate', 1, 1],
      ['chart_query', 'p3_impressions', 2, 2],
      ['chart_summary', 'p3_impressions', 1, 1],
      ['chart_summary', 'search_conversion_rate', 1, 1],
      ['metric_points', HOSTILE, 1, 1],
      ['metric_points', 'occupancy_rate', 2, 5],
      ['metric_points', 'p3_impressions', 1, 1],
      ['metric_windows', 'nights_booked', 1, 2],
      ['metric_windows', 'revenue', 1, 1],
    ])
    expect(all.find(({ metric }) => metric === 'nights_booked')).toEqual({
      metric: 'nights_booked',
      table: 'metric_windows',
      listings: 1,
      rows: 2,
      firstNight: '2025-07-06',
      lastNight: dayAfter('2025-07-06', 27),
      lastReadOn: SECOND,
    })
    const ofAll = (await store.metrics.stored()).find(({ metric }) => metric === 'occupancy_rate')
    expect(ofAll).toMatchObject({ listings: 3, rows: 6 })
    expect(await store.metrics.stored({ accountId: '404' })).toEqual([])
  })
}, ALL_FLAVOURS)
