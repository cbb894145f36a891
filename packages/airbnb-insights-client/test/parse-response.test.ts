import { expect, test } from 'vitest'
import {
  isResponseShapeError,
  parseChartResponse,
  parseListingsResponse,
  parseListOfMetricsResponse,
} from '../src/index.ts'
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
} from './support/answers.ts'

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

test('gives back the very object, unknown keys included', () => {
  const chart = { ...chartAnswer(), novelty: { a: 1 } }
  expect(parseChartResponse(chart)).toBe(chart)
  const list = listOfMetricsAnswer()
  expect(parseListOfMetricsResponse(list)).toBe(list)
  const listings = listingsAnswer()
  expect(parseListingsResponse(listings)).toBe(listings)
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
  ['a leap day', dataPoint('2024-02-29')],
])('accepts %s', (_, point) => {
  expect(refusedPaths(parseChartResponse, chartOf(point))).toEqual([])
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
  expect(refusedPaths(parseChartResponse, chartOf(point))).toEqual([path])
})

test('refuses a listing id that is a number', () => {
  const row = { id: 999161464035752, listingName: 'a', internalName: 'b' }
  const listings = answer([{ totalCount: 1, resultsCount: 1, tableRows: [row] }])
  expect(refusedPaths(parseListingsResponse, listings)).toEqual([`${SECTION}.tableRows[0].id`])
})

test('refuses listings without their counts', () => {
  expect(refusedPaths(parseListingsResponse, answer([{ tableRows: [] }]))).toEqual([
    `${SECTION}.totalCount`,
    `${SECTION}.resultsCount`,
  ])
})

test('refuses a metric without name', () => {
  const { metricName: _, ...nameless } = metricUnit('p3_impressions')
  expect(refusedPaths(parseListOfMetricsResponse, answer([{ metrics: [nameless] }]))).toEqual([
    `${SECTION}.metrics[0].metricName`,
  ])
})

test('says how many more issues there are, and the trace id, when it is given a parsed value', () => {
  const points = [dataPoint('never'), dataPoint('always')]
  expect(() => parseChartResponse(answer([chartSection([lineChart('Your performance', points)])]))).toThrow(
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
  expect(parseChartResponse(given)).toEqual(answer([section]))
  expect(given).toEqual(answer([banner, section]))
  expect(refusedPaths(parseChartResponse, answer([banner]))).toEqual([`${SECTION}.metricLineCharts`])
})
