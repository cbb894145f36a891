import { listDifferences } from 'insights-transform/checks'
import { describe, expect, it } from 'vitest'
import {
  chartAnswer,
  conversionMetrics,
  double,
  listAnswer,
  metricUnit,
  points,
  series,
} from '../support/answers.ts'

const night = series(points('2025-03-02', [[double(0.5), '50%']]))
const units = () => {
  const { primaryMetric, secondaryMetrics } = conversionMetrics()
  return [...(primaryMetric ? [primaryMetric] : []), ...(secondaryMetrics ?? [])]
}
const chart = chartAnswer([night, night], conversionMetrics())

describe('listDifferences', () => {
  it('finds none where list and chart say the same, in whatever order and with a change or not', () => {
    expect(listDifferences(chart, listAnswer(units()))).toEqual([])
    expect(listDifferences(chart, listAnswer(units().toReversed()))).toEqual([])
    const change = { valueChange: double(0.1), valueChangeString: '10.0%' }
    const changed = chartAnswer([], { primaryMetric: metricUnit('conversion_rate', change) })
    expect(listDifferences(changed, listAnswer([metricUnit('conversion_rate')]))).toEqual([])
  })

  it.each([
    ['another number', { value: double(0.3), valueString: '30.0%' }, '30.0%'],
    ['another number behind the same text', { value: double(0.2501) }, '25.0%'],
    ['another text beside the same number', { valueString: '25%' }, '25%'],
    ['a number without a text', { value: double(0.3), valueString: null }, '0.3'],
    ['something else than a number', { value: { stringValue: 'high' } }, '25.0%'],
    ['no value', { value: double(0), valueString: '-' }, '-'],
  ])('tells of %s', (_, unit, list) => {
    const [, ...others] = units()
    expect(listDifferences(chart, listAnswer([metricUnit('conversion_rate', unit), ...others]))).toEqual([
      { metric: 'conversion_rate', chart: '25.0%', list },
    ])
  })

  it('tells of a metric that the list does not have', () => {
    const difference = { chart: '25.0%', list: null }
    expect(listDifferences(chart, listAnswer(units().slice(0, 2)))).toEqual([
      { metric: 'search_conversion_rate', ...difference },
      { metric: 'listing_conversion_rate', ...difference },
    ])
    expect(listDifferences(chart, { ...listAnswer([]), section: null })).toHaveLength(4)
  })

  it('does not ask the chart for what the list has more', () => {
    expect(listDifferences({ ...chart, section: null }, listAnswer(units()))).toEqual([])
  })
})
