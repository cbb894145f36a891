import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator/index.ts'
import { askChart } from './support/ask.ts'
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
    groupByValue: 'conversion_rate',
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
    valueString: expect.stringMatching(/^\d\.\d\d%$/),
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
  const section = await chart({ groupByValue: 'p3_impressions' })
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

  test('YOY draws the days of the year before', async () => {
    const [own, before] = (await chart({ comparison: 'YOY' })).metricLineCharts
    expect(own?.dataPoints[0]?.ds).toBe('2026-02-19')
    expect(before?.dataPoints[0]?.ds).toBe('2025-02-19')
  })

  test('none draws the listing alone, without a change', async () => {
    const asker = firstAccount(simulator)
    const section = await askChart(asker, {
      listingId: asker.listingId,
      groupByValue: 'conversion_rate',
      relativeDsStart: -24,
      relativeDsEnd: 3,
    })
    expect(section.metricLineCharts).toHaveLength(1)
    expect(section.primaryMetric.valueChange).toBeNull()
    expect(section.comparisonTypeSelectors.map(({ isActive }) => isActive)).toEqual([false, false])
  })
})

test.each([
  [28, 'DAY', 28],
  [29, 'WEEK', 5],
  [365, 'MONTH', 13],
] as const)('a window of %i days comes by %s, in %i points', async (days, granularity, points) => {
  const section = await chart({ relativeDsStart: 3 - days + 1, relativeDsEnd: 3 })
  const [own] = section.metricLineCharts
  expect(own?.granularity).toBe(granularity)
  expect(own?.dataPoints).toHaveLength(points)
})

test.each([
  'booking_window',
  'return_guest',
  'wishlist',
  'occupancy_rate',
  'cancellation_rate',
  'length_of_stay',
  'nightly_rate',
  'overall',
  'value',
] as const)('answers for %s', async (groupByValue) => {
  const section = await chart({ groupByValue })
  expect(section.primaryMetric.metricName).toBe(groupByValue)
  expect(section.metricLineCharts[0]?.dataPoints).toHaveLength(28)
  expect(section.primaryMetric.valueString).toMatch(/^\$?\d+(\.\d+)?%?$/)
})
