import {
  flattenChart,
  flattenListOfMetrics,
  METRIC_TABLES,
  type MetricWindowsRow,
  pivotMetricWindows,
} from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { chartAnswer, double, listAnswer, long, metricUnit } from './support/answers.ts'
import { driftLog } from './support/drift-log.ts'
import { flatMetric, flatPoint } from './support/flats.ts'

const row: MetricWindowsRow = {
  airbnb_listing_id: '1048576000000000001',
  metric: 'nightly_rate',
  window_start: '2025-03-02',
  window_end: '2025-03-08',
  value: 98.5,
  value_string: '$98.50',
  value_type: 'CURRENCY',
  value_raw: null,
  value_change: -1.25,
  value_change_string: '-$1.25',
  compared_with: 'similar',
  currency: 'USD',
}

const rate = (more: Parameters<typeof flatMetric>[0] = {}) =>
  flatMetric({
    metric: 'nightly_rate',
    asked: 'nightly_rate',
    value: 98.5,
    valueString: '$98.50',
    valueType: 'CURRENCY',
    valueChange: -1.25,
    valueChangeString: '-$1.25',
    currency: 'USD',
    ...more,
  })

describe('pivotMetricWindows', () => {
  it('makes a row of each metric of a window that has no columns', () => {
    const answer = chartAnswer(
      [],
      {
        primaryMetric: metricUnit('nightly_rate', {
          value: double(98.5),
          valueString: '$98.50',
          valueType: 'CURRENCY',
          valueChange: double(-1.25),
          valueChangeString: '-$1.25',
          currency: 'USD',
        }),
        secondaryMetrics: [
          metricUnit('nights_sold', { value: long('5'), valueString: '5', valueType: 'NUMBER' }),
        ],
      },
      { metric: 'nightly_rate' },
    )
    const { onDrift, told } = driftLog()
    const rows = pivotMetricWindows(flattenChart(answer), { onDrift })
    expect(rows).toEqual([
      row,
      {
        ...row,
        metric: 'nights_sold',
        value: 5,
        value_string: '5',
        value_type: 'NUMBER',
        value_change: null,
        value_change_string: null,
        currency: null,
      },
    ])
    for (const one of rows) {
      expect(Object.keys(one)).toEqual(METRIC_TABLES.metric_windows.columns.map(({ name }) => name))
    }
    expect(told()).toEqual([['metric', 'nights_sold']])
  })

  it('makes a row of a list of metrics, which compares with nothing', () => {
    const list = listAnswer([metricUnit('overall', { value: double(4.75), valueString: '4.75' })])
    expect(pivotMetricWindows(flattenListOfMetrics(list))).toMatchObject([
      { metric: 'overall', value: 4.75, value_change: null, compared_with: null },
    ])
  })

  it('leaves to the columns what they hold, and passes over points', () => {
    const flats = [
      flatMetric(),
      flatMetric({ metric: 'p2_impressions', value: 1, valueChange: null }),
      flatMetric({ role: 'listed', comparedWith: null, valueChange: null }),
      flatPoint({ metric: 'nightly_rate' }),
    ]
    const { onDrift, told } = driftLog()
    expect(pivotMetricWindows(flats, { onDrift })).toEqual([])
    expect(told()).toEqual([])
  })

  it.each([
    ['conversion_rate', 'overTime', 'overTime'],
    ['conversion_rate', 'CITY', 'CITY'],
    ['conversion_rate', null, 'unknown comparison'],
    ['p2_impressions', 'similar', 'similar'],
  ])(
    'takes a change of %s against %s, and leaves the value to its column',
    (metric, comparedWith, against) => {
      const { onDrift, drifts } = driftLog()
      expect(pivotMetricWindows([flatMetric({ metric, comparedWith })], { onDrift })).toEqual([
        {
          ...row,
          metric,
          value: null,
          value_string: null,
          value_type: null,
          value_change: -0.5,
          value_change_string: '-50%',
          compared_with: comparedWith,
          currency: null,
        },
      ])
      expect(drifts).toEqual([
        {
          kind: 'series',
          listingId: '1048576000000000001',
          name: `${metric} ${against}`,
          message: `no column holds a change of ${metric} against ${against}: metric_windows has it`,
        },
      ])
    },
  )

  it.each([
    ['a text', { valueChange: 'less', valueChangeRaw: '"less"' }, '"less"'],
    ['an object', { valueChange: null, valueChangeRaw: '{"low":1,"high":2}' }, '{"low":1,"high":2}'],
  ])('keeps a change that is %s in its text, where there is none, with a word', (_, change, kept) => {
    const { onDrift, told } = driftLog()
    const flats = [
      rate({ ...change, valueChangeString: null }),
      rate({ ...change, metric: 'length_of_stay' }),
    ]
    expect(pivotMetricWindows(flats, { onDrift })).toMatchObject([
      { value_change: null, value_change_string: kept },
      { value_change: null, value_change_string: '-$1.25' },
    ])
    expect(told()).toEqual([
      ['value', 'nightly_rate change'],
      ['value', 'length_of_stay change'],
    ])
  })

  it('reads "-" as null in values and changes, and keeps the text', () => {
    const { onDrift, told } = driftLog()
    const flat = rate({ value: 0, valueString: '-', valueChange: 0, valueChangeString: '-' })
    expect(pivotMetricWindows([flat], { onDrift })).toEqual([
      { ...row, value: null, value_string: '-', value_change: null, value_change_string: '-' },
    ])
    expect(told()).toEqual([])
  })

  it('keeps a value that is no number as it came, with a word', () => {
    const { onDrift, told } = driftLog()
    expect(pivotMetricWindows([rate({ value: 'high', valueRaw: '"high"' })], { onDrift })).toEqual([
      { ...row, value: null, value_raw: '"high"' },
    ])
    expect(told()).toEqual([['value', 'nightly_rate']])
  })

  it('lets a later flat of the same metric and window win, also with null', () => {
    const nothing = rate({ value: null, valueString: null, valueChange: null, valueChangeString: null })
    expect(pivotMetricWindows([rate(), nothing])).toMatchObject([{ value: null, value_change: null }])
    expect(pivotMetricWindows([nothing, rate()])).toEqual([row])
  })

  it('tells answers to different questions apart that have a name in common, with a word', () => {
    const { onDrift, drifts } = driftLog()
    const flats = ['accuracy', 'location', 'accuracy'].map((asked, place) =>
      rate({ metric: 'rating', asked, value: place }),
    )
    expect(pivotMetricWindows(flats, { onDrift }).map(({ metric, value }) => [metric, value])).toEqual([
      ['rating', 2],
      ['rating (location)', 1],
    ])
    expect(drifts.map(({ name, message }) => [name, message])).toEqual([
      ['rating', 'rating is not known here: metric_windows has it'],
      [
        'rating twice',
        'rating came in answers to accuracy and to location: metric_windows has the latter as rating (location)',
      ],
    ])
  })

  it('takes a name that no object should have for a key, and cuts and cleans others, with a word', () => {
    const { onDrift, told } = driftLog()
    const flats = ['__proto__', 'x'.repeat(10_000), 'a\u0000b'].map((metric) => rate({ metric }))
    const names = pivotMetricWindows(flats, { onDrift }).map((one) => one.metric)
    expect(names).toEqual(['__proto__', expect.stringMatching(/^x{120}…[0-9a-f]{8}$/), 'a b'])
    expect(told().map(([, name]) => name)).toEqual([
      '__proto__',
      `name ${names[1]}`,
      names[1],
      'name a b',
      'a b',
    ])
  })

  it('orders listings as first seen and their rows by window', () => {
    const first = { start: '2025-02-02', end: '2025-03-01' }
    const cut = { start: '2025-02-02', end: '2025-02-22' }
    const flats = [
      rate({ listingId: '1048576000000000003' }),
      rate(),
      rate({ listingId: '1048576000000000003', window: first }),
      rate({ listingId: '1048576000000000003', window: cut, metric: 'overall' }),
      rate({ listingId: '1048576000000000003', window: cut }),
    ]
    const rows = pivotMetricWindows(flats)
    expect(rows.map((one) => [one.airbnb_listing_id, one.window_start, one.window_end, one.metric])).toEqual([
      ['1048576000000000003', '2025-02-02', '2025-02-22', 'overall'],
      ['1048576000000000003', '2025-02-02', '2025-02-22', 'nightly_rate'],
      ['1048576000000000003', '2025-02-02', '2025-03-01', 'nightly_rate'],
      ['1048576000000000003', '2025-03-02', '2025-03-08', 'nightly_rate'],
      ['1048576000000000001', '2025-03-02', '2025-03-08', 'nightly_rate'],
    ])
  })
})
