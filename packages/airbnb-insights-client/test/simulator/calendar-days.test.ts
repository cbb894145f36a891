import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Simulator,
  simulatedValue,
  simulatedWindowMetrics,
  startSimulator,
} from '../../src/simulator/index.ts'
import { askChart, askListOfMetrics, unwrap } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

// A Wednesday; the base day is 1, 2 or 3 days before.
const today = '2026-03-18'
const lags = [1, 2, 3] as const
const simulators = new Map<number, Simulator>()
beforeAll(async () => {
  for (const baseDayLag of lags) simulators.set(baseDayLag, await startSimulator({ today, baseDayLag }))
})
afterAll(async () => {
  for (const simulator of simulators.values()) await simulator.close()
})

function lagging(lag: number): Simulator {
  const simulator = simulators.get(lag)
  if (simulator === undefined) throw new Error(`no simulator lags ${lag}`)
  return simulator
}

/** Asks for the four weeks 2026-02-15 … 2026-03-14 of a server whose base day is known. */
async function fourWeeks(
  simulator: Simulator,
  lag: number,
  groupByValue: 'conversion_rate' | 'p3_impressions',
) {
  const asker = firstAccount(simulator)
  const request = {
    listingId: asker.listingId,
    groupByValue,
    relativeDsStart: lag - 31,
    relativeDsEnd: lag - 4,
  }
  return {
    chart: await askChart(asker, { ...request, comparison: 'MARKET' }),
    list: await askListOfMetrics(asker, request),
    listingId: asker.listingId,
  }
}

describe.each(lags)('a base day %i behind', (lag) => {
  test('counts relative days from today less the lag', async () => {
    const { chart } = await fourWeeks(lagging(lag), lag, 'p3_impressions')
    const days = chart.metricLineCharts[0]?.dataPoints.map(({ ds }) => ds)
    expect(days).toHaveLength(28)
    expect([days?.[0], days?.at(-1)]).toEqual(['2026-02-15', '2026-03-14'])
  })

  test.each(['conversion_rate', 'p3_impressions'] as const)(
    'gives the calendar days the same %s, that of simulatedValue',
    async (metric) => {
      const { chart, listingId } = await fourWeeks(lagging(lag), lag, metric)
      for (const [position, series] of (['your', 'similar'] as const).entries()) {
        const points = chart.metricLineCharts[position]?.dataPoints ?? []
        expect(points.map(({ value }) => unwrap(value))).toEqual(
          points.map(({ ds }) => simulatedValue({ listingId, metric, series, day: ds, knownOn: today })),
        )
      }
    },
  )

  test.each(['conversion_rate', 'p3_impressions'] as const)(
    'aggregates exactly the calendar days of the window: %s',
    async (groupByValue) => {
      const { chart, list, listingId } = await fourWeeks(lagging(lag), lag, groupByValue)
      const question = {
        listings: { listingId },
        groupByValue,
        window: { start: '2026-02-15', end: '2026-03-14' },
        knownOn: today,
      }
      const valuesOf = (units: typeof list.metrics) =>
        units.map(({ metricName, value, valueString, valueChangeString }) => ({
          metricName,
          value: unwrap(value),
          valueString,
          valueChangeString,
        }))
      const expected = (comparison: 'MARKET' | null) =>
        simulatedWindowMetrics({ ...question, comparison }).map(
          ({ metricName, value, valueString, valueChangeString }) => ({
            metricName,
            value,
            valueString,
            valueChangeString,
          }),
        )
      expect(valuesOf([chart.primaryMetric, ...chart.secondaryMetrics])).toEqual(expected('MARKET'))
      expect(valuesOf(list.metrics)).toEqual(expected(null))
    },
  )
})

test('a week asked with a wrong base day is another week, and its numbers show it', async () => {
  const right = await fourWeeks(lagging(3), 3, 'p3_impressions')
  const wrong = await fourWeeks(lagging(3), 2, 'p3_impressions')
  expect(wrong.list.metrics.map(({ valueString }) => valueString)).not.toEqual(
    right.list.metrics.map(({ valueString }) => valueString),
  )
})

test("the window's count is the sum of its days", async () => {
  const { chart, list } = await fourWeeks(lagging(3), 3, 'p3_impressions')
  const sum = chart.metricLineCharts[0]?.dataPoints.reduce((total, { value }) => total + unwrap(value), 0)
  expect(list.metrics[0]?.valueString).toBe(String(sum))
})

describe('several listings', () => {
  test('are answered as one aggregate', async () => {
    const simulator = lagging(3)
    const asker = firstAccount(simulator)
    const listings = simulator.accounts[0]?.listings ?? []
    const chart = await askChart(asker, {
      listingId: listings.map(({ listingId }) => listingId),
      groupByValue: 'p3_impressions',
      relativeDsStart: -24,
      relativeDsEnd: -18,
    })
    expect(chart.metricLineCharts).toHaveLength(1)
    const [point] = chart.metricLineCharts[0]?.dataPoints ?? []
    const each = listings.map(({ listingId }) =>
      simulatedValue({
        listingId,
        metric: 'p3_impressions',
        series: 'your',
        day: point?.ds ?? '',
        knownOn: today,
      }),
    )
    expect(each).toHaveLength(3)
    expect(point?.valueString).toBe(String(each.reduce((sum: number, value) => sum + (value ?? 0), 0)))
  })
})

describe('the ends of time', () => {
  test('nothing older than 180 days is served at daily grain', async () => {
    const asker = firstAccount(lagging(3))
    const chart = await askChart(asker, {
      listingId: asker.listingId,
      groupByValue: 'p3_impressions',
      relativeDsStart: -190,
      relativeDsEnd: -163,
      comparison: 'MARKET',
    })
    for (const { dataPoints } of chart.metricLineCharts) {
      expect(dataPoints).toHaveLength(15)
      expect(dataPoints[0]?.ds).toBe('2025-09-19')
    }
  })

  test('a day to come is "-" beside a wrapped 0', async () => {
    const asker = firstAccount(lagging(3))
    const chart = await askChart(asker, {
      listingId: asker.listingId,
      groupByValue: 'p3_impressions',
      relativeDsStart: 3,
      relativeDsEnd: 9,
      comparison: 'MARKET',
    })
    const [own, similar] = chart.metricLineCharts
    expect(own?.dataPoints.map(({ valueString }) => valueString === '-')).toEqual([
      false,
      ...Array.from({ length: 6 }, () => true),
    ])
    expect(similar?.dataPoints.at(-1)).toMatchObject({ valueString: '-', value: { longValue: '0' } })
  })

  test('a window to come has no metrics', async () => {
    const asker = firstAccount(lagging(3))
    const { metrics } = await askListOfMetrics(asker, {
      listingId: asker.listingId,
      groupByValue: 'conversion_rate',
      relativeDsStart: 10,
      relativeDsEnd: 16,
    })
    expect(metrics.map(({ valueString, value }) => [valueString, unwrap(value)])).toEqual(
      Array.from({ length: 4 }, () => ['-', 0]),
    )
  })
})
