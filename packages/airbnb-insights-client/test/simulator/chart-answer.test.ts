import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator/index.ts'
import { askChart, unwrap } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const today = '2026-03-18'
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ today })
})
afterAll(() => simulator.close())

const chart = (request: Partial<Parameters<typeof askChart>[1]> = {}) => {
  const asker = firstAccount(simulator)
  return askChart(asker, {
    listingId: asker.listingId,
    metric: 'conversion_rate',
    relativeDsStart: -24,
    relativeDsEnd: 3,
    comparison: 'MARKET',
    ...request,
  })
}

test('holds every key that the API has', async () => {
  const section = await chart()
  expect(Object.keys(section).sort()).toEqual([
    '__typename',
    'comparisonTypeSelectors',
    'componentName',
    'description',
    'emptyState',
    'link',
    'maxPoint',
    'metricLineCharts',
    'minPoint',
    'primaryMetric',
    'secondaryMetrics',
    'subtitle',
    'title',
  ])
  expect(section.metricLineCharts[0]?.dataPoints[0]).toEqual({
    __typename: 'porygonPDataPoint',
    ds: '2026-02-19',
    value: { __typename: 'porygonDoubleWrapper', doubleValue: expect.any(Number) },
    valueType: 'PERCENTAGE',
    valueString: expect.stringMatching(/^\d+\.\d\d%$/),
    label: 'Your listings',
  })
  expect(section.primaryMetric).toEqual({
    __typename: 'porygonPMetricUnit',
    value: { __typename: 'porygonDoubleWrapper', doubleValue: expect.any(Number) },
    valueType: 'PERCENTAGE',
    valueChange: { __typename: 'porygonDoubleWrapper', doubleValue: expect.any(Number) },
    valueChangeType: 'PERCENTAGE',
    valueString: expect.stringMatching(/^\d\.\d\d%$/),
    currency: null,
    label: 'Overall conversion rate',
    valueChangeString: expect.stringMatching(/^-?\d\.\d\d%$/),
    metricName: 'conversion_rate',
  })
  expect(section.maxPoint).toMatchObject({ ds: today, label: null })
  expect(section.emptyState).toEqual({
    __typename: 'porygonPEmptyState',
    actionUrl: null,
    message: expect.any(String),
  })
})

test('gives counts as whole numbers in strings', async () => {
  const section = await chart({ metric: 'p3_impressions' })
  const point = section.metricLineCharts[0]?.dataPoints[0]
  expect(point).toMatchObject({
    value: { __typename: 'porygonLongWrapper', longValue: expect.stringMatching(/^\d+$/) },
    valueType: 'NUMBER',
    valueString: expect.stringMatching(/^\d+$/),
  })
  expect(section.primaryMetric.valueChange).toMatchObject({ doubleValue: expect.any(Number) })
  expect(section.secondaryMetrics.map(({ metricName }) => metricName)).toEqual(['p2_impressions'])
})

test('writes percentages as the captures do', async () => {
  const { secondaryMetrics } = await chart()
  expect(
    Object.fromEntries(secondaryMetrics.map(({ metricName, valueString }) => [metricName, valueString])),
  ).toEqual({
    p2_impressions_first_page_rate: expect.stringMatching(/^\d\d\.\d%$/),
    search_conversion_rate: expect.stringMatching(/^\d+\.\d\d%$/),
    listing_conversion_rate: expect.stringMatching(/^\d+\.\d\d%$/),
  })
  expect(secondaryMetrics.map(({ valueChange }) => valueChange)).toEqual([null, null, null])
})

describe('comparison', () => {
  test('MARKET draws similar listings beside your own', async () => {
    const section = await chart()
    expect(section.metricLineCharts.map(({ label }) => label)).toEqual([
      'Your performance',
      'Similar listings',
    ])
    expect(section.comparisonTypeSelectors.map(({ type, isActive }) => [type, isActive])).toEqual([
      ['YOY', false],
      ['MARKET', true],
    ])
  })

  test('YOY draws the nights of the four weeks before, under their own dates', async () => {
    const section = await chart({ metric: 'p3_impressions', comparison: 'YOY' })
    const [own, before] = section.metricLineCharts
    expect([own?.dataPoints[0]?.ds, own?.dataPoints.at(-1)?.ds]).toEqual(['2026-02-19', '2026-03-18'])
    expect([before?.dataPoints[0]?.ds, before?.dataPoints.at(-1)?.ds]).toEqual(['2026-01-22', '2026-02-18'])
    const earlier = await chart({ metric: 'p3_impressions', relativeDsStart: -52, relativeDsEnd: -25 })
    expect(before?.dataPoints.map(({ valueString }) => valueString)).toEqual(
      earlier.metricLineCharts[0]?.dataPoints.map(({ valueString }) => valueString),
    )
    const [now, then] = [section, earlier].map(({ primaryMetric }) => unwrap(primaryMetric.value))
    expect(section.primaryMetric.valueChange).toMatchObject({ doubleValue: (now ?? 0) - (then ?? 0) })
  })

  test('none has a second series all the same, and does not say what it is', async () => {
    const asker = firstAccount(simulator)
    const section = await askChart(asker, {
      listingId: asker.listingId,
      metric: 'conversion_rate',
      relativeDsStart: -24,
      relativeDsEnd: 3,
    })
    expect(section.metricLineCharts).toEqual((await chart()).metricLineCharts)
    expect(section.comparisonTypeSelectors.map(({ isActive }) => isActive)).toEqual([false, false])
  })
})

test.each([
  [31, 'DAY', 31],
  [32, 'WEEK', 5],
  [179, 'WEEK', 26],
  [180, 'MONTH', 7],
  [365, 'MONTH', 13],
] as const)('a window of %i days comes by %s, in %i points', async (days, granularity, points) => {
  const section = await chart({ relativeDsStart: 3 - days + 1, relativeDsEnd: 3 })
  const [own] = section.metricLineCharts
  expect(own?.granularity).toBe(granularity)
  expect(own?.dataPoints).toHaveLength(points)
})
