import * as fc from 'fast-check'
import {
  addDays,
  flattenChart,
  flattenListOfMetrics,
  type ListOfMetricsRow,
  pivotListOfMetrics,
} from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { chartAnswer, double, listAnswer, long, metricUnit } from './support/answers.ts'
import { deepFreeze } from './support/deep-freeze.ts'
import { driftLog } from './support/drift-log.ts'
import { flatMetric, flatPoint } from './support/flats.ts'

const emptyRow: ListOfMetricsRow = {
  airbnb_listing_id: '1048576000000000001',
  airbnb_internal_name: 'Garden room',
  window_start: '2025-03-02',
  window_end: '2025-03-08',
  conversion_rate_value: null,
  conversion_rate_value_string: null,
  p2_impressions_first_page_rate_value: null,
  p2_impressions_first_page_rate_value_string: null,
  search_conversion_rate_value: null,
  search_conversion_rate_value_string: null,
  listing_conversion_rate_value: null,
  listing_conversion_rate_value_string: null,
  p3_impressions_value: null,
  p3_impressions_value_string: null,
  p2_impressions_value: null,
  p2_impressions_value_string: null,
}
const listed = (more: Parameters<typeof flatMetric>[0] = {}) => flatMetric({ role: 'listed', ...more })

describe('pivotListOfMetrics', () => {
  it('makes one whole row of both lists of a window', () => {
    const rates = listAnswer([
      metricUnit('conversion_rate', { value: double(0.5), valueString: '50.0%' }),
      metricUnit('search_conversion_rate', { value: double(0), valueString: '-' }),
    ])
    const views = listAnswer([metricUnit('p3_impressions', { value: long('460'), valueString: '460' })], {
      metric: 'p3_impressions',
    })
    const flats = [...flattenListOfMetrics(rates), ...flattenListOfMetrics(views)]
    expect(pivotListOfMetrics(flats)).toEqual([
      {
        ...emptyRow,
        conversion_rate_value: 0.5,
        conversion_rate_value_string: '50.0%',
        search_conversion_rate_value_string: '-',
        p3_impressions_value: 460,
        p3_impressions_value_string: '460',
      },
    ])
  })

  it('has its keys in the order of the columns, whichever metric comes first', () => {
    const [row] = pivotListOfMetrics([listed({ metric: 'p2_impressions', value: 1 })])
    expect(Object.keys(row ?? {})).toEqual(Object.keys(emptyRow))
  })

  it('makes the same row of the charts of the window, whose changes it has no columns for', () => {
    const units = [
      metricUnit('conversion_rate', { value: double(0.5), valueString: '50.0%' }),
      metricUnit('search_conversion_rate', { value: double(0), valueString: '-' }),
    ] as const
    const [primaryMetric, ...secondaryMetrics] = units
    const change = { valueChange: double(-0.1), valueChangeString: '-10.0%' }
    const chart = chartAnswer([], { primaryMetric: { ...primaryMetric, ...change }, secondaryMetrics })
    const rows = pivotListOfMetrics(flattenChart(chart))
    expect(rows).toEqual(pivotListOfMetrics(flattenListOfMetrics(listAnswer(units))))
    expect(rows).toMatchObject([{ conversion_rate_value: 0.5, search_conversion_rate_value_string: '-' }])
  })

  it('lets the later of a list and a chart win', () => {
    const chart = flatMetric({ value: 0.25, valueString: '25.0%' })
    const list = listed({ value: 0.5, valueString: '50.0%' })
    const [chartFirst] = pivotListOfMetrics([chart, list])
    const [listFirst] = pivotListOfMetrics([list, chart])
    expect([chartFirst?.conversion_rate_value, listFirst?.conversion_rate_value]).toEqual([0.5, 0.25])
  })

  it('passes over points', () => {
    expect(pivotListOfMetrics([flatPoint()])).toEqual([])
  })

  it('leaves out a metric without columns', () => {
    const flats = [listed({ metric: 'some_new_rate' }), listed({ metric: 'constructor' })]
    expect(pivotListOfMetrics(flats)).toEqual([])
  })

  it('stores null for an impression count that is no 32-bit integer, with a word', () => {
    const { onDrift, told } = driftLog()
    const flat = listed({ metric: 'p3_impressions', value: 3e9, valueString: '3B' })
    expect(pivotListOfMetrics([flat], { onDrift })).toEqual([
      { ...emptyRow, p3_impressions_value_string: '3B' },
    ])
    expect(told()).toEqual([['value', 'p3_impressions_value']])
  })

  it('makes one row for each listing and window, each cell from the last flat that has it', () => {
    const metrics = ['conversion_rate', 'listing_conversion_rate', 'p2_impressions'] as const
    const flats = fc.array(
      fc
        .record({
          listingId: fc.constantFrom('1048576000000000001', '1048576000000000002'),
          window: fc
            .record({ weeks: fc.integer({ min: 0, max: 3 }), days: fc.constantFrom(7, 28) })
            .map(({ weeks, days }) => {
              const start = addDays('2025-03-02', 7 * weeks)
              return { start, end: addDays(start, days - 1) }
            }),
          metric: fc.constantFrom(...metrics),
          value: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 500 })),
          valueString: fc.constantFrom('-', 'shown', null),
        })
        .map(listed),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(flats, (given) => {
        const rows = pivotListOfMetrics(deepFreeze(given))
        const keys = rows.map((row) => `${row.airbnb_listing_id} ${row.window_start} ${row.window_end}`)
        const expected = given.map(({ listingId, window }) => `${listingId} ${window.start} ${window.end}`)
        expect(new Set(keys)).toEqual(new Set(expected))
        expect(keys).toHaveLength(new Set(keys).size)
        const listings = [...new Set(given.map(({ listingId }) => listingId))]
        expect(keys).toEqual(listings.flatMap((id) => keys.filter((key) => key.startsWith(id)).toSorted()))
        for (const row of rows) {
          for (const metric of metrics) {
            const cell = given.findLast(
              (flat) =>
                flat.listingId === row.airbnb_listing_id &&
                flat.window.start === row.window_start &&
                flat.window.end === row.window_end &&
                flat.metric === metric,
            )
            const value = cell?.valueString === '-' ? null : (cell?.value ?? null)
            expect(row[`${metric}_value`]).toBe(value)
            expect(row[`${metric}_value_string`]).toBe(cell?.valueString ?? null)
          }
        }
      }),
    )
  })
})
