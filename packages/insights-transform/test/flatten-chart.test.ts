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
      valueRaw: null,
      valueType: 'PERCENTAGE',
      label: 'Your listings',
    }
    const metric = {
      kind: 'metric',
      ...asked,
      asked: 'conversion_rate',
      comparedWith: 'similar',
      value: 0.25,
      valueRaw: null,
      valueString: '25.0%',
      valueType: 'PERCENTAGE',
      valueChangeRaw: null,
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
    [
      'its keys, where its type is no text',
      unknownWrapper({ __typename: 7, amount: 3 }),
      '__typename,amount',
    ],
  ])('takes the one number of a wrapper of an unknown kind and tells by %s, once', (_, wrapper, name) => {
    const { onDrift, drifts } = driftLog()
    const unknown = points('2025-03-02', [
      [wrapper, '3'],
      [wrapper, '3'],
    ])
    const flats = flattenChart(chartAnswer([series(unknown), other()], conversionMetrics()), { onDrift })
    expect(flats.slice(0, 2)).toMatchObject([
      { value: 3, valueRaw: null },
      { value: 3, valueRaw: null },
    ])
    expect(drifts).toEqual([
      {
        kind: 'wrapper',
        listingId: '1048576000000000001',
        name,
        message: `a value came wrapped in a form that is not known: ${name}`,
      },
    ])
  })

  it.each<[string, unknown, number | string | boolean | null, string | null, string | null]>([
    ['a text', { stringValue: 'high' }, 'high', '"high"', null],
    ['a boolean', { booleanValue: false }, false, 'false', null],
    [
      'a long beyond what a number holds',
      long('9007199254740993'),
      '9007199254740993',
      '9007199254740993',
      null,
    ],
    ['a long that is no number', long('4.5'), '4.5', '"4.5"', null],
    ['an empty text', { stringValue: '' }, '', '""', null],
    [
      'an object',
      { __typename: 'porygonRangeWrapper', low: 1, high: 2 },
      null,
      '{"low":1,"high":2}',
      'porygonRangeWrapper',
    ],
    ['an object in an object', { range: { low: 1 } }, null, '{"range":{"low":1}}', 'range'],
    ['a text in an unknown wrapper', { grade: 'A' }, null, '{"grade":"A"}', 'grade'],
    ['a double in a text', { doubleValue: '0.5' }, null, '{"doubleValue":"0.5"}', 'doubleValue'],
    ['a long in a number', { longValue: 460 }, 460, null, 'longValue'],
    ['a bare number', 4.5, 4.5, null, 'bare number'],
    ['a bare text', '4.5', null, '"4.5"', 'bare string'],
    ['a bare boolean', true, null, 'true', 'bare boolean'],
    ['a list', [4, 5], null, '[4,5]', 'bare list'],
    ['a list of one number', [4], null, '[4]', 'bare list'],
    [
      'a wrapper that holds nothing',
      { __typename: 'porygonNewWrapper', amount: null },
      null,
      null,
      'porygonNewWrapper',
    ],
    ['a list without anything', [], null, '[]', 'bare list'],
  ])('keeps %s as it came', (_, value, unwrapped, valueRaw, told) => {
    const { onDrift, drifts } = driftLog()
    const answer = chartAnswer(
      [series(points('2025-03-02', [[value as ValueWrapper, 'shown']])), series([])],
      conversionMetrics(),
    )
    const [flat] = flattenChart(answer, { onDrift })
    expect(flat).toMatchObject({ value: unwrapped, valueRaw, valueString: 'shown' })
    expect(drifts.map(({ name }) => name)).toEqual(told === null ? [] : [told])
  })

  it('keeps nothing of what stands beside "-"', () => {
    const odd = unknownWrapper({ low: 1, high: 2 })
    const answer = chartAnswer([series(points('2025-03-02', [[odd, '-']])), series([])], conversionMetrics())
    const { onDrift, told } = driftLog()
    expect(flattenChart(answer, { onDrift })[0]).toMatchObject({
      value: null,
      valueRaw: null,
      valueString: '-',
    })
    expect(told()).toEqual([])
  })

  it('leaves out what is too long or too deep to be a value, with a word', () => {
    let deep: object = {}
    for (let level = 0; level < 100_000; level++) deep = { in: deep }
    for (const value of [
      { stringValue: 'x'.repeat(10_000) },
      long('9'.repeat(10_001)),
      unknownWrapper({ deep }),
    ]) {
      const { onDrift, told } = driftLog()
      const flat = flattenChart(
        {
          ...chartAnswer([]),
          section: { metricLineCharts: [series(points('2025-03-02', [[value, null]])), series([])] },
        },
        { onDrift },
      )[0]
      expect(flat).toMatchObject({ valueRaw: null })
      expect(told()).toContainEqual(['value', 'long value'])
    }
    const [kept] = flattenChart(
      chartAnswer([series(points('2025-03-02', [[{ stringValue: 'x'.repeat(9_998) }, null]]))]),
    )
    expect(kept?.valueRaw).toHaveLength(10_000)
  })

  it('keeps a change that is no number as it came', () => {
    const primaryMetric = metricUnit('conversion_rate', { valueChange: unknownWrapper({ low: 1, high: 2 }) })
    const flats = flattenChart(chartAnswer([], { primaryMetric }))
    expect(flats).toMatchObject([{ valueChange: null, valueChangeRaw: '{"low":1,"high":2}' }])
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

  it('have the name of a comparison that is unknown, with a word', () => {
    const comparisonTypeSelectors = [{ label: 'Your city', type: 'CITY', isActive: true }]
    expect(seriesOf([own(), other()], { comparisonTypeSelectors })).toEqual({
      names: ['your', 'CITY'],
      compared: ['CITY'],
      told: [['series', 'CITY']],
    })
  })

  it.each(['your', 'similar', 'overTime', 'series 3', ' your\u200b'])(
    'do not take the name %j, which has a meaning here, from an unknown comparison',
    (type) => {
      const comparisonTypeSelectors = [{ label: 'Other', type, isActive: true }]
      expect(seriesOf([own(), other(), other()], { comparisonTypeSelectors })).toMatchObject({
        names: ['your', 'series 2', 'series 3'],
        compared: ['series 2'],
      })
    },
  )

  it('have the name of their place after the second, with a word', () => {
    expect(seriesOf([own(), other(), other(), other()])).toEqual({
      names: ['your', 'similar', 'series 3', 'series 4'],
      compared: ['similar'],
      told: [['series', '4 series']],
    })
  })

  it('are named and told in few characters, however long the comparison is called', () => {
    const comparisonTypeSelectors = [{ label: 'Other', type: 'C'.repeat(10_000), isActive: true }]
    const { names, told } = seriesOf([own(), other()], { comparisonTypeSelectors })
    expect(names[1]).toHaveLength(129)
    expect(told).toEqual([['series', names[1]]])
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

describe('flattenChart, a metric that a window has twice', () => {
  it('is given twice, with a word', () => {
    const { primaryMetric, secondaryMetrics = [] } = conversionMetrics()
    const again = metricUnit('search_conversion_rate', { valueString: '30%' })
    const twice = { primaryMetric, secondaryMetrics: [...(secondaryMetrics ?? []), again] }
    const name = 'search_conversion_rate'
    expect(driftOf([own(), other()], twice)).toEqual([
      ['metric', `${name} twice`, `the chart of conversion_rate has ${name} twice: the later counts`],
    ])
    const primaryAgain = {
      primaryMetric,
      secondaryMetrics: [...(secondaryMetrics ?? []), metricUnit('conversion_rate')],
    }
    expect(driftOf([own(), other()], primaryAgain).map(([kind, told]) => [kind, told])).toEqual([
      ['metric', 'conversion_rate twice'],
    ])
  })
})

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
