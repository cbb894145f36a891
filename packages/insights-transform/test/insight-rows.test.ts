import * as fc from 'fast-check'
import {
  addDays,
  type ChartAnswer,
  flattenChart,
  insightRows,
  pivotChart,
  pivotChartSummary,
  pivotListOfMetrics,
} from 'insights-transform'
import { describe, expect, it } from 'vitest'
import {
  chartAnswer,
  conversionMetrics,
  double,
  long,
  metricUnit,
  points,
  selectors,
  series,
} from './support/answers.ts'
import { driftLog } from './support/drift-log.ts'

const conversion = chartAnswer(
  [
    series(points('2025-03-02', [[double(0.5), '50%']])),
    series(points('2025-03-02', [[double(0.25), '25%']])),
  ],
  conversionMetrics(),
)
const views = chartAnswer(
  [series(points('2025-03-02', [[long('3'), '3']])), series(points('2025-03-02', [[long('2'), '2']]))],
  {
    primaryMetric: metricUnit('p3_impressions', {
      value: long('3'),
      valueString: '3',
      valueChange: double(1),
      valueChangeString: '1',
    }),
    secondaryMetrics: [metricUnit('p2_impressions', { value: long('12'), valueString: '12' })],
  },
  { metric: 'p3_impressions' },
)

describe('insightRows', () => {
  it('makes the rows of all three tables of a week of charts', () => {
    const { chartQuery, chartSummary, listOfMetrics } = insightRows([conversion, views])
    expect(chartQuery).toEqual([
      {
        airbnb_listing_id: '1048576000000000001',
        airbnb_internal_name: 'Garden room',
        metric_date: '2025-03-02',
        conversion_rate_your_value: 0.5,
        conversion_rate_your_value_string: '50%',
        conversion_rate_similar_value: 0.25,
        conversion_rate_similar_value_string: '25%',
        p3_impressions_your_value: 3,
        p3_impressions_your_value_string: '3',
        p3_impressions_similar_value: 2,
        p3_impressions_similar_value_string: '2',
      },
    ])
    const week = { window_start: '2025-03-02', window_end: '2025-03-08', p3_impressions_value: 3 }
    expect(listOfMetrics).toMatchObject([{ ...week, p2_impressions_value: 12, conversion_rate_value: 0.25 }])
    expect(chartSummary).toMatchObject([
      { ...listOfMetrics[0], p3_impressions_value_change: 1, p3_impressions_value_change_string: '1' },
    ])
  })

  it('makes no rows of no answers, and none of one without a section', () => {
    const nothing = { chartQuery: [], chartSummary: [], listOfMetrics: [] }
    expect(insightRows([])).toEqual(nothing)
    expect(insightRows([{ ...conversion, section: null }])).toEqual(nothing)
  })

  it('makes what flattening and pivoting make, and tells of the same', () => {
    const value = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }).map(double),
      fc.integer({ min: 0, max: 500 }).map((number) => long(String(number))),
      fc.constantFrom(null, { __typename: 'porygonNewWrapper' }),
    )
    const text = fc.constantFrom('shown', '-', null)
    const line = fc
      .record({
        values: fc.array(fc.tuple(value, text), { maxLength: 7 }),
        from: fc.constantFrom('2025-03-02', '2025-03-04'),
        granularity: fc.constantFrom('DAY', 'DAY', 'DAY', 'WEEK'),
      })
      .map(({ values, from, granularity }) => series(points(from, values), { granularity }))
    const unit = fc
      .record({
        name: fc.constantFrom('conversion_rate', 'p3_impressions', 'p2_impressions', 'new_metric'),
        value,
        text,
      })
      .map((given) =>
        metricUnit(given.name, {
          value: given.value,
          valueString: given.text,
          valueChange: given.value,
          valueChangeString: given.text,
        }),
      )
    const answer: fc.Arbitrary<ChartAnswer> = fc
      .record({
        lines: fc.array(line, { maxLength: 3 }),
        primaryMetric: fc.option(unit),
        secondaryMetrics: fc.option(fc.array(unit, { maxLength: 3 })),
        comparison: fc.constantFrom<('MARKET' | 'YOY' | null)[]>('MARKET', 'YOY', null),
        metric: fc.constantFrom('conversion_rate', 'p3_impressions', 'wishlist'),
        listingId: fc.constantFrom('1048576000000000001', '1048576000000000002'),
        weeks: fc.integer({ min: 0, max: 1 }),
      })
      .map(({ lines, primaryMetric, secondaryMetrics, comparison, metric, listingId, weeks }) => {
        const start = addDays('2025-03-02', 7 * weeks)
        return chartAnswer(
          lines,
          { primaryMetric, secondaryMetrics, comparisonTypeSelectors: selectors(comparison) },
          { metric, listingId, comparison, window: { start, end: addDays(start, 6) } },
        )
      })
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 6 }), (answers) => {
        const direct = driftLog()
        const rows = insightRows(answers, direct)
        const stepwise = driftLog()
        const flats = answers.flatMap((one) => flattenChart(one, stepwise))
        expect(rows).toEqual({
          chartQuery: pivotChart(flats, stepwise),
          chartSummary: pivotChartSummary(flats, stepwise),
          listOfMetrics: pivotListOfMetrics(flats, stepwise),
        })
        const keys = ({ drifts }: typeof direct) =>
          drifts.map(({ kind, listingId, name }) => `${kind} ${listingId} ${name}`)
        const told = new Set(keys(direct))
        const toldInSteps = new Set(keys(stepwise))
        expect(keys(direct)).toHaveLength(told.size)
        expect([...told].filter((key) => !toldInSteps.has(key))).toEqual([])
        // Points that no column holds are not looked into: what they hold is no drift.
        const untold = [...toldInSteps].filter((key) => !told.has(key))
        expect(untold.filter((key) => !key.startsWith('wrapper '))).toEqual([])
      }),
    )
  })

  it('tells of drift once, in however many answers and tables it is seen', () => {
    const { onDrift, told } = driftLog()
    const unknown = { ...conversionMetrics(), secondaryMetrics: [metricUnit('some_new_rate')] }
    const answers = ['2025-03-02', '2025-03-09'].map((start) =>
      chartAnswer([series([]), series([])], unknown, { window: { start, end: addDays(start, 6) } }),
    )
    insightRows(answers, { onDrift })
    expect(told()).toEqual([
      ['missing', 'conversion_rate'],
      ['metric', 'some_new_rate'],
    ])
  })
})
