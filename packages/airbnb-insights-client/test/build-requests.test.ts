import { ASKABLE_METRICS, metricNamed } from 'insights-transform'
import { expect, test } from 'vitest'
import { buildChartRequest, buildListOfMetricsRequest, type RelativeChartQuestion } from '../src/index.ts'
import { CHART_REQUEST } from './support/asking.ts'

const argumentsOf = (request: RelativeChartQuestion) => buildChartRequest(request).variables.request.arguments

test('several listings go into one filter, as strings and in their order', () => {
  const ids = ['900000000000000799', '999161464035752798']
  expect(argumentsOf({ ...CHART_REQUEST, listingId: ids })['filters']).toEqual({ listingIds: ids })
})

test('a metric brings its page along', () => {
  for (const metric of ASKABLE_METRICS) {
    expect(argumentsOf({ ...CHART_REQUEST, metric })['metricType']).toBe(metricNamed(metric)?.page)
  }
  expect(ASKABLE_METRICS).toHaveLength(16)
  expect(argumentsOf({ ...CHART_REQUEST, metric: 'nightly_rate' })['metricType']).toBe('OCCUPANCY')
  expect(argumentsOf({ ...CHART_REQUEST, metric: 'cleanliness' })['metricType']).toBe('QUALITY')
})

test('without a comparison none is asked for', () => {
  const { comparison: _, ...alone } = CHART_REQUEST
  expect(argumentsOf(alone)).not.toHaveProperty('metricComparisonType')
  expect(argumentsOf({ ...alone, comparison: 'YOY' })).toHaveProperty('metricComparisonType', 'YOY')
})

test.each<[string, Partial<RelativeChartQuestion>, string]>([
  ['no listing', { listingId: [] }, 'listingId'],
  ['a listing id that is none', { listingId: 'abc' }, 'listingId'],
  ['a listing id that is empty', { listingId: ['1', ''] }, 'listingId'],
  ['a day that is no integer', { relativeDsStart: -1.5 }, 'relativeDsStart'],
  ['a day that is no number', { relativeDsEnd: Number.NaN }, 'relativeDsEnd'],
  ['a metric that nobody knows', { metric: JSON.parse('"views"') }, 'metric'],
  ['a metric that comes along with another', { metric: JSON.parse('"p2_impressions"') }, 'metric'],
  ['a listing id that is a number', { listingId: JSON.parse('42') }, 'listingId'],
  ['days out of order', { relativeDsStart: 4, relativeDsEnd: 3 }, 'relativeDsEnd'],
  ['a window of one day', { relativeDsStart: 3, relativeDsEnd: 3 }, 'relativeDsEnd'],
])('refuses %s', (_, part, argument) => {
  const refusal = expect.objectContaining({ code: 'invalid_argument', argument })
  expect(() => buildChartRequest({ ...CHART_REQUEST, ...part })).toThrow(refusal)
  expect(() => buildListOfMetricsRequest({ ...CHART_REQUEST, ...part })).toThrow(refusal)
})
