import * as fc from 'fast-check'
import { addDays, type ChartQueryRow, type FlatPoint, flattenChart, pivotChart } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { chartAnswer, double, long, points, selectors, series } from './support/answers.ts'
import { deepFreeze } from './support/deep-freeze.ts'
import { driftLog } from './support/drift-log.ts'
import { flatMetric, flatPoint } from './support/flats.ts'

const emptyRow: ChartQueryRow = {
  airbnb_listing_id: '1048576000000000001',
  airbnb_internal_name: 'Garden room',
  metric_date: '2025-03-02',
  conversion_rate_your_value: null,
  conversion_rate_your_value_string: null,
  conversion_rate_similar_value: null,
  conversion_rate_similar_value_string: null,
  p3_impressions_your_value: null,
  p3_impressions_your_value_string: null,
  p3_impressions_similar_value: null,
  p3_impressions_similar_value_string: null,
}

describe('pivotChart', () => {
  it('makes one whole row of all metrics and series of a listing and night', () => {
    const rates = chartAnswer([
      series(points('2025-03-02', [[double(0), '0.00%']])),
      series(points('2025-03-02', [[double(0.00185), '0.19%']])),
    ])
    const views = chartAnswer(
      [series(points('2025-03-02', [[long('15'), '15']])), series(points('2025-03-02', [[long('6'), '6']]))],
      {},
      { metric: 'p3_impressions' },
    )
    expect(pivotChart([...flattenChart(rates), ...flattenChart(views)])).toEqual([
      {
        ...emptyRow,
        conversion_rate_your_value: 0,
        conversion_rate_your_value_string: '0.00%',
        conversion_rate_similar_value: 0.00185,
        conversion_rate_similar_value_string: '0.19%',
        p3_impressions_your_value: 15,
        p3_impressions_your_value_string: '15',
        p3_impressions_similar_value: 6,
        p3_impressions_similar_value_string: '6',
      },
    ])
  })

  it('has its keys in the order of the columns, whichever cell comes first', () => {
    const rows = pivotChart([
      flatPoint({ metric: 'p3_impressions', series: 'similar', value: 1 }),
      flatPoint({ date: '2025-03-03' }),
    ])
    expect(rows).toHaveLength(2)
    for (const row of rows) expect(Object.keys(row)).toEqual(Object.keys(emptyRow))
  })

  it('leaves what was not asked for null', () => {
    expect(pivotChart([flatPoint()])).toEqual([
      { ...emptyRow, conversion_rate_your_value: 0.125, conversion_rate_your_value_string: '12.5%' },
    ])
  })

  it('keeps a night without a value', () => {
    expect(pivotChart([flatPoint({ value: null, valueString: null })])).toEqual([emptyRow])
  })

  it('reads "-" as null even in a flat that says 0, and keeps the text', () => {
    expect(pivotChart([flatPoint({ value: 0, valueString: '-' })])).toEqual([
      { ...emptyRow, conversion_rate_your_value_string: '-' },
    ])
  })

  it('lets a later flat of the same cell win, also with null', () => {
    const later = flatPoint({ value: 0.5, valueString: '50%', internalName: 'Garden room (new)' })
    expect(pivotChart([flatPoint(), later])).toEqual([
      {
        ...emptyRow,
        airbnb_internal_name: 'Garden room (new)',
        conversion_rate_your_value: 0.5,
        conversion_rate_your_value_string: '50%',
      },
    ])
    expect(pivotChart([flatPoint(), flatPoint({ value: null, valueString: null })])).toEqual([emptyRow])
  })

  it('orders listings as first seen and their rows by night', () => {
    const flats = [
      flatPoint({ listingId: '1048576000000000003', date: '2025-03-09' }),
      flatPoint({ date: '2025-03-02' }),
      flatPoint({ listingId: '1048576000000000003', date: '2025-03-01' }),
      flatPoint({ date: '2025-02-28' }),
    ]
    expect(pivotChart(flats).map((row) => [row.airbnb_listing_id, row.metric_date])).toEqual([
      ['1048576000000000003', '2025-03-01'],
      ['1048576000000000003', '2025-03-09'],
      ['1048576000000000001', '2025-02-28'],
      ['1048576000000000001', '2025-03-02'],
    ])
  })

  it('passes over metrics', () => {
    expect(pivotChart([flatMetric()])).toEqual([])
    expect(pivotChart([])).toEqual([])
  })
})

describe('pivotChart, drift', () => {
  it.each(['WEEK', 'MONTH', 'HOUR'])('makes no row of points of granularity %s', (granularity) => {
    const chart = series(points('2025-03-02', [[double(0.5), '50%']]), { granularity })
    const daily = flatPoint({ date: '2025-03-05' })
    const rows = pivotChart([...flattenChart(chartAnswer([chart, chart])), daily])
    expect(rows.map((row) => row.metric_date)).toEqual(['2025-03-05'])
  })

  it.each(['wishlist', 'some_new_metric', 'constructor', '__proto__'])(
    'leaves out the metric %s, which has no columns',
    (metric) => {
      const { onDrift, told } = driftLog()
      const unknown = flatPoint({ metric, date: '2025-03-09' })
      expect(pivotChart([unknown, flatPoint(), unknown], { onDrift })).toHaveLength(1)
      expect(told()).toEqual([])
    },
  )

  it("leaves out the listing's own series of another time", () => {
    const answer = chartAnswer(
      [
        series(points('2025-03-02', [[double(0.5), '50%']])),
        series(points('2024-03-03', [[double(0.25), '25%']])),
      ],
      { comparisonTypeSelectors: selectors('YOY') },
    )
    expect(pivotChart(flattenChart(answer))).toEqual([
      { ...emptyRow, conversion_rate_your_value: 0.5, conversion_rate_your_value_string: '50%' },
    ])
  })

  it.each(['', 'total', '2025-02-29', '2025-03-02T00:00:00Z'])('leaves out a point of the day %j', (date) => {
    const { onDrift, told } = driftLog()
    expect(pivotChart([flatPoint({ date }), flatPoint()], { onDrift })).toHaveLength(1)
    expect(told()).toEqual([['date', date]])
  })

  it.each([1.5, 2_147_483_648, -2_147_483_649, Number.NaN, 'many', '9007199254740993', true])(
    'stores null for %s in an integer column, and keeps the text',
    (value) => {
      const { onDrift, told } = driftLog()
      const flat = flatPoint({ metric: 'p3_impressions', series: 'similar', value, valueString: 'odd' })
      expect(pivotChart([flat], { onDrift })).toEqual([
        { ...emptyRow, p3_impressions_similar_value_string: 'odd' },
      ])
      expect(told()).toEqual([['value', 'p3_impressions_similar_value']])
    },
  )

  it.each([2_147_483_647, -2_147_483_648, 0])('stores %i in an integer column', (value) => {
    const { onDrift, told } = driftLog()
    const [row] = pivotChart([flatPoint({ metric: 'p3_impressions', value })], { onDrift })
    expect(row?.p3_impressions_your_value).toBe(value)
    expect(told()).toEqual([])
  })

  it.each(['0.5', false, Number.POSITIVE_INFINITY])(
    'stores null for %s in a column of fractions',
    (value) => {
      const { onDrift, told } = driftLog()
      expect(pivotChart([flatPoint({ value, valueString: null })], { onDrift })).toEqual([emptyRow])
      expect(told()).toEqual([['value', 'conversion_rate_your_value']])
    },
  )

  it('is told once for each listing, and again in the next call', () => {
    const { onDrift, drifts } = driftLog()
    const flats = [
      flatPoint({ value: 'high' }),
      flatPoint({ value: 'high', date: '2025-03-03' }),
      flatPoint({ value: 'high', listingId: '1048576000000000003' }),
    ]
    pivotChart(flats, { onDrift })
    pivotChart(flats, { onDrift })
    expect(drifts.map(({ listingId }) => listingId)).toEqual([
      '1048576000000000001',
      '1048576000000000003',
      '1048576000000000001',
      '1048576000000000003',
    ])
  })

  it('fails nothing when nobody listens', () => {
    expect(pivotChart([flatPoint({ date: 'total' }), flatPoint({ granularity: 'WEEK' })])).toEqual([])
  })
})

describe('pivotChart, any flats', () => {
  const flats: fc.Arbitrary<FlatPoint[]> = fc.array(
    fc
      .record({
        listingId: fc.constantFrom('1048576000000000001', '1048576000000000002', '9'),
        internalName: fc.constant('Garden room'),
        metric: fc.constantFrom('conversion_rate', 'p3_impressions', 'wishlist'),
        series: fc.constantFrom<FlatPoint['series']>('your', 'similar', 'overTime'),
        granularity: fc.constantFrom('DAY', 'DAY', 'DAY', 'WEEK'),
        date: fc.integer({ min: 0, max: 6 }).map((days) => addDays('2025-02-26', days)),
        value: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 500 })),
        valueString: fc.constantFrom('-', 'shown', null),
      })
      .map((more) => flatPoint(more)),
    { maxLength: 60 },
  )

  it('become the rows that their last cells say, and no others', () => {
    fc.assert(
      fc.property(flats, (given) => {
        const kept = given.filter(
          (flat) => flat.granularity === 'DAY' && flat.series !== 'overTime' && flat.metric !== 'wishlist',
        )
        const rows = pivotChart(deepFreeze(given))
        const keys = rows.map((row) => `${row.airbnb_listing_id} ${row.metric_date}`)
        expect(new Set(keys)).toEqual(new Set(kept.map(({ listingId, date }) => `${listingId} ${date}`)))
        expect(keys).toHaveLength(new Set(keys).size)
        for (const row of rows) {
          for (const metric of ['conversion_rate', 'p3_impressions'] as const) {
            for (const name of ['your', 'similar'] as const) {
              const cell = kept.findLast(
                (flat) =>
                  flat.listingId === row.airbnb_listing_id &&
                  flat.date === row.metric_date &&
                  flat.metric === metric &&
                  flat.series === name,
              )
              expect(row[`${metric}_${name}_value`]).toBe(
                cell?.valueString === '-' ? null : (cell?.value ?? null),
              )
              expect(row[`${metric}_${name}_value_string`]).toBe(cell?.valueString ?? null)
            }
          }
        }
      }),
    )
  })

  it('have the same rows whether pivoted together or listing by listing', () => {
    fc.assert(
      fc.property(flats, (given) => {
        const ids = [...new Set(pivotChart(given).map((row) => row.airbnb_listing_id))]
        const oneByOne = ids.flatMap((id) => pivotChart(given.filter(({ listingId }) => listingId === id)))
        expect(pivotChart(given)).toEqual(oneByOne)
      }),
    )
  })
})
