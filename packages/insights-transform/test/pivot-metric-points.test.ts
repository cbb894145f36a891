import { flattenChart, METRIC_TABLES, type MetricPointsRow, pivotMetricPoints } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { chartAnswer, double, long, points, selectors, series } from './support/answers.ts'
import { driftLog } from './support/drift-log.ts'
import { flatMetric, flatPoint } from './support/flats.ts'

const row: MetricPointsRow = {
  airbnb_listing_id: '1048576000000000001',
  metric: 'occupancy_rate',
  series: 'your',
  granularity: 'DAY',
  metric_date: '2025-03-02',
  value: 0.125,
  value_string: '12.5%',
  value_type: 'PERCENTAGE',
  value_raw: null,
}

const longPoint = (more: Parameters<typeof flatPoint>[0] = {}) =>
  flatPoint({ metric: 'occupancy_rate', ...more })

describe('pivotMetricPoints', () => {
  it('makes a row of each point of a metric without columns, series by series', () => {
    const answer = chartAnswer(
      [
        series(
          points('2025-03-02', [
            [double(1), '100%'],
            [double(0), '0%'],
          ]),
        ),
        series(points('2025-03-02', [[double(0.5), '50%']])),
      ],
      {},
      { metric: 'occupancy_rate' },
    )
    const { onDrift, told } = driftLog()
    const rows = pivotMetricPoints(flattenChart(answer), { onDrift })
    expect(rows).toEqual([
      { ...row, value: 1, value_string: '100%' },
      { ...row, metric_date: '2025-03-03', value: 0, value_string: '0%' },
      { ...row, series: 'similar', value: 0.5, value_string: '50%' },
    ])
    for (const one of rows) {
      expect(Object.keys(one)).toEqual(METRIC_TABLES.metric_points.columns.map(({ name }) => name))
    }
    expect(told()).toEqual([])
  })

  it.each(['conversion_rate', 'p3_impressions'])('leaves the nights of %s to their columns', (metric) => {
    expect(pivotMetricPoints([flatPoint({ metric }), flatPoint({ metric, series: 'similar' })])).toEqual([])
  })

  it('passes over metrics of windows', () => {
    expect(pivotMetricPoints([flatMetric({ metric: 'some_new_rate' })])).toEqual([])
  })

  it.each(['WEEK', 'MONTH', 'HOUR'])('takes points of granularity %s, never as nights', (granularity) => {
    const { onDrift, drifts } = driftLog()
    const flats = [flatPoint({ granularity }), longPoint({ granularity }), longPoint({})]
    expect(pivotMetricPoints(flats, { onDrift })).toEqual([
      { ...row, metric: 'conversion_rate', granularity },
      { ...row, granularity },
      row,
    ])
    expect(drifts).toEqual([
      {
        kind: 'granularity',
        listingId: '1048576000000000001',
        name: granularity,
        message: `points of conversion_rate stand for a ${granularity} each: metric_points has them`,
      },
    ])
  })

  it('takes series that no column holds, each by its name', () => {
    const charts = [
      series(points('2025-03-02', [[double(0.5), '50%']])),
      series(points('2024-03-03', [[double(0.25), '25%']])),
      series(points('2025-03-02', [[double(0.75), '75%']])),
    ]
    const { onDrift, told } = driftLog()
    const answer = chartAnswer(charts, { comparisonTypeSelectors: selectors('YOY') })
    const rows = pivotMetricPoints(flattenChart(answer), { onDrift })
    expect(rows.map((one) => [one.metric, one.series, one.metric_date, one.value])).toEqual([
      ['conversion_rate', 'overTime', '2024-03-03', 0.25],
      ['conversion_rate', 'series 3', '2025-03-02', 0.75],
    ])
    expect(told()).toEqual([
      ['series', 'overTime'],
      ['series', 'series 3'],
    ])
  })

  it.each(['some_new_metric', 'constructor', '__proto__'])(
    'takes the unknown metric %s, with a word',
    (metric) => {
      const { onDrift, drifts } = driftLog()
      const flats = [flatPoint({ metric }), flatPoint({ metric, date: '2025-03-03' })]
      expect(pivotMetricPoints(flats, { onDrift }).map((one) => one.metric)).toEqual([metric, metric])
      expect(drifts).toEqual([
        {
          kind: 'metric',
          listingId: '1048576000000000001',
          name: metric,
          message: `${metric} is not known here: metric_points has its points`,
        },
      ])
    },
  )

  it.each([
    ['x'.repeat(10_000), /^x{120}…[0-9a-f]{8}$/, 10_000],
    ['tab\there\u0000', /^tab here$/, 9],
  ])('cuts and cleans a name, with a word', (metric, stored, length) => {
    const { onDrift, drifts } = driftLog()
    const [one] = pivotMetricPoints([flatPoint({ metric })], { onDrift })
    expect(one?.metric).toMatch(stored)
    expect(drifts.map(({ kind, message }) => [kind, message])).toEqual([
      ['metric', `a metric's name of ${length} characters is stored as ${JSON.stringify(one?.metric)}`],
      ['metric', `${one?.metric} is not known here: metric_points has its points`],
    ])
  })

  it.each([
    ['a text', { value: 'high', valueRaw: '"high"' }, { value: null, value_raw: '"high"' }],
    ['a boolean', { value: true, valueRaw: 'true' }, { value: null, value_raw: 'true' }],
    ['an object', { value: null, valueRaw: '{"a":1,"b":2}' }, { value: null, value_raw: '{"a":1,"b":2}' }],
    [
      'a long beyond 2^53',
      { value: '9007199254740993', valueRaw: '9007199254740993' },
      { value: null, value_raw: '9007199254740993' },
    ],
  ])('keeps %s as it came, with a word', (_, flat, cells) => {
    const { onDrift, told } = driftLog()
    expect(pivotMetricPoints([longPoint(flat)], { onDrift })).toEqual([{ ...row, ...cells }])
    expect(told()).toEqual([['value', 'occupancy_rate']])
  })

  it('takes any number, also one that no column of integers would', () => {
    const { onDrift, told } = driftLog()
    for (const value of [1e300, -0.5, 2 ** 40, 0]) {
      expect(pivotMetricPoints([longPoint({ value })], { onDrift })).toEqual([{ ...row, value }])
    }
    expect(told()).toEqual([])
  })

  it('reads "-" as null even in a flat that says 0, and keeps the text', () => {
    const { onDrift, told } = driftLog()
    const flat = longPoint({ value: 0, valueRaw: '0', valueString: '-' })
    expect(pivotMetricPoints([flat], { onDrift })).toEqual([{ ...row, value: null, value_string: '-' }])
    expect(told()).toEqual([])
  })

  it('keeps a point without a value', () => {
    const flat = longPoint({ value: null, valueString: null, valueType: null })
    expect(pivotMetricPoints([flat])).toEqual([{ ...row, value: null, value_string: null, value_type: null }])
  })

  it('cuts a text of more than 10,000 characters, with a word', () => {
    const { onDrift, told } = driftLog()
    const [one] = pivotMetricPoints([longPoint({ valueString: 'x'.repeat(20_000) })], { onDrift })
    expect(one).toMatchObject({ value: 0.125, value_string: `${'x'.repeat(10_000)}…` })
    expect(told()).toEqual([['value', 'occupancy_rate text']])
  })

  it('lets a later flat of the same point win, also with null', () => {
    const later = longPoint({ value: null, valueString: null })
    expect(pivotMetricPoints([longPoint(), later])).toEqual([{ ...row, value: null, value_string: null }])
    expect(pivotMetricPoints([later, longPoint()])).toEqual([row])
  })

  it.each(['', 'total', '2025-02-29', '2025-03-02T00:00:00Z'])('leaves out a point of the day %j', (date) => {
    const { onDrift, told } = driftLog()
    expect(pivotMetricPoints([longPoint({ date }), longPoint()], { onDrift })).toEqual([row])
    expect(told()).toEqual([['date', date]])
  })

  it('orders listings as first seen, and each series by date', () => {
    const flats = [
      longPoint({ listingId: '1048576000000000003', date: '2025-03-09' }),
      longPoint({ date: '2025-03-02' }),
      longPoint({ listingId: '1048576000000000003', series: 'similar', date: '2025-03-01' }),
      longPoint({ listingId: '1048576000000000003', date: '2025-03-01' }),
    ]
    expect(
      pivotMetricPoints(flats).map((one) => [one.airbnb_listing_id, one.series, one.metric_date]),
    ).toEqual([
      ['1048576000000000003', 'your', '2025-03-01'],
      ['1048576000000000003', 'your', '2025-03-09'],
      ['1048576000000000003', 'similar', '2025-03-01'],
      ['1048576000000000001', 'your', '2025-03-02'],
    ])
  })

  it('takes counts of longs as numbers', () => {
    const answer = chartAnswer(
      [series(points('2025-03-02', [[long('460'), '460']]))],
      {},
      { metric: 'wishlist' },
    )
    expect(pivotMetricPoints(flattenChart(answer))).toMatchObject([{ metric: 'wishlist', value: 460 }])
  })
})
