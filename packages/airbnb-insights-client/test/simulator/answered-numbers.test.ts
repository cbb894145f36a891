import { ASKABLE_METRICS, type InsightRows } from 'insights-transform'
import { expect, test } from 'vitest'
import {
  type AnsweredNumber,
  answeredNumbers,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts'
import { clientUnderTest } from '../support/asking.ts'

/** A simulator that keeps its answers, and a client of it. */
async function asking(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ today: '2026-03-18', listings: 2, keepAnswers: true, ...options })
  const account = simulator.accounts[0]!
  const { client } = clientUnderTest({
    baseUrl: simulator.url,
    credentials: account.credentials,
    clock: simulator.clock,
  })
  return {
    simulator,
    client,
    account,
    listingId: account.listings[0]!.listingId,
    [Symbol.asyncDispose]: async () => {
      await client.close()
      await simulator.close()
    },
  }
}

/** The number in the rows that an answered one must have become. */
function stored(rows: InsightRows, one: AnsweredNumber): unknown {
  const { listingId, metric, kind, series, granularity, date, windowEnd } = one
  if (kind === 'point') {
    const long = rows.metricPoints.find(
      (row) =>
        row.airbnb_listing_id === listingId &&
        row.metric === metric &&
        row.series === series &&
        row.granularity === granularity &&
        row.metric_date === date,
    )
    const night = rows.chartQuery.find(
      (row) => row.airbnb_listing_id === listingId && row.metric_date === date,
    )
    return long?.value ?? cell(night, `${metric}_${series}_value`)
  }
  const ofWindow = (row: { airbnb_listing_id: string; window_start: string; window_end: string }) =>
    row.airbnb_listing_id === listingId && row.window_start === date && row.window_end === windowEnd
  const long = rows.metricWindows.find((row) => row.metric === metric && ofWindow(row))
  const week = rows.chartSummary.find(ofWindow)
  return kind === 'window'
    ? (long?.value ?? cell(week, `${metric}_value`))
    : (long?.value_change ?? cell(week, `${metric}_value_change`))
}

const cell = (row: object | undefined, column: string): unknown =>
  Object.entries(row ?? {}).find(([name]) => name === column)?.[1]

test('every number of every answer is in the rows, whatever comes back', async () => {
  await using world = await asking({
    faults: [
      { kind: 'by_week', when: { metric: 'length_of_stay' }, times: 9 },
      { kind: 'by_month', when: { metric: 'location' }, times: 9 },
      { kind: 'novel_metric', metric: 'saves', when: { metric: 'p3_impressions' } },
      { kind: 'odd_values', value: { __typename: 'porygonNew', amount: 3 }, when: { metric: 'wishlist' } },
    ],
  })
  const { simulator, client } = world
  const numbersOf = new Map<string, AnsweredNumber[]>()
  for await (const { rows, failed, listingId } of client.insights({
    from: '2026-03-08',
    to: '2026-03-14',
    metrics: ASKABLE_METRICS,
  })) {
    const numbers = answeredNumbers(simulator.requests).filter((one) => one.listingId === listingId)
    expect(failed).toEqual([])
    expect(numbers.filter((one) => stored(rows, one) !== one.value)).toEqual([])
    numbersOf.set(listingId, numbers)
  }
  expect(numbersOf.size).toBe(2)
  const numbers = [...numbersOf.values()].flat()
  expect(numbers.length).toBeGreaterThan(350)
  expect(new Set(numbers.map(({ kind }) => kind))).toEqual(new Set(['point', 'window', 'change']))
  expect(new Set(numbers.map(({ granularity }) => granularity))).toEqual(
    new Set(['DAY', 'WEEK', 'MONTH', 'WINDOW']),
  )
})

test('a number beside "-" is none, and axis, overview and failures have none', async () => {
  await using world = await asking({
    accounts: [{ listings: [{ hasData: false }, {}] }],
    faults: [{ kind: 'graphql_error', when: { metric: 'overall' } }],
  })
  const { simulator, client, listingId } = world
  await client.listings()
  const window = { start: '2026-03-08', end: '2026-03-14' }
  await client.listingWeek({ listingId, window, metrics: ['conversion_rate', 'overall'] })
  expect(simulator.requests).toHaveLength(3)
  expect(answeredNumbers(simulator.requests)).toEqual([])
})

test('says what it takes to find a number again', async () => {
  await using world = await asking()
  const { simulator, client, listingId, account } = world
  const window = { start: '2026-03-08', end: '2026-03-14' }
  const chart = await client.chart({ listingId, metric: 'p3_impressions', window, comparison: 'YOY' })
  const numbers = answeredNumbers(simulator.requests)
  const of = { operation: 'ChartQuery', accountId: account.accountId, listingId, asked: 'p3_impressions' }
  const unit = chart.section?.primaryMetric
  expect(numbers).toHaveLength(7 + 7 + 1 + 1 + 1)
  expect(numbers[0]).toMatchObject({
    ...of,
    metric: 'p3_impressions',
    kind: 'point',
    series: 'your',
    granularity: 'DAY',
    date: '2026-03-08',
    windowEnd: null,
  })
  expect(numbers[7]).toMatchObject({ series: 'overTime', date: '2026-03-01' })
  expect(numbers.slice(14)).toMatchObject([
    {
      ...of,
      kind: 'window',
      granularity: 'WINDOW',
      date: '2026-03-08',
      windowEnd: '2026-03-14',
      value: Number(unit?.value?.longValue),
    },
    {
      kind: 'change',
      metric: 'p3_impressions',
      value: unit?.valueChange?.doubleValue,
      valueString: unit?.valueChangeString,
    },
    { kind: 'window', metric: 'p2_impressions' },
  ])
})

test('needs answers that were kept', async () => {
  await using world = await asking({ keepAnswers: false })
  await world.client.listings()
  expect(() => answeredNumbers(world.simulator.requests)).toThrow(TypeError)
})
