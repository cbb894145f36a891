import * as fc from 'fast-check'
import {
  addDays,
  type ChartAnswer,
  flattenChart,
  type InsightRows,
  insightRows,
  pivotChart,
  pivotChartSummary,
  pivotListOfMetrics,
  pivotMetricPoints,
  pivotMetricWindows,
  type ValueWrapper,
} from 'insights-transform'
import { describe, expect, it } from 'vitest'
import {
  chartAnswer,
  conversionMetrics,
  double,
  long,
  metricUnit,
  points,
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

const anyValue = () =>
  fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map(double),
    fc.integer({ min: 0, max: 500 }).map((number) => long(String(number))),
    fc.constantFrom(
      null,
      { __typename: 'porygonNewWrapper' },
      { __typename: 'porygonNewWrapper', amount: 3 },
      { stringValue: 'high' },
      long('9007199254740993'),
    ),
  )
const anyText = () => fc.constantFrom('shown', '-', null)
const anyComparison = () => fc.constantFrom<('MARKET' | 'YOY' | null)[]>('MARKET', 'YOY', null)

function anyLine(value = anyValue()) {
  return fc
    .record({
      values: fc.array(fc.tuple(value, anyText()), { maxLength: 7 }),
      from: fc.constantFrom('2025-03-02', '2025-03-04'),
      granularity: fc.constantFrom('DAY', 'DAY', 'DAY', 'WEEK'),
    })
    .map(({ values, from, granularity }) => series(points(from, values), { granularity }))
}

function anyUnit(value = anyValue()) {
  return fc
    .record({
      name: fc.constantFrom('conversion_rate', 'p3_impressions', 'p2_impressions', 'wishlist', 'new_metric'),
      value,
      text: anyText(),
      change: value,
      changeText: anyText(),
    })
    .map((given) =>
      metricUnit(given.name, {
        value: given.value,
        valueString: given.text,
        valueChange: given.change,
        valueChangeString: given.changeText,
      }),
    )
}

const anyAnswer = (): fc.Arbitrary<ChartAnswer> =>
  fc
    .record({
      lines: fc.array(anyLine(), { maxLength: 4 }),
      primaryMetric: fc.option(anyUnit()),
      secondaryMetrics: fc.option(fc.array(anyUnit(), { maxLength: 3 })),
      comparison: anyComparison(),
      answered: fc.constantFrom('MARKET', 'YOY', 'CITY', null),
      metric: fc.constantFrom('conversion_rate', 'p3_impressions', 'wishlist'),
      listingId: fc.constantFrom('1048576000000000001', '1048576000000000002'),
      weeks: fc.integer({ min: 0, max: 1 }),
    })
    .map(({ lines, primaryMetric, secondaryMetrics, comparison, answered, metric, listingId, weeks }) => {
      const start = addDays('2025-03-02', 7 * weeks)
      const comparisonTypeSelectors = answered === null ? [] : [{ type: answered, isActive: true }]
      return chartAnswer(
        lines,
        { primaryMetric, secondaryMetrics, comparisonTypeSelectors },
        { metric, listingId, comparison, window: { start, end: addDays(start, 6) } },
      )
    })

const aCount = () => fc.integer({ min: 0, max: 500 }).map((count) => long(String(count)))
const aNumber = () =>
  fc.oneof(fc.double({ min: 0, max: 1, noNaN: true, minExcluded: true }).map(double), aCount())

/** Answers to different questions, in which no metric of a window has the name of another: nothing is said twice. */
function answersOfTheirOwn(): fc.Arbitrary<ChartAnswer[]> {
  const names = {
    conversion_rate: ['conversion_rate', 'search_conversion_rate', 'some_new_rate'],
    p3_impressions: ['p3_impressions', 'p2_impressions', 'some_new_count'],
    occupancy_rate: ['occupancy_rate', 'nights_sold', 'nights_open'],
    overall: ['stars', 'reviews'],
  }
  const answerTo = (metric: keyof typeof names) => {
    const value = () => (metric === 'p3_impressions' ? aCount() : aNumber())
    return fc
      .record({
        lines: fc.array(anyLine(value()), { minLength: 1, maxLength: 4 }),
        units: fc.tuple(...names[metric].map(() => anyUnit(value()))),
        type: fc.constantFrom('MARKET', 'YOY', 'CITY'),
      })
      .map(({ lines, units, type }) => {
        const [primaryMetric, ...secondaryMetrics] = units.map((unit, place) => ({
          ...unit,
          metricName: names[metric][place] ?? '',
        }))
        const comparisonTypeSelectors = [{ type, isActive: true }]
        return chartAnswer(lines, { primaryMetric, secondaryMetrics, comparisonTypeSelectors }, { metric })
      })
  }
  return fc
    .tuple(
      answerTo('conversion_rate'),
      answerTo('p3_impressions'),
      answerTo('occupancy_rate'),
      answerTo('overall'),
    )
    .map((answers) => [...answers])
}

const SERIES_OF: Readonly<Record<string, string>> = { MARKET: 'similar', YOY: 'overTime', CITY: 'CITY' }

/** Every number of an answer, with all that tells it from others. */
function numbersOf({ request, section }: ChartAnswer): string[] {
  const { metric } = request
  const type = section?.comparisonTypeSelectors?.find(({ isActive }) => isActive)?.type ?? ''
  const numbers: string[] = []
  const add = (
    key: string,
    wrapper: ValueWrapper | null | undefined,
    text: string | null | undefined,
  ): void => {
    const number = wrapper?.doubleValue ?? wrapper?.longValue ?? null
    if (number !== null && text !== '-') numbers.push(`${key} ${String(Number(number))}`)
  }
  for (const [place, chart] of (section?.metricLineCharts ?? []).entries()) {
    const name = ['your', SERIES_OF[type]][place] ?? `series ${String(place + 1)}`
    for (const { ds, value, valueString } of chart.dataPoints) {
      add(`point ${metric} ${name} ${chart.granularity} ${ds}`, value, valueString)
    }
  }
  for (const unit of [section?.primaryMetric, ...(section?.secondaryMetrics ?? [])]) {
    if (!unit) continue
    add(`window ${unit.metricName}`, unit.value, unit.valueString)
    add(`change ${unit.metricName} ${SERIES_OF[type] ?? ''}`, unit.valueChange, unit.valueChangeString)
  }
  return numbers
}

/** The numbers in the rows of nights and of windows that have columns, as `numbersOf` names them. */
function wideCells({ chartQuery, chartSummary }: InsightRows): string[] {
  return [
    ...chartQuery.flatMap((row) =>
      cellsIn(
        row,
        /^(.+)_(your|similar)_value$/,
        ([, metric, name]) => `point ${metric} ${name} DAY ${row.metric_date}`,
      ),
    ),
    ...chartSummary.flatMap((row) => [
      ...cellsIn(row, /^(.+)_value$/, ([, metric]) => `window ${metric}`),
      ...cellsIn(row, /^(.+)_value_change$/, ([, metric]) => `change ${metric} similar`),
    ]),
  ]
}

const listCells = ({ listOfMetrics }: InsightRows): string[] =>
  listOfMetrics.flatMap((row) => cellsIn(row, /^(.+)_value$/, ([, metric]) => `window ${metric}`))

function longCells({ metricPoints, metricWindows }: InsightRows): string[] {
  return [
    ...metricPoints.flatMap(({ metric, series: name, granularity, metric_date: date, value }) =>
      value === null ? [] : [`point ${metric} ${name} ${granularity} ${date} ${String(value)}`],
    ),
    ...metricWindows.flatMap(({ metric, value, value_change: change, compared_with: compared }) => [
      ...(value === null ? [] : [`window ${metric} ${String(value)}`]),
      ...(change === null ? [] : [`change ${metric} ${compared ?? ''} ${String(change)}`]),
    ]),
  ]
}

function cellsIn(row: object, column: RegExp, keyOf: (match: RegExpExecArray) => string): string[] {
  return Object.entries(row).flatMap(([name, value]) => {
    const match = column.exec(name)
    return match === null || typeof value !== 'number' ? [] : [`${keyOf(match)} ${String(value)}`]
  })
}

describe('insightRows', () => {
  it('makes the rows of the wide tables of a week of charts', () => {
    const { chartQuery, chartSummary, listOfMetrics, metricPoints, metricWindows } = insightRows([
      conversion,
      views,
    ])
    expect([metricPoints, metricWindows]).toEqual([[], []])
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
    const nothing = {
      chartQuery: [],
      chartSummary: [],
      listOfMetrics: [],
      metricPoints: [],
      metricWindows: [],
    }
    expect(insightRows([])).toEqual(nothing)
    expect(insightRows([{ ...conversion, section: null }])).toEqual(nothing)
  })

  it('makes what flattening and pivoting make, and tells of the same', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer(), { maxLength: 6 }), (answers) => {
        const direct = driftLog()
        const rows = insightRows(answers, direct)
        const stepwise = driftLog()
        const flats = answers.flatMap((one) => flattenChart(one, stepwise))
        expect(rows).toEqual({
          chartQuery: pivotChart(flats, stepwise),
          chartSummary: pivotChartSummary(flats, stepwise),
          listOfMetrics: pivotListOfMetrics(flats, stepwise),
          metricPoints: pivotMetricPoints(flats, stepwise),
          metricWindows: pivotMetricWindows(flats, stepwise),
        })
        const keys = ({ drifts }: typeof direct) =>
          drifts.map(({ kind, listingId, name }) => `${kind} ${listingId} ${name}`)
        expect(keys(direct)).toHaveLength(new Set(keys(direct)).size)
        // Of a value that has its column, what came instead of a number has none, and is not looked at.
        const seen = (log: typeof direct) =>
          new Set(keys(log).filter((key) => !key.startsWith('value') || !key.endsWith('long value')))
        expect(seen(direct)).toEqual(seen(stepwise))
      }),
    )
  })

  it('puts every number of every answer into one cell, and none into two', () => {
    let numbers = 0
    fc.assert(
      fc.property(answersOfTheirOwn(), (answers) => {
        const rows = insightRows(answers)
        const cells = [...wideCells(rows), ...longCells(rows)]
        const came = answers.flatMap(numbersOf)
        numbers += came.length
        expect(cells.toSorted()).toEqual(came.toSorted())
        // The list of metrics has the window's numbers again, as the API's own does, and no others.
        expect(listCells(rows).toSorted()).toEqual(
          wideCells(rows)
            .filter((cell) => cell.startsWith('window'))
            .toSorted(),
        )
      }),
    )
    expect(numbers).toBeGreaterThan(1_000)
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
