import {
  type ChartQuestion,
  type ChartSection,
  flattenChart,
  type LineChart,
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
  selectors,
  series,
} from './support/answers.ts'
import { driftLog } from './support/drift-log.ts'

const own = () => series(points('2025-03-02', [[double(0.5), '50%']]), { label: 'Your performance' })
const other = () => series(points('2025-03-02', [[double(0.25), '25%']]), { label: 'Similar listings' })

/** A wrapper as a later version of the API may send it. */
const unknownWrapper = (wrapper: object): ValueWrapper => wrapper

describe('flattenChart', () => {
  it('gives points series by series, then the primary and secondary metrics, with what was asked', () => {
    const answer = chartAnswer([own(), other()], {
      primaryMetric: metricUnit('conversion_rate', {
        valueChange: double(-0.125),
        valueChangeString: '-12.5%',
      }),
      secondaryMetrics: [metricUnit('search_conversion_rate')],
    })
    const asked = {
      listingId: '1048576000000000001',
      internalName: 'Garden room',
      window: { start: '2025-03-02', end: '2025-03-08' },
    }
    const point = {
      kind: 'point',
      ...asked,
      metric: 'conversion_rate',
      granularity: 'DAY',
      date: '2025-03-02',
      valueType: 'PERCENTAGE',
      label: 'Your listings',
    }
    const metric = {
      kind: 'metric',
      ...asked,
      comparedWith: 'similar',
      value: 0.25,
      valueString: '25.0%',
      valueType: 'PERCENTAGE',
      valueChangeType: 'PERCENTAGE',
      currency: null,
    }
    expect(flattenChart(answer)).toEqual([
      { ...point, series: 'your', value: 0.5, valueString: '50%' },
      { ...point, series: 'similar', value: 0.25, valueString: '25%' },
      {
        ...metric,
        role: 'primary',
        metric: 'conversion_rate',
        valueChange: -0.125,
        valueChangeString: '-12.5%',
        label: 'The conversion_rate',
      },
      {
        ...metric,
        role: 'secondary',
        metric: 'search_conversion_rate',
        valueChange: null,
        valueChangeString: null,
        label: 'The search_conversion_rate',
      },
    ])
  })

  it('gives every flat of a kind the same keys in the same order', () => {
    const answer = chartAnswer([own(), series([{ ds: '2025-03-02' }])], {
      primaryMetric: { metricName: 'conversion_rate' },
      secondaryMetrics: [metricUnit('p2_impressions')],
    })
    const keys = flattenChart(answer).map((flat) => Object.keys(flat).join())
    expect(keys).toHaveLength(4)
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).toBe(keys[3])
  })

  it.each([
    ['a double', double(0.0625), '6.25%', 0.0625],
    ['a long, which comes as a string', long('460'), '460', 460],
    ['the longest long that a number holds', long('9007199254740991'), '…', 9007199254740991],
    ['a long in another notation, kept as it came', long('0x1F'), '31', '0x1F'],
    ['a negative long', long('-3'), '-3', -3],
    ['a long of zero', long('0'), '0', 0],
    ['a long beyond what a number holds, kept as it came', long('9007199254740993'), '…', '9007199254740993'],
    ['a long that is no number', long('many'), 'many', 'many'],
    ['a long without digits', long(''), '', ''],
    ['a string', { stringValue: 'high' }, 'high', 'high'],
    ['a boolean', { booleanValue: false }, 'no', false],
    ['no wrapper', null, null, null],
    ['an empty double', double(null), '0%', null],
    ['an empty long', long(null), '0', null],
    ['the key that holds something', { doubleValue: null, longValue: '7' }, '7', 7],
    ['an empty string', { stringValue: null }, '', null],
    ['a double of 0 beside "-"', double(0), '-', null],
    ['a long of 0 beside "-"', long('0'), '-', null],
  ])('unwraps %s', (_, value, valueString, expected) => {
    const { onDrift, drifts } = driftLog()
    const answer = chartAnswer([series(points('2025-03-02', [[value, valueString]])), series([])], {
      ...conversionMetrics(),
    })
    const [flat] = flattenChart(answer, { onDrift })
    expect(flat).toMatchObject({ value: expected, valueString })
    expect(drifts).toEqual([])
  })

  it.each([
    [
      'its type name',
      unknownWrapper({ __typename: 'porygonMoneyWrapper', amount: 3 }),
      'porygonMoneyWrapper',
    ],
    ['its keys', unknownWrapper({ amount: 3 }), 'amount'],
  ])('counts a wrapper of an unknown kind as null and tells by %s, once', (_, wrapper, name) => {
    const { onDrift, drifts } = driftLog()
    const unknown = points('2025-03-02', [
      [wrapper, '3'],
      [wrapper, '3'],
    ])
    const flats = flattenChart(chartAnswer([series(unknown), other()], conversionMetrics()), { onDrift })
    expect(flats.slice(0, 2).map(({ value }) => value)).toEqual([null, null])
    expect(drifts).toEqual([
      {
        kind: 'wrapper',
        listingId: '1048576000000000001',
        name,
        message: `a value came in a wrapper of an unknown kind: ${name}`,
      },
    ])
  })

  it('keeps points of weeks and months, and says what they are', () => {
    const weekly = series(points('2025-03-02', [[double(0.5), '50%']]), { granularity: 'WEEK' })
    expect(flattenChart(chartAnswer([weekly]))).toMatchObject([{ granularity: 'WEEK' }])
  })

  it.each([
    ['no section', { ...chartAnswer([]), section: null }],
    ['no series and no metrics', chartAnswer([])],
    ['a series without points', chartAnswer([series([])])],
    ['series without points', chartAnswer([series([]), series([])], { secondaryMetrics: null })],
    ['nothing but the series', { ...chartAnswer([]), section: { metricLineCharts: [] } }],
  ])('finds nothing in an answer with %s, and nothing to tell', (_, answer) => {
    const { onDrift, drifts } = driftLog()
    expect(flattenChart(answer, { onDrift })).toEqual([])
    expect(drifts).toEqual([])
  })
})

/** The series names of a chart's points and the comparison of its metrics, in order, and what drift was told. */
function seriesOf(
  charts: LineChart[],
  section: Partial<ChartSection> = {},
  request: Partial<ChartQuestion> = { comparison: null },
) {
  const { onDrift, told } = driftLog()
  const answer = chartAnswer(charts, { ...conversionMetrics(), ...section }, request)
  const flats = flattenChart(answer, { onDrift })
  return {
    names: flats.flatMap((flat) => (flat.kind === 'point' ? [flat.series] : [])),
    compared: [...new Set(flats.flatMap((flat) => (flat.kind === 'metric' ? [flat.comparedWith] : [])))],
    told: told(),
  }
}

describe('flattenChart, series', () => {
  it('are told apart by position and by the active comparison', () => {
    expect(seriesOf([own(), other()])).toEqual({
      names: ['your', 'similar'],
      compared: ['similar'],
      told: [],
    })
    const twice = [own(), series(own().dataPoints.slice())]
    expect(seriesOf(twice, { comparisonTypeSelectors: selectors('YOY') })).toEqual({
      names: ['your', 'overTime'],
      compared: ['overTime'],
      told: [],
    })
  })

  it('are told apart in any language', () => {
    const french = [series(own().dataPoints.slice(), { label: 'Vos performances' })]
    french.push(series(other().dataPoints.slice(), { label: 'Annonces similaires' }))
    const comparisonTypeSelectors = [{ label: 'Annonces similaires', type: 'MARKET', isActive: true }]
    expect(seriesOf(french, { comparisonTypeSelectors })).toMatchObject({
      names: ['your', 'similar'],
      told: [],
    })
  })

  it('take the comparison from the question when the answer names none', () => {
    const unnamed = { comparisonTypeSelectors: selectors(null) }
    expect(seriesOf([own(), other()], unnamed, { comparison: 'YOY' })).toEqual({
      names: ['your', 'overTime'],
      compared: ['overTime'],
      told: [],
    })
    expect(seriesOf([own(), other()], unnamed, { comparison: 'MARKET' })).toEqual({
      names: ['your', 'similar'],
      compared: ['similar'],
      told: [],
    })
  })

  it('count as similar listings, with a word, when nothing names the comparison', () => {
    expect(seriesOf([own(), other()], { comparisonTypeSelectors: undefined })).toEqual({
      names: ['your', 'similar'],
      compared: ['similar'],
      told: [['series', 'unnamed comparison']],
    })
  })

  it('go by the answer when it compares with something else than was asked', () => {
    expect(seriesOf([own(), other()], {}, { comparison: 'YOY' })).toEqual({
      names: ['your', 'similar'],
      compared: ['similar'],
      told: [['series', 'MARKET']],
    })
  })

  it('are left out, with a word, when the comparison is unknown or there are more than two', () => {
    const comparisonTypeSelectors = [{ label: 'Your city', type: 'CITY', isActive: true }]
    expect(seriesOf([own(), other()], { comparisonTypeSelectors })).toEqual({
      names: ['your'],
      compared: [null],
      told: [['series', 'CITY']],
    })
    expect(seriesOf([own(), other(), other()])).toEqual({
      names: ['your', 'similar'],
      compared: ['similar'],
      told: [['series', '3 series']],
    })
  })

  it('keep their position when a label contradicts it, with a word', () => {
    expect(seriesOf([other(), own()])).toMatchObject({
      names: ['your', 'similar'],
      told: [['label', 'Similar listings']],
    })
    const comparisonTypeSelectors = [{ label: 'Annonces similaires', type: 'MARKET', isActive: true }]
    const translated = series(other().dataPoints.slice(), { label: 'Annonces similaires' })
    expect(seriesOf([translated, own()], { comparisonTypeSelectors }).told).toEqual([
      ['label', 'Annonces similaires'],
    ])
  })
})

const without = (name: string) => `the chart of conversion_rate has nights, but its window has no ${name}`

/** What drift an answer of these parts is told to have. */
function driftOf(charts: LineChart[], section: Partial<ChartSection>, request: Partial<ChartQuestion> = {}) {
  const { onDrift, drifts } = driftLog()
  flattenChart(chartAnswer(charts, section, request), { onDrift })
  return drifts.map(({ kind, name, message }) => [kind, name, message])
}

describe('flattenChart, what is missing', () => {
  it('is told where there are nights and not all metrics of their window', () => {
    const { primaryMetric, secondaryMetrics } = conversionMetrics()
    expect(driftOf([own(), other()], conversionMetrics())).toEqual([])
    expect(driftOf([own(), other()], { primaryMetric })).toEqual(
      ['p2_impressions_first_page_rate', 'search_conversion_rate', 'listing_conversion_rate'].map((name) => [
        'missing',
        name,
        without(name),
      ]),
    )
    expect(driftOf([own(), other()], { secondaryMetrics })).toEqual([
      ['missing', 'conversion_rate', without('conversion_rate')],
    ])
    // Where a metric stands is no matter.
    const reversed = secondaryMetrics?.toReversed()
    expect(driftOf([own(), other()], { primaryMetric, secondaryMetrics: reversed })).toEqual([])
  })

  it('is told where there are metrics of the window and no nights', () => {
    const message = "the chart of conversion_rate has its window's numbers, but no nights"
    for (const charts of [[], [series([]), series([])]]) {
      expect(driftOf(charts, conversionMetrics())).toEqual([['missing', 'conversion_rate', message]])
    }
  })

  it('is not told where the window has no numbers either', () => {
    const primaryMetric = metricUnit('conversion_rate', { value: double(0), valueString: '-' })
    expect(driftOf([series([]), series([])], { primaryMetric })).toEqual([])
  })

  it('is told where the listing has nobody to be compared with', () => {
    const message = "a chart has the listing's own series, and none to compare it with"
    expect(driftOf([own()], conversionMetrics())).toEqual([['missing', 'second series', message]])
    expect(driftOf([own(), series([])], conversionMetrics())).toEqual([])
  })

  it('is not known of a metric whose answers nobody has seen', () => {
    expect(driftOf([own(), other()], {}, { metric: 'occupancy_rate' })).toEqual([])
  })
})
