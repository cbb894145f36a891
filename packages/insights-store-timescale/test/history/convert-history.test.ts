import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
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

const DAYS = Array.from({ length: 6 }, (_, index) => dayAfter('2026-01-01', 9 * index))

/** Six scrape days of two listings: numbers change every third day, and one night is not read every time. */
const readAll = async (store: Store): Promise<void> => {
  for (const [index, scrapeDay] of DAYS.entries()) {
    const impressions = Math.floor(index / 3)
    const nights = index % 2 === 0 ? ['2026-02-01', '2026-02-02'] : ['2026-02-01']
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay,
      chartQuery: [LISTING, OTHER_LISTING].flatMap((listingId) =>
        nights.map((night) => chartRow(night, { listingId, impressions })),
      ),
      chartSummary: [summaryRow('2026-02-01')],
      listOfMetrics: [{ ...listOfMetricsRow('2026-02-01'), p2_impressions_value: impressions }],
      metricPoints: nights.flatMap((night) => [
        pointRow(night, { value: impressions }),
        pointRow(night, { series: 'similar' }),
      ]),
      metricWindows: [windowRow('2026-02-01')],
    })
  }
}

const rowsOf = async ({ db, schema }: Store): Promise<number[]> => {
  const counts = []
  for (const table of METRIC_TABLE_NAMES) {
    const { rows } = await sql<{
      count: number
    }>`SELECT count(*)::int AS count FROM ${tableIn(schema, table)}`.execute(db)
    counts.push(rows[0]?.count ?? 0)
  }
  return counts
}

/** What is known on each day, but for since when it is told. */
const answersOf = async ({ metrics }: Store): Promise<unknown[]> => {
  const answers: unknown[] = []
  for (const table of METRIC_TABLE_NAMES) {
    for (const asOf of DAYS) {
      const rows = await metrics.asOf<MetricTable>({ table, accountId: ACCOUNT, asOf })
      answers.push(rows.map(({ time: _time, ...row }) => row))
    }
    const latest = await metrics.latest<MetricTable>({ table, accountId: ACCOUNT })
    answers.push(latest.map(({ time: _time, ...row }) => row))
  }
  return answers
}

describeStores((_name, open) => {
  test('is converted in both directions, and answers the same for every day', async () => {
    const all = await open({ history: 'all' })
    await addAccount(all)
    await readAll(all)
    const answers = await answersOf(all)
    expect(await rowsOf(all)).toEqual([18, 6, 6, 18, 6])

    const store = await open({ keepData: true })
    expect(await store.maintenance.convertHistory('changes')).toEqual({
      history: 'changes',
      removedRows: 10 + 5 + 4 + 12 + 5,
      addedRows: 0,
    })
    expect(await rowsOf(store)).toEqual([8, 1, 2, 6, 1])
    expect(await answersOf(store)).toEqual(answers)
    expect(await store.maintenance.convertHistory('changes')).toMatchObject({ removedRows: 0 })

    expect(await store.maintenance.convertHistory('all')).toEqual({
      history: 'all',
      removedRows: 0,
      addedRows: 10 + 5 + 4 + 12 + 5,
    })
    expect(await rowsOf(store)).toEqual([18, 6, 6, 18, 6])
    expect(await answersOf(store)).toEqual(answers)
    expect(await store.maintenance.status()).toMatchObject({ history: 'all' })
  })

  test('goes on where it was ended', async () => {
    const store = await open()
    await addAccount(store)
    await store.maintenance.convertHistory('all')
    await readAll(store)
    const answers = await answersOf(store)
    const ending = new AbortController()
    const onProgress = ({ done }: { done: number }) => {
      if (done === 1) ending.abort(new Error('ended'))
    }
    const { signal } = ending
    await expect(store.maintenance.convertHistory('changes', { onProgress, signal })).rejects.toThrow('ended')
    expect(await answersOf(store)).toEqual(answers)
    expect(await store.maintenance.convertHistory('changes')).toMatchObject({ history: 'changes' })
    expect(await rowsOf(store)).toEqual([8, 1, 2, 6, 1])
    expect(await answersOf(store)).toEqual(answers)
  })
})
