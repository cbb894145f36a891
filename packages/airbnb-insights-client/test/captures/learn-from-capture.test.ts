import { describe, expect, test } from 'vitest'
import { learnFromCapture } from '../../src/captures/index.ts'
import { buildListOfMetricsRequest, DEFAULT_OPERATIONS } from '../../src/index.ts'
import {
  chartResponse,
  graphqlError,
  listingsResponse,
  listOfMetricsResponse,
} from '../../src/testing/index.ts'
import {
  asFirefoxHar,
  asSafariHar,
  BROWSERS,
  chartQuestion,
  inPieces,
  overviewQuestion,
  PASSED_OVER,
  type RecordedExchange,
  recorded,
} from '../support/captured-har.ts'

const CHART = chartResponse({
  your: [
    { ds: '2026-04-05', value: 0.25 },
    { ds: '2026-04-06', value: null },
  ],
  compared: [{ ds: '2026-04-05', value: 0.5 }],
  metrics: [
    { metric: 'conversion_rate', value: 0.25, valueChange: -0.25 },
    { metric: 'search_conversion_rate', value: null },
  ],
})

/** What a host's browser records of a visit: two charts, a list, the overview, and what is nobody's. */
const VISIT: readonly RecordedExchange[] = [
  ...PASSED_OVER.slice(0, 2),
  recorded(
    overviewQuestion(),
    listingsResponse({ listings: [{ listingId: '900000000000000799', occupancyRate: 0.5 }] }),
  ),
  recorded(chartQuestion(), CHART),
  recorded(chartQuestion(), CHART, { method: 'GET', site: 'https://fr.airbnb.ca' }),
  ...PASSED_OVER.slice(2),
  recorded(
    buildListOfMetricsRequest({
      listingId: '900000000000000799',
      metric: 'p3_impressions',
      relativeDsStart: 0,
      relativeDsEnd: 6,
    }),
    listOfMetricsResponse({
      metrics: [
        { metric: 'p3_impressions', value: 460 },
        { metric: 'p2_impressions', value: 8166 },
      ],
    }),
  ),
]

const learnt = (har: string, size?: number) => learnFromCapture(inPieces(har, size))

describe.each(BROWSERS)('a visit that %s recorded', (_, asHar) => {
  test('is told in requests, questions, metrics, charts and wrappers', async () => {
    const findings = await learnt(asHar(VISIT))
    expect(findings.requests).toEqual({
      all: 8,
      ofPerformance: 4,
      answers: 4,
      withoutBody: 0,
      notJson: 0,
      refused: 0,
    })
    expect(findings.operations).toEqual([
      {
        operation: 'ListingsSectionQuery',
        requests: 1,
        answers: 1,
        methods: ['POST'],
        hashes: [{ name: DEFAULT_OPERATIONS.ListingsSectionQuery[0], requests: 1, isKnown: true }],
        clientNames: [{ name: 'web-performance-dash-listings', requests: 1, isKnown: true }],
        isKnown: true,
      },
      expect.objectContaining({
        operation: 'ChartQuery',
        requests: 2,
        methods: ['POST', 'GET'],
        isKnown: true,
      }),
      expect.objectContaining({ operation: 'ListOfMetricsQuery', requests: 1 }),
    ])
    expect(findings.questions).toContainEqual({
      operation: 'ChartQuery',
      page: 'CONVERSION',
      metric: 'conversion_rate',
      groupBys: ['RATING_CATEGORY'],
      comparison: 'MARKET',
      isKnown: true,
      requests: 2,
      answers: 2,
      listings: { least: 1, most: 1 },
      nights: { least: 28, most: 28 },
    })
    expect(findings.metrics).toContainEqual({
      metric: 'conversion_rate',
      askedWith: ['conversion_rate'],
      places: ['primaryMetric'],
      valueTypes: ['PERCENTAGE'],
      changeTypes: ['PERCENTAGE'],
      wrappers: ['porygonDoubleWrapper.doubleValue'],
      currencies: [],
      times: 2,
      withoutValue: 0,
      known: 'answers',
    })
    expect(findings.metrics).toContainEqual(
      expect.objectContaining({ metric: 'search_conversion_rate', times: 2, withoutValue: 2 }),
    )
    expect(findings.charts).toEqual([
      {
        granularity: 'DAY',
        comparison: 'MARKET',
        series: 2,
        charts: 2,
        nights: { least: 28, most: 28 },
        points: { least: 1, most: 2 },
        stepDays: { least: 1, most: 1 },
        startsOn: 'any',
        isKnown: true,
      },
    ])
    expect(findings.wrappers.map(({ type, key, isKnown }) => [type, key, isKnown])).toEqual([
      ['porygonDoubleWrapper', 'doubleValue', true],
      ['porygonLongWrapper', 'longValue', true],
    ])
    expect(findings.sections.map(({ componentName, times }) => [componentName, times])).toEqual([
      ['PIVOT_LISTINGS_SECTION', 1],
      ['PIVOT_CHART_SECTION', 2],
      ['LIST_OF_METRICS_SECTION', 1],
    ])
    expect(findings.comparisons.map(({ word }) => word)).toEqual(['MARKET', 'YOY'])
    expect(findings.unknown).toEqual([])
  })

  test('is the same in any pieces', async () => {
    const whole = await learnt(asHar(VISIT))
    for (const size of [1, 7, 1000]) expect(await learnt(asHar(VISIT), size)).toEqual(whole)
  })

  test('whose answers were left out in part is told all the same', async () => {
    const findings = await learnt(asHar([recorded(chartQuestion(), null), ...VISIT]))
    expect(findings.requests).toMatchObject({ ofPerformance: 5, answers: 4, withoutBody: 1 })
  })

  test('whose answers were all left out is refused, with how to have them', async () => {
    const har = asHar([...PASSED_OVER, recorded(chartQuestion(), null)])
    await expect(learnt(har)).rejects.toThrow(
      /^The HAR file holds 1 of the Performance pages' requests, and the answer to none: .*Chrome.*Firefox.*Safari/,
    )
  })

  test('without a request of the pages is refused, with where to click', async () => {
    await expect(learnt(asHar(PASSED_OVER))).rejects.toThrow(
      /^The HAR file holds no request of the Performance pages: none of its 4 requests is .*conversion, occupancy, quality/,
    )
  })
})

test('answers that refuse, and those that are no JSON, are counted', async () => {
  const refusal = graphqlError({ errorType: 'malformed_input', errorClass: 'ServiceBadRequestError' })
  const findings = await learnt(
    asFirefoxHar([
      recorded(chartQuestion(), refusal.body),
      recorded(chartQuestion('p3_impressions'), '<html>Sign in, anna@example.com</html>', { status: 403 }),
    ]),
  )
  expect(findings.requests).toMatchObject({ ofPerformance: 2, answers: 1, notJson: 1, refused: 2 })
  expect(findings.refusals).toEqual([
    {
      operation: 'ChartQuery',
      status: 200,
      errorType: 'malformed_input',
      errorClass: 'ServiceBadRequestError',
      times: 1,
    },
    { operation: 'ChartQuery', status: 403, errorType: null, errorClass: null, times: 1 },
  ])
  expect(JSON.stringify(findings)).not.toContain('anna')
})

test('an answer that comes before its request, as no browser writes it, is read as well', async () => {
  const [entry] = (
    JSON.parse(asFirefoxHar([recorded(chartQuestion(), CHART)])) as { log: { entries: object[] } }
  ).log.entries
  const { request, ...rest } = entry as { request: object }
  const findings = await learnt(JSON.stringify({ log: { entries: [{ ...rest, request }] } }))
  expect(findings.requests.answers).toBe(1)
})

describe('what is no capture is refused, with what to do', () => {
  const har = asSafariHar(VISIT)
  test.each([
    ['nothing at all', '', /^There is nothing in it/],
    ['a copied request', "curl 'https://www.airbnb.com/api/v3/ChartQuery/0a'", /^This is a copied request/],
    ['an answer', JSON.stringify(CHART), /^This is a single answer/],
    ['a page', '<!doctype html><html></html>', /^This is a page/],
    ['something compressed', '\u001f\u008b\b\0', /^This is compressed: unpack it/],
    ['something else', `{"entries":${'x'.repeat(10_000)}`, /^This is no HAR file/],
    [
      'a recording that breaks off',
      har.slice(0, -40),
      /^The HAR file breaks off after 7 requests: save it anew/,
    ],
    [
      'a recording that broke off early',
      har.slice(0, 200),
      /^The HAR file breaks off after 0 requests: save it anew/,
    ],
    [
      'a damaged recording',
      har.replace('"response":{', '"response":'),
      /^The HAR file cannot be read any further after 0 requests/,
    ],
  ])('%s', async (_, text, message) => {
    await expect(learnt(text)).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        argument: 'capture',
        message: expect.stringMatching(message),
      }),
    )
  })
})

/** The text of the entries of a recording. */
const entriesOf = (exchanges: readonly RecordedExchange[]) =>
  asSafariHar(exchanges).split('"entries":[')[1]!.slice(0, -3)

test('a recording of 200 MB is read in the memory of its largest answer', async () => {
  const media: RecordedExchange = { ...PASSED_OVER[1]!, answer: 'x"\\'.repeat(300_000) }
  const strange: RecordedExchange = { ...PASSED_OVER[2]!, answer: '{"data":"'.padEnd(1_000_000, 'y') }
  const heavy = Buffer.from(`${entriesOf([media, strange, recorded(chartQuestion(), CHART)])},`)
  const repeats = Math.ceil(200e6 / heavy.length)
  let peak = 0
  async function* recording(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('{"log":{"entries":[')
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (let at = 0; at < heavy.length; at += 65_536) {
        yield heavy.subarray(at, at + 65_536)
        peak = Math.max(peak, process.memoryUsage().heapUsed)
      }
    }
    yield Buffer.from(`${entriesOf([recorded(chartQuestion(), CHART)])}]}}`)
  }
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const { requests } = await learnFromCapture(recording())
  expect(requests).toMatchObject({ all: 3 * repeats + 1, answers: repeats + 1 })
  expect(peak - before).toBeLessThan(150e6)
})
