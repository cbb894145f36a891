import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import {
  CHART_QUERY_COLUMNS,
  CHART_SUMMARY_COLUMNS,
  flattenChart,
  flattenListOfMetrics,
  LIST_OF_METRICS_COLUMNS,
  pivotChart,
  pivotChartSummary,
  pivotListOfMetrics,
} from 'insights-transform'
import { describe, expect, it } from 'vitest'
import {
  chartAnswer,
  context,
  double,
  listAnswer,
  long,
  metricUnit,
  points,
  series,
} from './support/answers.ts'

function published(name: string): { schema: Record<string, unknown>; fits: ValidateFunction } {
  const file = new URL(`../schemas/${name}.json`, import.meta.url)
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  addFormats.default(ajv)
  return { schema, fits: ajv.compile(schema) }
}

const chartQuery = published('chart-query-row')
const chartSummary = published('chart-summary-row')
const listOfMetrics = published('list-of-metrics-row')

/** Any value that an answer may have: what no column can hold becomes null in a row. */
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(double),
  fc.bigInt().map((integer) => long(String(integer))),
  fc.constantFrom(double(null), long(null), long('460'), { stringValue: 'x' }, { booleanValue: true }, null),
)
const valueString = fc.option(fc.string())
const metric = fc
  .tuple(
    fc.constantFrom('conversion_rate', 'p3_impressions', 'p2_impressions', 'new_metric'),
    value,
    valueString,
  )
  .map(([name, given, text]) => metricUnit(name, { value: given, valueChange: given, valueString: text }))

describe.each([
  ['chart-query-row', chartQuery, CHART_QUERY_COLUMNS],
  ['chart-summary-row', chartSummary, CHART_SUMMARY_COLUMNS],
  ['list-of-metrics-row', listOfMetrics, LIST_OF_METRICS_COLUMNS],
])('%s', (_, { schema }, columns) => {
  it('has the columns in their order, and no others', () => {
    expect(Object.keys(schema['properties'] as object)).toEqual(columns)
    expect(schema).toMatchObject({ required: columns, additionalProperties: false })
  })
})

describe('the rows fit their JSON Schemas', () => {
  it('whatever a chart answers', () => {
    const point = fc.tuple(value, valueString)
    const charts = fc.tuple(fc.array(point, { minLength: 1 }), fc.array(point), fc.array(metric))
    fc.assert(
      fc.property(charts, fc.constantFrom('conversion_rate', 'p3_impressions'), (chart, groupValue) => {
        const [own, similar, [primaryMetric = null, ...secondaryMetrics]] = chart
        const lines = [own, similar].map((values) => series(points('2025-03-02', values)))
        const answer = chartAnswer(lines, { primaryMetric, secondaryMetrics })
        const flats = flattenChart(answer, context({ groupValue }))
        const rows = pivotChart(flats)
        expect(rows.length).toBeGreaterThan(0)
        expect(rows.filter((row) => !chartQuery.fits(row))).toEqual([])
        expect(pivotChartSummary(flats).filter((row) => !chartSummary.fits(row))).toEqual([])
      }),
    )
  })

  it('whatever a list of metrics answers', () => {
    fc.assert(
      fc.property(fc.array(metric, { minLength: 1 }), (metrics) => {
        const rows = pivotListOfMetrics(flattenListOfMetrics(listAnswer(...metrics), context()))
        expect(rows.filter((row) => !listOfMetrics.fits(row))).toEqual([])
      }),
    )
  })
})

describe('what is no row does not fit', () => {
  const [row] = pivotChart(
    flattenChart(chartAnswer([series(points('2025-03-02', [[double(0.5), '50%']]))]), context()),
  )
  it.each([
    ['a date of another form', { metric_date: '2025-3-2' }],
    ['a listing id as a number', { airbnb_listing_id: 1 }],
    ['a rate as text', { conversion_rate_your_value: '50%' }],
    ['impressions that are no integer', { p3_impressions_your_value: 1.5 }],
    ['a column that does not exist', { occupancy_rate_your_value: 1 }],
  ])('%s', (_, change) => {
    expect(chartQuery.fits(row)).toBe(true)
    expect(chartQuery.fits({ ...row, ...change })).toBe(false)
  })
})
