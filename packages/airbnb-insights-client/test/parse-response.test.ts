import { expect, test } from 'vitest'
import { isResponseShapeError, parseChart, parseListings, parseListOfMetrics } from '../src/index.ts'
import {
  answer,
  chartAnswer,
  chartSection,
  dataPoint,
  double,
  lineChart,
  listingsAnswer,
  listOfMetricsAnswer,
  long,
  metricUnit,
  sectionOf,
} from './support/answers.ts'

const REQUEST = {
  listingId: '900000000000000799',
  internalName: null,
  metric: 'p3_impressions',
  window: { start: '2025-01-12', end: '2025-01-13' },
  comparison: 'MARKET',
} as const
const parseAsChart = (json: unknown) => parseChart(json, REQUEST)
const parseAsList = (json: unknown) => parseListOfMetrics(json, REQUEST)

/** The paths that a refusal names. */
function refusedPaths(parse: (json: unknown) => unknown, json: unknown): string[] {
  try {
    parse(json)
  } catch (error) {
    if (isResponseShapeError(error)) return error.issues.map(({ path }) => path)
    throw error
  }
  return []
}

const chartOf = (point: object) => answer([chartSection([lineChart('Your performance', [point])])])
const SECTION = 'data.porygon.getPerformanceComponents.components[0]'
const POINT = `${SECTION}.metricLineCharts[0].dataPoints[0]`

test('gives the very section of an answer, unknown keys included, beside what was asked', () => {
  const chart = { ...chartAnswer(), novelty: { a: 1 } }
  const read = parseAsChart(chart)
  expect(read).toEqual({ request: REQUEST, baseDay: null, section: sectionOf(chart) })
  expect(read.section).toBe(sectionOf(chart))
  const list = listOfMetricsAnswer()
  expect(parseAsList(list).section).toBe(sectionOf(list))
  expect(
    parseListings(listingsAnswer()).map(({ listingId, internalName }) => [listingId, internalName]),
  ).toEqual([
    ['900000000000000799', null],
    ['999161464035752800', 'Unit 1'],
  ])
})

test('an answer without components says that there is no data', () => {
  expect(parseAsChart(answer([])).section).toBeNull()
  expect(parseAsList(answer([])).section).toBeNull()
  expect(parseListings(answer([]))).toEqual([])
})

test('refuses a chart of other days than it is said to be', () => {
  const window = { start: '2025-01-11', end: '2025-01-12' }
  expect(() => parseChart(chartAnswer(), { ...REQUEST, window })).toThrow(
    expect.objectContaining({
      code: 'unexpected_days',
      asked: window,
      answered: REQUEST.window,
      message:
        'p3_impressions of listing 900000000000000799 was asked for 2025-01-11…2025-01-12 and answered for 2025-01-12…2025-01-13',
    }),
  )
})

test.each<[string, object]>([
  ['a value that is null', dataPoint('2025-01-12', null, null)],
  ['a wrapper whose value is null', dataPoint('2025-01-12', double(null))],
  ['a negative long', dataPoint('2025-01-12', long('-3'))],
  ['a text', dataPoint('2025-01-12', { stringValue: 'x' })],
  ['a truth', dataPoint('2025-01-12', { booleanValue: true })],
  [
    'a wrapper of a kind not seen yet',
    dataPoint('2025-01-12', { __typename: 'porygonMoneyWrapper', micros: 5 }),
  ],
])('accepts %s', (_, point) => {
  expect(refusedPaths(parseAsChart, chartOf(point))).toEqual([])
})

test.each<[string, object, string]>([
  ['a double in a string', dataPoint('2025-01-12', { doubleValue: '0.5' }), `${POINT}.value.doubleValue`],
  ['a long as a number', dataPoint('2025-01-12', { longValue: 460 }), `${POINT}.value.longValue`],
  ['a long with a fraction', dataPoint('2025-01-12', long('4.5')), `${POINT}.value.longValue`],
  ['a long that is empty', dataPoint('2025-01-12', long('')), `${POINT}.value.longValue`],
  ['a bare number', dataPoint('2025-01-12', 5), `${POINT}.value`],
  ['a day that does not exist', dataPoint('2025-02-29'), `${POINT}.ds`],
  ['an instant for a day', dataPoint('2025-01-12T00:00:00Z'), `${POINT}.ds`],
  ['a point whose value has gone', { ds: '2025-01-12', valueString: '5' }, `${POINT}.value`],
  ['a point whose text has gone', { ds: '2025-01-12', value: null }, `${POINT}.valueString`],
])('refuses %s and says where', (_, point, path) => {
  expect(refusedPaths(parseAsChart, chartOf(point))).toEqual([path])
})

test.each<[string, unknown]>([
  ['a double in a string', { doubleValue: '0.5' }],
  ['a long as a number', { longValue: 460 }],
  ['a bare number', 5],
  ['a text', 'high'],
  ['a truth', true],
  ['a list', [1]],
])('accepts %s of a metric without columns, in a chart and in a list', (_, value) => {
  const request = { ...REQUEST, metric: 'occupancy_rate' }
  const chart = chartOf(dataPoint('2025-01-12', value))
  const list = answer([{ metrics: [{ ...metricUnit('nights'), value, valueChange: value }] }])
  expect(refusedPaths((json) => parseChart(json, request), chart)).toEqual([])
  expect(refusedPaths((json) => parseListOfMetrics(json, request), list)).toEqual([])
  // Beside metrics with columns too, but not in the place of one of those.
  const known = (metricName: string) => answer([{ metrics: [{ ...metricUnit(metricName), value }] }])
  expect(refusedPaths(parseAsList, list)).toEqual([])
  expect(refusedPaths(parseAsList, known('p2_impressions')).length).toBeGreaterThan(0)
  const beside = answer([{ ...chartSection([]), secondaryMetrics: [{ ...metricUnit('nights'), value }] }])
  expect(refusedPaths(parseAsChart, beside)).toEqual([])
  expect(refusedPaths(parseAsChart, chart).length).toBeGreaterThan(0)
})

test.each<[string, object, string]>([
  ['a point whose value has gone', { ds: '2025-01-12', valueString: '5' }, `${POINT}.value`],
  ['a point whose text has gone', { ds: '2025-01-12', value: 5 }, `${POINT}.valueString`],
  ['a day that does not exist', dataPoint('2025-02-29'), `${POINT}.ds`],
])('refuses %s of any metric', (_, point, path) => {
  const request = { ...REQUEST, metric: 'occupancy_rate' }
  expect(refusedPaths((json) => parseChart(json, request), chartOf(point))).toEqual([path])
})

test('refuses a listing id that is a number', () => {
  const row = { id: 999161464035752, listingName: 'a', internalName: 'b' }
  const listings = answer([{ totalCount: 1, resultsCount: 1, tableRows: [row] }])
  expect(refusedPaths(parseListings, listings)).toEqual([`${SECTION}.tableRows[0].id`])
})

test('refuses listings without their counts', () => {
  expect(refusedPaths(parseListings, answer([{ tableRows: [] }]))).toEqual([
    `${SECTION}.totalCount`,
    `${SECTION}.resultsCount`,
  ])
})

test('refuses a metric without name', () => {
  const { metricName: _, ...nameless } = metricUnit('p3_impressions')
  expect(refusedPaths(parseAsList, answer([{ metrics: [nameless] }]))).toEqual([
    `${SECTION}.metrics[0].metricName`,
  ])
})

test('says how many more issues there are, and the trace id, when it is given a parsed value', () => {
  const points = [dataPoint('never'), dataPoint('always')]
  expect(() => parseAsChart(answer([chartSection([lineChart('Your performance', points)])]))).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('(and 1 more)'),
      traceId: 'trace-0001',
      operation: 'ChartQuery',
      body: null,
    }),
  )
})

test('a component of a kind not seen yet is left out, unless it is all there is', () => {
  const banner = { __typename: 'porygonPBanner', text: 'new!' }
  const section = chartSection([])
  const given = answer([banner, section])
  expect(parseAsChart(given).section).toBe(section)
  expect(given).toEqual(answer([banner, section]))
  expect(refusedPaths(parseAsChart, answer([banner]))).toEqual([`${SECTION}.metricLineCharts`])
})
