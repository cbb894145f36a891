import { expect, expectTypeOf, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { chartRow, LISTING, listOfMetricsRow, OTHER_LISTING, summaryRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

/** Two scrape days: the second changed 07-02 and was the first to know 07-03. */
const twoDays = async (store: Store) => {
  await addAccount(store)
  const known = (scrapeDay: string, days: Record<string, number>) =>
    store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay,
      chartQuery: [LISTING, OTHER_LISTING].flatMap((listingId) =>
        Object.entries(days).map(([day, impressions]) => chartRow(day, { listingId, impressions })),
      ),
    })
  await known('2025-07-14', { '2025-07-01': 1, '2025-07-02': 2 })
  await known('2025-07-20', { '2025-07-02': 20, '2025-07-03': 30 })
}

const short = (rows: { metric_date: string; time: string; p3_impressions_your_value: number | null }[]) =>
  rows.map((row) => `${row.metric_date} ${row.p3_impressions_your_value} of ${row.time}`)

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('give what was known on a day', async () => {
    const store = await empty()
    await twoDays(store)
    const asOf = async (day: string) =>
      short(await store.metrics.asOf({ accountId: ACCOUNT, asOf: day, listingId: LISTING }))
    const first = ['2025-07-01 1 of 2025-07-14', '2025-07-02 2 of 2025-07-14']
    const second = [
      '2025-07-01 1 of 2025-07-14',
      '2025-07-02 20 of 2025-07-20',
      '2025-07-03 30 of 2025-07-20',
    ]
    expect(await asOf('2025-07-13')).toEqual([])
    expect(await asOf('2025-07-14')).toEqual(first)
    expect(await asOf('2025-07-19')).toEqual(first)
    expect(await asOf('2025-07-20')).toEqual(second)
    expect(short(await store.metrics.latest({ accountId: ACCOUNT, listingId: LISTING }))).toEqual(second)
  })

  test('are ordered by listing and day, and limited to the days and the account asked for', async () => {
    const store = await empty()
    await twoDays(store)
    const rows = await store.metrics.latest({ accountId: ACCOUNT, from: '2025-07-02', to: '2025-07-02' })
    expect(rows.map((row) => row.airbnb_listing_id)).toEqual([LISTING, OTHER_LISTING])
    expect(short(rows)).toEqual(['2025-07-02 20 of 2025-07-20', '2025-07-02 20 of 2025-07-20'])
    expect(await store.metrics.latest({ accountId: OTHER_ACCOUNT })).toEqual([])
    expect(
      short(await store.metrics.asOf({ accountId: ACCOUNT, asOf: '2025-07-20', from: '2025-07-03' })),
    ).toHaveLength(2)
  })

  test('read the other tables by the start of the window, typed', async () => {
    const store = await empty()
    await addAccount(store)
    const on = (scrapeDay: string, value: number) =>
      store.metrics.upsert({
        accountId: ACCOUNT,
        scrapeDay,
        chartSummary: [{ ...summaryRow('2025-06-01'), p3_impressions_value: value }],
        listOfMetrics: [{ ...listOfMetricsRow('2025-06-08'), p2_impressions_value: value }],
      })
    await on('2025-07-14', 1)
    await on('2025-07-15', 2)
    const summaries = await store.metrics.asOf({
      table: 'chart_summary',
      accountId: ACCOUNT,
      asOf: '2025-07-14',
    })
    expect(summaries).toMatchObject([
      { window_start: '2025-06-01', window_end: '2025-06-28', p3_impressions_value: 1 },
    ])
    const metrics = await store.metrics.latest({
      table: 'list_of_metrics',
      accountId: ACCOUNT,
      from: '2025-06-02',
    })
    expect(metrics).toMatchObject([
      { window_start: '2025-06-08', p2_impressions_value: 2, time: '2025-07-15' },
    ])
    expectTypeOf(summaries[0]?.window_start).toEqualTypeOf<string | undefined>()
    expectTypeOf(metrics[0]?.p2_impressions_value).toEqualTypeOf<number | null | undefined>()
    expectTypeOf<keyof (typeof metrics)[number]>().not.toExtend<'metric_date'>()
  })
})
