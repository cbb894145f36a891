import { describe, expect, test } from 'vitest'
import { exchangeOf } from '../../src/captures/captured-exchange.ts'
import { type CapturedExchange, learnFromExchanges, type SampleExchange } from '../../src/captures/index.ts'
import {
  answer,
  chartAnswer,
  chartSection,
  dataPoint,
  double,
  lineChart,
  metricUnit,
} from '../support/answers.ts'
import { askedWith, chartQuestion, recorded } from '../support/captured-har.ts'

const NEW_HASH = 'ab'.repeat(32)

const exchange = (json: unknown, changes: Partial<CapturedExchange> = {}): CapturedExchange => {
  const { url, method, body, answer: text } = recorded(chartQuestion(), json)
  const read = exchangeOf({ request: { url, method, postData: { text: body } }, status: 200, text })
  if (read === null) throw new Error('it is no request of the pages')
  return { ...read, ...changes }
}

const newIn = (...exchanges: readonly CapturedExchange[]) => learnFromExchanges(exchanges).unknown

const section = (changes: object) =>
  answer([
    {
      ...chartSection([lineChart('Your performance', [dataPoint('2026-04-05')]), lineChart('', [])]),
      ...changes,
    },
  ])

test('what was seen before is not new', () => {
  expect(newIn(exchange(chartAnswer()))).toEqual([])
})

describe('new is', () => {
  test('an operation, its hash, its name of the client, and a hash of a known one', () => {
    const asking = { ...chartQuestion(), operationName: 'RatingTrendQuery' } as never
    const { question } = exchange(chartAnswer())
    const other = exchange(chartAnswer(), { operation: 'RatingTrendQuery', hash: NEW_HASH, question: asking })
    expect(newIn(other, exchange(chartAnswer(), { hash: NEW_HASH, question }))).toEqual([
      {
        kind: 'operation',
        name: 'RatingTrendQuery',
        where: 'RatingTrendQuery',
        what: expect.any(String),
        times: 1,
      },
      { kind: 'hash', name: NEW_HASH, where: 'RatingTrendQuery', what: 'of RatingTrendQuery', times: 1 },
      expect.objectContaining({ kind: 'client name', where: 'RatingTrendQuery' }),
      { kind: 'hash', name: NEW_HASH, where: 'ChartQuery', what: 'of ChartQuery', times: 1 },
    ])
  })

  test('a metric to ask for, on a page that is new, with an argument and a filter that are', () => {
    const question = askedWith(chartQuestion(), {
      metricType: 'PRICING',
      groupByValues: ['price_tips'],
      priceBand: { least: 1 },
      filters: { listingIds: ['900000000000000799'], cityIds: ['77'] },
    })
    const found = newIn(exchange(chartAnswer(), { question: { ...question } }))
    expect(found.map(({ kind, name, what }) => [kind, name, what])).toEqual([
      ['question', 'PRICING price_tips', 'asked in a way that is new'],
      ['argument', 'priceBand', 'an object'],
      ['argument', 'cityIds', 'a list of 1'],
    ])
  })

  test('an answer to a metric that is known by its name alone, and a metric nobody knows, each once', () => {
    const answered = section({
      primaryMetric: metricUnit('booking_window'),
      secondaryMetrics: [metricUnit('nights_booked')],
    })
    const { unknown, metrics } = learnFromExchanges([exchange(answered), exchange(answered)])
    expect(unknown.map(({ kind, name, times }) => [kind, name, times])).toEqual([
      ['metric', 'booking_window', 2],
      ['metric', 'nights_booked', 2],
    ])
    expect(metrics.map(({ metric, known, places }) => [metric, known, places])).toEqual([
      ['booking_window', 'name', ['primaryMetric']],
      ['nights_booked', 'nothing', ['secondaryMetrics']],
    ])
  })

  test('a wrapper, a known wrapper that holds something else, a bare value, and a value type', () => {
    const found = newIn(
      exchange(
        section({
          primaryMetric: {
            ...metricUnit('p3_impressions'),
            value: { __typename: 'porygonMoneyWrapper', amountMicros: '12' },
          },
          secondaryMetrics: [
            {
              ...metricUnit('p2_impressions'),
              value: { __typename: 'porygonLongWrapper', longValue: 7 },
              valueType: 'MONEY',
            },
            { ...metricUnit('p2_impressions'), value: 7, valueChange: { stringValue: 'seven' } },
          ],
        }),
      ),
    )
    expect(found.map(({ kind, name, what }) => [kind, name, what])).toEqual([
      ['wrapper', 'porygonMoneyWrapper.amountMicros', 'a whole number as text'],
      ['wrapper', 'porygonLongWrapper.longValue', 'a number'],
      ['value type', 'MONEY', expect.any(String)],
      ['wrapper', 'a bare value: a number', 'a number'],
      ['wrapper', 'no type.stringValue', 'text'],
    ])
  })

  test('a granularity, a comparison, and another number of series', () => {
    const charts = [1, 2, 3].map((week) => ({
      ...lineChart('', [dataPoint(`2026-04-0${week}`)]),
      granularity: 'QUARTER',
    }))
    const selectors = [
      { __typename: 'porygonPComparisonTypeSelector', label: '', type: 'CITY', isActive: true },
    ]
    const { unknown, charts: kinds } = learnFromExchanges([
      exchange(section({ metricLineCharts: charts, comparisonTypeSelectors: selectors })),
    ])
    expect(unknown.map(({ kind, name }) => [kind, name])).toEqual([
      ['granularity', 'QUARTER'],
      ['series', '3 series'],
      ['comparison', 'CITY'],
    ])
    expect(kinds).toMatchObject([{ granularity: 'QUARTER', comparison: 'CITY', series: 3, isKnown: false }])
  })

  test('a section, a type, and keys of sections, metrics, points and values', () => {
    const found = newIn(
      exchange(
        answer([
          {
            __typename: 'porygonPRatingSection',
            componentName: 'RATING_SECTION',
            stars: [metricUnit('conversion_rate')],
          },
          {
            ...chartSection([
              lineChart('', [{ ...dataPoint('2026-04-05'), isForecast: true, 'Loft by the sea': 1 }]),
              lineChart('', []),
            ]),
            primaryMetric: {
              ...metricUnit('p3_impressions'),
              rank: { __typename: 'porygonPRank', place: 3 },
            },
          },
        ]),
      ),
    )
    expect(found.map(({ kind, name, where, what }) => [kind, name, where, what])).toEqual([
      ['section', 'porygonPRatingSection RATING_SECTION', 'ChartQuery', 'a section that is new'],
      ['key', 'isForecast', 'point', 'true or false'],
      ['key', '(text of 15 characters)', 'point', 'a whole number'],
      ['key', 'rank', 'metric unit', 'an object'],
      ['type', 'porygonPRank', 'rank', 'the type of what is at: rank'],
    ])
  })
})

/** A chart of two series with points of these days. */
const charted = (granularity: string, days: readonly string[]) =>
  exchange(
    section({
      metricLineCharts: [0, 1].map(() => ({
        ...lineChart(
          '',
          days.map((ds) => dataPoint(ds)),
        ),
        granularity,
      })),
    }),
  )

describe('charts tell how their points lie', () => {
  test.each([
    ['WEEK', ['2026-04-05', '2026-04-12', '2026-04-19'], { least: 7, most: 7 }, 'Sunday'],
    ['MONTH', ['2026-01-01', '2026-02-01', '2026-03-01'], { least: 28, most: 31 }, 'first of the month'],
    ['DAY', ['2026-01-01', '2026-01-02'], { least: 1, most: 1 }, 'any'],
    ['DAY', [], null, 'any'],
  ])('%s of %j', (granularity, days, stepDays, startsOn) => {
    expect(learnFromExchanges([charted(granularity, days)]).charts).toMatchObject([
      { granularity, stepDays, startsOn },
    ])
  })
})

describe('the sample', () => {
  test('has one exchange for each new thing, and the first of each operation', () => {
    const novel = exchange(section({ secondaryMetrics: [metricUnit('nights_booked')] }))
    const { sample } = learnFromExchanges([exchange(chartAnswer()), exchange(chartAnswer()), novel, novel])
    expect(sample.map(({ operation, status, shows }) => [operation, status, shows])).toEqual([
      ['ChartQuery', 200, []],
      ['ChartQuery', 200, ['metric nights_booked']],
    ])
  })

  test('keeps the form of what it redacts', () => {
    const { sample } = learnFromExchanges([
      exchange(
        section({
          title: 'Anna’s numbers',
          metricLineCharts: [
            lineChart(
              'Yours',
              ['2026-04-05', '2026-04-06', '2026-04-07'].map((ds) => dataPoint(ds)),
            ),
          ],
          primaryMetric: {
            ...metricUnit('p3_impressions'),
            valueString: '1,460 €',
            value: { longValue: '-460' },
          },
          secondaryMetrics: [],
          listingId: 'L-77',
          note: { at: '2026-04-05', '900000000000000799': 12.75, '900000000000000800': 1 },
        }),
      ),
    ])
    const [{ answer: redacted, request }] = sample as [SampleExchange]
    const [shown] = (redacted as ReturnType<typeof answer>).data.porygon.getPerformanceComponents.components
    expect(shown).toMatchObject({
      title: 'text of 14 characters',
      metricLineCharts: [
        {
          label: 'text of 5 characters',
          granularity: 'DAY',
          dataPoints: [
            { ds: '2001-01-01', value: double(0.25), valueType: 'PERCENTAGE', valueString: '12%' },
            { ds: '2001-01-02' },
          ],
        },
      ],
      primaryMetric: { metricName: 'p3_impressions', valueString: '1,234 €', value: { longValue: '-123' } },
      secondaryMetrics: [],
      listingId: 'text of 4 characters',
      note: { at: '2001-01-01', 'key: text of 18 characters': 12.25 },
    })
    expect(request).toEqual({
      clientName: 'web-performance-dash-chart',
      arguments: {
        relativeDsStart: -24,
        relativeDsEnd: 3,
        filters: { listingIds: ['900000000000000001'] },
        metricType: 'CONVERSION',
        groupBys: ['RATING_CATEGORY'],
        groupByValues: ['conversion_rate'],
        metricComparisonType: 'MARKET',
      },
      useStubbedData: false,
    })
  })

  test('of an endless stream of new things ends', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'
    const names = Array.from(
      { length: 600 },
      (_, place) => `m${letters[place % 26]}${letters[Math.floor(place / 26)]}`,
    )
    const { metrics, leftOut, sample } = learnFromExchanges(
      names.map((name) => exchange(section({ secondaryMetrics: [metricUnit(name)] }))),
    )
    expect(metrics).toHaveLength(300)
    expect(leftOut).toBeGreaterThan(300)
    expect(sample).toHaveLength(40)
  })

  test('of an answer nested without end ends as well', () => {
    const deep = `${'[{"a":'.repeat(20_000)}1${'}]'.repeat(20_000)}`
    const text = JSON.stringify(section({ novelty: 'deep' })).replace('"deep"', deep)
    expect(newIn(exchange(text))).toMatchObject([{ kind: 'key', name: 'novelty', what: 'a list of 1' }])
  })
})
