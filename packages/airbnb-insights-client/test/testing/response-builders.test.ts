import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type ChartResponse,
  chartResponseSchema,
  type ListingsResponse,
  type ListOfMetricsResponse,
  listingsResponseSchema,
  listOfMetricsResponseSchema,
} from '../../src/index.ts'
import {
  type Answer,
  chartResponse,
  emptied,
  graphqlError,
  htmlPage,
  httpFailure,
  incomplete,
  jsonAnswer,
  listingsResponse,
  listOfMetricsResponse,
  loginPage,
  malformed,
  rateLimited,
  refused,
  SESSION_EXPIRED_SHAPES,
  sessionExpired,
  staleOperation,
  withNovelMetric,
  withoutNights,
  withoutWindowMetrics,
  withValues,
} from '../../src/testing/index.ts'

const json = (answer: Answer) => JSON.parse(answer.body) as unknown

const charts = (withoutLineCharts: boolean) =>
  chartResponseSchema.parse(chartResponse({ withoutLineCharts })).data.porygon.getPerformanceComponents
    .components[0]?.metricLineCharts

const sectionOf = (answer: Answer) =>
  chartResponseSchema.parse(json(answer)).data.porygon.getPerformanceComponents.components[0]

describe('listings', () => {
  test('fit the schema, and state what was given', () => {
    const response = listingsResponse({
      listings: [
        {
          listingId: '900000000000000799',
          internalName: 'Unit 1',
          occupancyRate: 0.25,
          occupancyChange: -0.45,
        },
        { listingId: '999161464035752800' },
      ],
      traceId: 'trace',
    })
    expect(listingsResponseSchema.parse(response)).toMatchObject({ extensions: { traceId: 'trace' } })
    const [section] = response.data.porygon.getPerformanceComponents.components
    expect(section?.tableRows[0]).toMatchObject({
      id: '900000000000000799',
      listingName: 'Listing 900000000000000799',
      internalName: 'Unit 1',
      metricUnit: { valueString: '25.0%', valueChangeString: '-45.0%' },
    })
    expect(section).toMatchObject({ totalCount: 2, resultsCount: 2 })
  })

  test('can claim more than there are', () => {
    const [section] = listingsResponse({ totalCount: 9 }).data.porygon.getPerformanceComponents.components
    expect(section).toMatchObject({ totalCount: 9, resultsCount: 0 })
  })
})

describe('charts', () => {
  test('fit the schema, and state what was given', () => {
    const response = chartResponse({
      metric: 'p3_impressions',
      your: [
        { ds: '2026-01-11', value: 15 },
        { ds: '2026-01-12', value: null },
      ],
      compared: [{ ds: '2026-01-11', value: 6 }],
      metrics: [
        { metric: 'p3_impressions', value: 460, valueChange: 222 },
        { metric: 'p2_impressions', value: 8166 },
      ],
    })
    expect(response).toMatchObject(chartResponseSchema.parse(response))
    const [section] = response.data.porygon.getPerformanceComponents.components
    expect(
      section?.metricLineCharts.map(({ dataPoints }) => dataPoints.map(({ valueString }) => valueString)),
    ).toEqual([['15', '-'], ['6']])
    expect(section?.metricLineCharts[0]?.dataPoints[1]?.value).toMatchObject({ longValue: '0' })
    expect(section?.primaryMetric).toMatchObject({
      value: { longValue: '460' },
      valueChange: { __typename: 'porygonDoubleWrapper', doubleValue: 222 },
      valueChangeString: '222',
    })
    expect(section?.secondaryMetrics[0]).toMatchObject({ valueString: '8166', valueChangeString: null })
    expect(section?.maxPoint).toMatchObject({ ds: '2026-01-12', valueString: '20' })
  })

  test('say "no data" in both ways', () => {
    expect(charts(true)).toEqual([])
    expect(charts(false)).toMatchObject([{ dataPoints: [] }, { dataPoints: [] }])
  })

  test('have two series without a comparison, and do not say what the second is', () => {
    const [section] = chartResponse({ comparison: null }).data.porygon.getPerformanceComponents.components
    expect(section?.metricLineCharts).toHaveLength(2)
    expect(section?.comparisonTypeSelectors.map(({ isActive }) => isActive)).toEqual([false, false])
  })
})

test('lists of metrics fit the schema', () => {
  const response = listOfMetricsResponse({
    metrics: [
      { metric: 'conversion_rate', value: 9 / 8166 },
      { metric: 'p2_impressions_first_page_rate', value: 0.6994 },
      { metric: 'nightly_rate', value: 98.5 },
      { metric: 'length_of_stay', value: null },
    ],
  })
  expect(response).toMatchObject(listOfMetricsResponseSchema.parse(response))
  const [section] = response.data.porygon.getPerformanceComponents.components
  expect(section?.metrics.map(({ valueString }) => valueString)).toEqual(['0.11%', '69.9%', '$98.50', '-'])
})

test('bodies are of the types that the client gives', () => {
  expectTypeOf(chartResponse()).toExtend<ChartResponse>()
  expectTypeOf(listOfMetricsResponse()).toExtend<ListOfMetricsResponse>()
  expectTypeOf(listingsResponse()).toExtend<ListingsResponse>()
  expectTypeOf(chartResponse).parameter(0).not.toExtend<{ metric: 'clicks' }>()
})

describe('failures', () => {
  test.each([
    ['unauthorized', 401],
    ['forbidden', 403],
    ['graphql_error', 200],
    ['null_components', 200],
    ['login_page', 200],
    ['login_redirect', 302],
  ] as const)('an ended session as %s has the status %i', (as, status) => {
    expect(SESSION_EXPIRED_SHAPES).toContain(as)
    expect(sessionExpired({ as }).status).toBe(status)
  })

  test('an ended session is a 401 unless told otherwise', () => {
    expect(sessionExpired()).toEqual(sessionExpired({ as: 'unauthorized' }))
    expect(json(sessionExpired())).toMatchObject({
      data: null,
      errors: [{ extensions: { errorType: 'authentication_required' } }],
    })
    expect(sessionExpired({ as: 'login_page' })).toEqual(loginPage())
  })

  test('a rate limit, with and without Retry-After', () => {
    expect(rateLimited().headers.map(([name]) => name)).not.toContain('Retry-After')
    expect(rateLimited({ retryAfter: 3 })).toMatchObject({
      status: 429,
      headers: expect.arrayContaining([['Retry-After', '3']]),
    })
  })

  test('a question that is refused, as one about a single day is', () => {
    const error = {
      message: 'Malformed input',
      extensions: { errorClass: 'ServiceBadRequestError', errorType: 'malformed_input' },
    }
    expect([refused().status, json(refused())]).toMatchObject([200, { data: null, errors: [error] }])
    expect(json(refused({ message: 'No' }))).toMatchObject({ errors: [{ message: 'No' }] })
  })

  test('any HTTP failure, a stale hash, GraphQL errors, a page', () => {
    expect(httpFailure({ status: 502 }).status).toBe(502)
    expect(staleOperation({ as: 'not_found' }).status).toBe(404)
    expect(json(staleOperation())).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] })
    expect(json(graphqlError({ message: 'no', data: { porygon: null } }))).toMatchObject({
      data: { porygon: null },
      errors: [{ message: 'no', extensions: { errorClass: 'SERVICE_ERROR' } }],
    })
    expect(htmlPage().body).not.toContain('login')
  })
})

describe('spoiled answers', () => {
  const chart = jsonAnswer(chartResponse({ your: [{ ds: '2026-01-11', value: 0.1 }] }))
  const listings = jsonAnswer(listingsResponse({ listings: [{ listingId: '1' }, { listingId: '2' }] }))
  const list = jsonAnswer(listOfMetricsResponse({ metrics: [{ metric: 'wishlist', value: 1 }] }))

  test('malformed ones do not fit, and only what is malformed', () => {
    expect(() => chartResponseSchema.parse(json(malformed(chart)))).toThrow(/ds/)
    expect(() => listingsResponseSchema.parse(json(malformed(listings)))).toThrow(/id/)
    expect(() => listOfMetricsResponseSchema.parse(json(malformed(list)))).toThrow(/metricName/)
    expect(() => chartResponseSchema.parse(json(malformed(jsonAnswer(chartResponse()))))).toThrow(
      /metricLineCharts/,
    )
    expect(() => json(malformed(chart, 'truncated'))).toThrow(SyntaxError)
  })

  test('emptied ones fit', () => {
    for (const as of ['components', 'metricLineCharts', 'dataPoints'] as const) {
      expect(chartResponseSchema.parse(json(emptied(chart, as))).extensions?.traceId).toBeTruthy()
    }
    expect(
      listOfMetricsResponseSchema.parse(json(emptied(list))).data.porygon.getPerformanceComponents.components,
    ).toEqual([])
  })

  test('incomplete ones fit and say so', () => {
    const [section] = listingsResponseSchema.parse(json(incomplete(listings))).data.porygon
      .getPerformanceComponents.components
    expect(section).toMatchObject({ totalCount: 2, resultsCount: 1 })
  })
  test('a metric that nobody knows stands beside the others, in a chart and in a list', () => {
    expect(sectionOf(withNovelMetric(chart))?.secondaryMetrics?.at(-1)).toMatchObject({
      metricName: 'novel_metric',
      valueString: '17',
    })
    expect(withNovelMetric(chart).body).toContain('"value":{"__typename":"porygonNovelWrapper","tally":17}')
    const [section] = listOfMetricsResponseSchema.parse(json(withNovelMetric(list, { metric: 'saves' }))).data
      .porygon.getPerformanceComponents.components
    expect(section?.metrics.map(({ metricName }) => metricName)).toEqual(['wishlist', 'saves'])
  })

  test('any JSON stands in the place of values, in a chart and in a list', () => {
    expect(JSON.stringify(json(withValues(chart, 5)))).toContain('"ds":"2026-01-11","value":5')
    expect(json(withValues(list, ['x']))).toMatchObject({
      data: { porygon: { getPerformanceComponents: { components: [{ metrics: [{ value: ['x'] }] }] } } },
    })
  })

  test('a chart without its window or without its nights fits, and keeps the rest', () => {
    expect(sectionOf(withoutWindowMetrics(chart))).toMatchObject({
      metricLineCharts: [{ dataPoints: [{ ds: '2026-01-11' }] }, { dataPoints: [] }],
      primaryMetric: null,
      secondaryMetrics: null,
    })
    expect(sectionOf(withoutNights(chart))).toMatchObject({
      metricLineCharts: [{ dataPoints: [] }, { dataPoints: [] }],
      primaryMetric: { metricName: 'conversion_rate' },
    })
  })
})
