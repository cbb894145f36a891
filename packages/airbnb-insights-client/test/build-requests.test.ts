import { expect, test } from 'vitest'
import {
  buildChartRequest,
  buildListOfMetricsRequest,
  type ChartRequest,
  type GroupByValue,
  METRIC_CATALOGUE,
  type MetricType,
} from '../src/index.ts'
import { CHART_REQUEST } from './support/asking.ts'

const argumentsOf = (request: ChartRequest) => buildChartRequest(request).variables.request.arguments

test('several listings go into one filter, as strings and in their order', () => {
  const ids = ['999161464035752799', '999161464035752798']
  expect(argumentsOf({ ...CHART_REQUEST, listingId: ids })['filters']).toEqual({ listingIds: ids })
})

test('a metric brings its type along, unless another is given', () => {
  for (const metricType of Object.keys(METRIC_CATALOGUE) as MetricType[]) {
    for (const groupByValue of METRIC_CATALOGUE[metricType] as readonly GroupByValue[]) {
      expect(argumentsOf({ ...CHART_REQUEST, groupByValue })['metricType']).toBe(metricType)
    }
  }
  expect(argumentsOf({ ...CHART_REQUEST, metricType: 'QUALITY' })['metricType']).toBe('QUALITY')
})

test('without a comparison none is asked for', () => {
  const { comparison: _, ...alone } = CHART_REQUEST
  expect(argumentsOf(alone)).not.toHaveProperty('metricComparisonType')
  expect(argumentsOf({ ...alone, comparison: 'YOY' })).toHaveProperty('metricComparisonType', 'YOY')
})

test.each<[string, Partial<ChartRequest>, string]>([
  ['no listing', { listingId: [] }, 'listingId'],
  ['a listing id that is none', { listingId: 'abc' }, 'listingId'],
  ['a listing id that is empty', { listingId: ['1', ''] }, 'listingId'],
  ['a day that is no integer', { relativeDsStart: -1.5 }, 'relativeDsStart'],
  ['a day that is no number', { relativeDsEnd: Number.NaN }, 'relativeDsStart'],
  ['days out of order', { relativeDsStart: 4, relativeDsEnd: 3 }, 'relativeDsEnd'],
  ['a window of one day', { relativeDsStart: 3, relativeDsEnd: 3 }, 'relativeDsEnd'],
])('refuses %s', (_, part, argument) => {
  const refusal = expect.objectContaining({ code: 'invalid_argument', argument })
  expect(() => buildChartRequest({ ...CHART_REQUEST, ...part })).toThrow(refusal)
  expect(() => buildListOfMetricsRequest({ ...CHART_REQUEST, ...part })).toThrow(refusal)
})
