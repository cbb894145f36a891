import { type AnsweredNumber, answeredNumbers } from 'airbnb-insights-client/simulator'
import type { SeriesRow, Store } from 'insights-store-timescale'
import { ASKABLE_METRICS } from 'insights-transform'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseMetricChoice } from '../../src/config/metric-choice.ts'
import { memoryStore, simulatorFor, syncAll } from '../support/sync-bench.ts'

const ACCOUNT = '310000006'
const LISTINGS = [1, 2].map((number) => ({ listingId: `99900000000000060${number}` }))

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())

/** What tells a number apart from all others that are known now, and the number itself. */
const line = (
  one: Pick<AnsweredNumber, 'listingId' | 'metric' | 'series' | 'granularity' | 'date' | 'kind'>,
  value: number | null,
) =>
  [
    one.listingId,
    one.metric,
    one.series,
    one.granularity,
    one.date,
    one.kind === 'change' ? 'change' : 'value',
    value,
  ].join(' ')

test('a sync of all metrics leaves every number of every answer to be read by one query', async () => {
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    today: '2026-04-15',
    keepAnswers: true,
    faults: [
      { kind: 'by_week', when: { metric: 'length_of_stay' }, times: Number.POSITIVE_INFINITY },
      { kind: 'novel_metric', metric: 'saves', when: { metric: 'overall' }, times: Number.POSITIVE_INFINITY },
    ],
  })
  const { first } = await syncAll(store, simulator, {
    lookbackWeeks: 3,
    lookaheadWeeks: 2,
    horizonWeeks: 2,
    metrics: parseMetricChoice('all'),
  })
  expect(first.status).toBe('succeeded')
  const numbers = answeredNumbers(simulator.requests)
  const names = new Set(numbers.map(({ metric }) => metric))
  expect(names.size).toBeGreaterThan(ASKABLE_METRICS.length + 18)
  const { rows } = await sql<SeriesRow>`
    SELECT *, metric_date::text AS metric_date FROM ${sql.id(store.schema, 'metric_values')} WHERE account_id = ${ACCOUNT}`.execute(
    store.db,
  )
  const stored = new Set(
    rows.flatMap((row) => {
      const series = row.series as AnsweredNumber['series']
      const { metric, granularity, metric_date: date } = row
      const at = { listingId: row.airbnb_listing_id, metric, series, granularity, date }
      return [line({ ...at, kind: 'point' }, row.value), line({ ...at, kind: 'change' }, row.value_change)]
    }),
  )
  expect(numbers.length).toBeGreaterThan(3_000)
  expect(numbers.map((one) => line(one, one.value)).filter((one) => !stored.has(one))).toEqual([])
})
