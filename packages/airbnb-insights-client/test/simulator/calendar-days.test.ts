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
async function fourWeeks(simulator: Simulator, lag: number, metric: 'conversion_rate' | 'p3_impressions') {
  const asker = firstAccount(simulator)
  const request = {
    listingId: asker.listingId,
    metric,
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
    'gives the nights the same %s, that of simulatedValue',
    async (metric) => {
      const { chart, listingId } = await fourWeeks(lagging(lag), lag, metric)
      for (const [position, series] of (['your', 'similar'] as const).entries()) {
        const points = chart.metricLineCharts[position]?.dataPoints ?? []
        expect(points.map(({ value }) => unwrap(value))).toEqual(
          points.map(({ ds }) => simulatedValue({ listingId, metric, series, night: ds, knownOn: today })),
        )
      }
    },
  )

  test.each(['conversion_rate', 'p3_impressions'] as const)(
    'aggregates exactly the nights of the window: %s',
    async (metric) => {
      const { chart, list, listingId } = await fourWeeks(lagging(lag), lag, metric)
      const question = {
        listings: { listingId },
        metric,
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
          ({ metric: metricName, value, valueString, valueChangeString }) => ({
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

test("the window's page views are the sum of its nights'", async () => {
  const { chart, list } = await fourWeeks(lagging(3), 3, 'p3_impressions')
  const sum = chart.metricLineCharts[0]?.dataPoints.reduce((total, { value }) => total + unwrap(value), 0)
  expect(sum).toBeGreaterThan(0)
  expect(list.metrics[0]?.valueString).toBe(String(sum))
})

const ofAll = (simulator: Simulator) => ({
  listingId: (simulator.accounts[0]?.listings ?? []).map(({ listingId }) => listingId),
  metric: 'p3_impressions' as const,
  relativeDsStart: -24,
  relativeDsEnd: 3,
})

describe('several listings', () => {
  test('are answered with their average', async () => {
    const simulator = lagging(3)
    const request = ofAll(simulator)
    const chart = await askChart(firstAccount(simulator), request)
    const [point] = chart.metricLineCharts[0]?.dataPoints ?? []
    const each = request.listingId.map((listingId) =>
      simulatedValue({
        listingId,
        metric: 'p3_impressions',
        series: 'your',
        night: point?.ds ?? '',
        knownOn: today,
      }),
    )
    expect(each).toHaveLength(3)
    const sum = each.reduce((total: number, value) => total + (value ?? 0), 0)
    expect(point?.valueString).toBe(String(Math.round(sum / 3)))
  })

  test('and their rates with that of all of them together', async () => {
    const simulator = lagging(3)
    const request = { ...ofAll(simulator), metric: 'conversion_rate' as const }
    const { metrics } = await askListOfMetrics(firstAccount(simulator), request)
    const window = { start: '2026-02-19', end: '2026-03-18' }
    const [bookings, impressions] = request.listingId.reduce(
      ([booked, seen], listingId) => {
        const of = (metric: 'conversion_rate' | 'p3_impressions', position: number) =>
          simulatedWindowMetrics({ listings: { listingId }, metric, window, knownOn: today })[position]
            ?.value ?? Number.NaN
        const all = of('p3_impressions', 1)
        return [booked + Math.round(of('conversion_rate', 0) * all), seen + all]
      },
      [0, 0],
    )
    expect(bookings).toBeGreaterThan(0)
    expect(metrics[0]?.value).toMatchObject({ doubleValue: bookings / impressions })
  })
})

describe('the ends of time', () => {
  test('nothing older than 180 days is served night by night', async () => {
    const asker = firstAccount(lagging(3))
    const chart = await askChart(asker, {
      listingId: asker.listingId,
      metric: 'p3_impressions',
      relativeDsStart: -190,
      relativeDsEnd: -163,
      comparison: 'MARKET',
    })
    for (const { dataPoints } of chart.metricLineCharts) {
      expect(dataPoints).toHaveLength(15)
      expect(dataPoints[0]?.ds).toBe('2025-09-19')
    }
  })

  test.each(['p3_impressions', 'conversion_rate'] as const)(
    'nights beyond the horizon are complete series of zeros, to the last that may be asked for: %s',
    async (metric) => {
      const asker = firstAccount(lagging(3))
      // Base day 2026-03-15 + 91 is today + 88.
      for (const [relativeDsStart, relativeDsEnd] of [
        [91, 118],
        [155, 182],
      ] as const) {
        const request = { listingId: asker.listingId, metric, relativeDsStart, relativeDsEnd }
        const { metricLineCharts } = await askChart(asker, { ...request, comparison: 'MARKET' })
        const zero = metric === 'p3_impressions' ? '0' : '0.00%'
        expect(
          metricLineCharts.map(({ dataPoints }) => dataPoints.map(({ valueString }) => valueString)),
        ).toEqual([0, 1].map(() => Array.from({ length: 28 }, () => zero)))
      }
    },
  )

  test('and their windows have rates of nothing, and counts of 0', async () => {
    const asker = firstAccount(lagging(3))
    const request = { listingId: asker.listingId, relativeDsStart: 91, relativeDsEnd: 97 }
    const shown = async (metric: 'conversion_rate' | 'p3_impressions') => {
      const { primaryMetric, secondaryMetrics } = await askChart(asker, {
        ...request,
        metric,
        comparison: 'MARKET',
      })
      return [primaryMetric, ...secondaryMetrics].map(({ value, valueString, valueChangeString }) => [
        unwrap(value),
        valueString,
        valueChangeString,
      ])
    }
    expect(await shown('conversion_rate')).toEqual(Array.from({ length: 4 }, () => [0, '-', null]))
    expect(await shown('p3_impressions')).toEqual([
      [0, '0', '0'],
      [0, '0', null],
    ])
  })
})
