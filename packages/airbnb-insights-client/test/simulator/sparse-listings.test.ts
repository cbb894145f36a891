import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Simulator, simulatedValue, startSimulator } from '../../src/simulator/index.ts'
import { askChart, askListOfMetrics, unwrap } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const young = { listingId: '900000000000000001', firstNight: '2026-03-01' }
const empty = { listingId: '900000000000000002', hasData: false }
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ today: '2026-03-18', accounts: [{ listings: [young, empty] }] })
})
afterAll(() => simulator.close())

const chart = (listingId: string, relativeDsStart: number) =>
  askChart(firstAccount(simulator), {
    listingId,
    metric: 'p3_impressions',
    relativeDsStart,
    relativeDsEnd: relativeDsStart + 27,
    comparison: 'MARKET',
  })

const youngValue = (night: string) =>
  simulatedValue({ ...young, metric: 'p3_impressions', series: 'your', night, knownOn: '2026-03-18' })

describe('a young listing', () => {
  test('has no points before its first night, in neither series', async () => {
    const { metricLineCharts } = await chart(young.listingId, -24)
    expect(metricLineCharts.map(({ dataPoints }) => [dataPoints[0]?.ds, dataPoints.at(-1)?.ds])).toEqual([
      ['2026-03-01', '2026-03-18'],
      ['2026-03-01', '2026-03-18'],
    ])
  })

  test('has no points and no metrics in a window before its first night', async () => {
    const { metricLineCharts, primaryMetric } = await chart(young.listingId, -80)
    expect(metricLineCharts.map(({ dataPoints }) => dataPoints)).toEqual([[], []])
    expect([primaryMetric.valueString, unwrap(primaryMetric.value)]).toEqual(['-', 0])
  })

  test('its first nights are known to simulatedValue', () => {
    expect(youngValue('2026-02-28')).toBeNull()
    expect(youngValue('2026-03-01')).toBeGreaterThan(0)
  })
})

describe('a listing without data', () => {
  test('answers now with empty series, now without series', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => chart(empty.listingId, -24 - index * 7)),
    )
    const shapes = answers.map(({ metricLineCharts }) =>
      metricLineCharts.length === 0
        ? 'no series'
        : metricLineCharts.map(({ dataPoints }) => dataPoints.length).join(),
    )
    expect(new Set(shapes)).toEqual(new Set(['no series', '0,0']))
  })

  test('gives the same answer when asked again', async () => {
    expect(await chart(empty.listingId, -24)).toEqual(await chart(empty.listingId, -24))
  })

  test('has metrics of "-"', async () => {
    const { metrics } = await askListOfMetrics(firstAccount(simulator), {
      listingId: empty.listingId,
      metric: 'p3_impressions',
      relativeDsStart: -17,
      relativeDsEnd: -11,
    })
    expect(metrics.map(({ valueString, value }) => [valueString, unwrap(value)])).toEqual([
      ['-', 0],
      ['-', 0],
    ])
  })
})
