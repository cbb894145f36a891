import { type ChartSection, flattenChart, type LineChart, type ValueWrapper } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import {
  answer,
  chartAnswer,
  context,
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

/** The series names of a chart's points, in order, and what drift was told. */
function seriesOf(charts: LineChart[], more: Partial<ChartSection> = {}, comparison?: 'MARKET' | 'YOY') {
  const { onDrift, told } = driftLog()
  const asked = comparison ? { ...context(), comparison } : context()
  const flats = flattenChart(chartAnswer(charts, more), asked, { onDrift })
  return { names: flats.map((flat) => (flat.kind === 'point' ? flat.series : flat.role)), told: told() }
}

describe('flattenChart', () => {
  it('gives points series by series, then the primary and secondary metrics, with the request', () => {
    const response = chartAnswer([own(), other()], {
      primaryMetric: metricUnit('conversion_rate', {
        valueChange: double(-0.125),
        valueChangeString: '-12.5%',
      }),
      secondaryMetrics: [metricUnit('search_conversion_rate')],
    })
    const request = context()
    const asked = {
      listingId: '1048576000000000001',
      listingName: 'Garden room',
      metricType: 'CONVERSION',
      groupValue: 'conversion_rate',
      window: { start: '2025-03-02', end: '2025-03-29' },
    }
    const point = {
      kind: 'point',
      ...asked,
      granularity: 'DAY',
      ds: '2025-03-02',
      valueType: 'PERCENTAGE',
      label: 'Your listings',
    }
    const metric = {
      kind: 'metric',
      ...asked,
      value: 0.25,
      valueString: '25.0%',
      valueType: 'PERCENTAGE',
      valueChangeType: 'PERCENTAGE',
      currency: null,
    }
    expect(flattenChart(response, request)).toEqual([
      { ...point, series: 'your', value: 0.5, valueString: '50%' },
      { ...point, series: 'similar', value: 0.25, valueString: '25%' },
      {
        ...metric,
        role: 'primary',
        metricName: 'conversion_rate',
        valueChange: -0.125,
        valueChangeString: '-12.5%',
        label: 'The conversion_rate',
      },
      {
        ...metric,
        role: 'secondary',
        metricName: 'search_conversion_rate',
        valueChange: null,
        valueChangeString: null,
        label: 'The search_conversion_rate',
      },
    ])
  })

  it('gives every flat of a kind the same keys in the same order', () => {
    const response = chartAnswer([own(), series([{ ds: '2025-03-02' }])], {
      primaryMetric: { metricName: 'conversion_rate' },
      secondaryMetrics: [metricUnit('p2_impressions')],
    })
    const keys = flattenChart(response, context()).map((flat) => Object.keys(flat).join())
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
    const response = chartAnswer([series(points('2025-03-02', [[value, valueString]]))])
    const [flat] = flattenChart(response, context(), { onDrift })
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
    const flats = flattenChart(chartAnswer([series(unknown)]), context(), { onDrift })
    expect(flats.map(({ value }) => value)).toEqual([null, null])
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
    expect(flattenChart(chartAnswer([weekly]), context())).toMatchObject([{ granularity: 'WEEK' }])
  })

  it.each([
    ['no section', answer<ChartSection>()],
    ['no series and no metrics', chartAnswer([])],
    ['series without points', chartAnswer([series([]), series([])], { secondaryMetrics: null })],
    ['nothing but the series', answer<ChartSection>({ metricLineCharts: [] })],
  ])('finds nothing in an answer with %s', (_, response) => {
    const { onDrift, drifts } = driftLog()
    expect(flattenChart(response, context(), { onDrift })).toEqual([])
    expect(drifts).toEqual([])
  })

  it('reads the first of several sections and tells', () => {
    const { onDrift, told } = driftLog()
    const response = answer<ChartSection>({ metricLineCharts: [own()] }, { metricLineCharts: [other()] })
    expect(flattenChart(response, context(), { onDrift })).toHaveLength(1)
    expect(told()).toEqual([['component', '2']])
  })
})

describe('flattenChart, series', () => {
  it('are told apart by position and by the active comparison', () => {
    expect(seriesOf([own(), other()])).toEqual({ names: ['your', 'similar'], told: [] })
    expect(
      seriesOf([own(), series(own().dataPoints.slice())], { comparisonTypeSelectors: selectors('YOY') }),
    ).toEqual({
      names: ['your', 'previousYear'],
      told: [],
    })
  })

  it('are told apart in any language', () => {
    const french = [series(own().dataPoints.slice(), { label: 'Vos performances' })]
    french.push(series(other().dataPoints.slice(), { label: 'Annonces similaires' }))
    const comparisonTypeSelectors = [{ label: 'Annonces similaires', type: 'MARKET', isActive: true }]
    expect(seriesOf(french, { comparisonTypeSelectors })).toEqual({ names: ['your', 'similar'], told: [] })
  })

  it('are the listing alone when there is one, whatever is said of a comparison', () => {
    expect(seriesOf([own()], { comparisonTypeSelectors: null })).toEqual({ names: ['your'], told: [] })
    expect(seriesOf([own()])).toEqual({ names: ['your'], told: [] })
  })

  it('take the comparison from the request when the answer names none', () => {
    const unnamed = { comparisonTypeSelectors: selectors(null) }
    expect(seriesOf([own(), other()], unnamed, 'YOY')).toEqual({ names: ['your', 'previousYear'], told: [] })
    expect(seriesOf([own(), other()], unnamed, 'MARKET')).toEqual({ names: ['your', 'similar'], told: [] })
  })

  it('count as similar listings, with a word, when nothing names the comparison', () => {
    expect(seriesOf([own(), other()], { comparisonTypeSelectors: undefined })).toEqual({
      names: ['your', 'similar'],
      told: [['series', 'unnamed comparison']],
    })
  })

  it('go by the answer when it compares with something else than was asked', () => {
    expect(seriesOf([own(), other()], {}, 'YOY')).toEqual({
      names: ['your', 'similar'],
      told: [['series', 'MARKET']],
    })
  })

  it('are left out, with a word, when the comparison is unknown or there are more than two', () => {
    const comparisonTypeSelectors = [{ label: 'Your city', type: 'CITY', isActive: true }]
    expect(seriesOf([own(), other()], { comparisonTypeSelectors })).toEqual({
      names: ['your'],
      told: [['series', 'CITY']],
    })
    expect(seriesOf([own(), other(), other()])).toEqual({
      names: ['your', 'similar'],
      told: [['series', '3 series']],
    })
  })

  it('keep their position when a label contradicts it, with a word', () => {
    expect(seriesOf([other(), own()])).toEqual({
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
