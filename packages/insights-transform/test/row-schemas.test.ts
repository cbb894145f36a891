import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { flattenListOfMetrics, insightRows, METRIC_TABLES, pivotListOfMetrics } from 'insights-transform'
import { TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { describe, expect, it } from 'vitest'
import { chartAnswer, double, listAnswer, long, metricUnit, points, series } from './support/answers.ts'

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
  ['chart_query', chartQuery],
  ['chart_summary', chartSummary],
  ['list_of_metrics', listOfMetrics],
] as const)('the schema of %s', (table, { schema }) => {
  const { columns } = METRIC_TABLES[table]
  const described = TABLE_DESCRIPTIONS[table]
  const names = columns.map(({ name }) => name)

  it('has the columns in their order, and no others', () => {
    expect(Object.keys(schema['properties'] as object)).toEqual(names)
    expect(schema).toMatchObject({ required: names, additionalProperties: false })
  })

  it('says what the table and its columns hold', () => {
    expect(schema['description']).toContain(described.table)
    const properties = Object.entries(described.columns).map(([name, description]) => [name, { description }])
    expect(schema['properties']).toMatchObject(Object.fromEntries(properties))
  })
})

describe('the rows fit their JSON Schemas', () => {
  it('whatever a chart answers', () => {
    const point = fc.tuple(value, valueString)
    const charts = fc.tuple(fc.array(point, { minLength: 1 }), fc.array(point), fc.array(metric))
    fc.assert(
      fc.property(charts, fc.constantFrom('conversion_rate', 'p3_impressions'), (chart, asked) => {
        const [own, similar, [primaryMetric = null, ...secondaryMetrics]] = chart
        const lines = [own, similar].map((values) => series(points('2025-03-02', values)))
        const answer = chartAnswer(lines, { primaryMetric, secondaryMetrics }, { metric: asked })
        const rows = insightRows([answer])
        expect(rows.chartQuery.length).toBeGreaterThan(0)
        expect(rows.chartQuery.filter((row) => !chartQuery.fits(row))).toEqual([])
        expect(rows.chartSummary.filter((row) => !chartSummary.fits(row))).toEqual([])
        expect(rows.listOfMetrics.filter((row) => !listOfMetrics.fits(row))).toEqual([])
      }),
    )
  })

  it('whatever a list of metrics answers', () => {
    fc.assert(
      fc.property(fc.array(metric, { minLength: 1 }), (metrics) => {
        const rows = pivotListOfMetrics(flattenListOfMetrics(listAnswer(metrics)))
        expect(rows.filter((row) => !listOfMetrics.fits(row))).toEqual([])
      }),
    )
  })
})

describe('what is no row does not fit', () => {
  const {
    chartQuery: [row],
  } = insightRows([chartAnswer([series(points('2025-03-02', [[double(0.5), '50%']]))])])
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
