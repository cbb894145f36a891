import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { DEFAULT_WEB_KEY } from '../../src/build-headers.ts'
import { DEFAULT_OPERATIONS, type OperationName } from '../../src/index.ts'
import {
  chartAnswer,
  LISTING_IDS,
  listingsAnswer,
  listOfMetricsAnswer,
  sectionOf,
} from '../support/answers.ts'
import { CHART_REQUEST, clientUnderTest } from '../support/asking.ts'
import { COOKIE, CREDENTIALS } from '../support/credentials.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

/** Answers an operation and keeps what it was asked. */
function capture(operation: OperationName, answer: object, site = 'https://www.airbnb.com') {
  const seen: { request?: Request; body?: unknown } = {}
  server.use(
    http.post(`${site}/api/v3/${operation}/:hash`, async ({ request, params }) => {
      seen.request = request
      seen.body = await request.clone().json()
      expect(params['hash']).toBe(DEFAULT_OPERATIONS[operation][0])
      return HttpResponse.json(answer)
    }),
  )
  return seen
}

test('ListingsSectionQuery asks for all listings, without dates or filter', async () => {
  const seen = capture('ListingsSectionQuery', listingsAnswer())
  const { client } = clientUnderTest()
  const answer = await client.listings()
  expect(answer.listings.map(({ listingId }) => listingId)).toEqual(LISTING_IDS)
  expect(answer).toMatchObject({ totalCount: 2, isComplete: true, traceId: 'trace-0001' })
  expect(answer.raw).toEqual(listingsAnswer())
  expect(seen.body).toEqual({
    operationName: 'ListingsSectionQuery',
    locale: 'en',
    currency: 'USD',
    variables: {
      request: {
        clientName: 'web-performance-dash-listings',
        arguments: {
          metricType: 'CONVERSION',
          groupBys: ['RATING_CATEGORY'],
          groupByValues: ['occupancy_rate'],
        },
        useStubbedData: false,
      },
    },
    extensions: { persistedQuery: { version: 1, sha256Hash: DEFAULT_OPERATIONS.ListingsSectionQuery[0] } },
  })
  await client.close()
})

test('ChartQuery asks for one metric of one listing over a window, with its comparison', async () => {
  const seen = capture('ChartQuery', chartAnswer())
  const { client } = clientUnderTest()
  const answer = await client.relative.chart(CHART_REQUEST)
  expect(answer).toEqual({ request: CHART_REQUEST, section: sectionOf(chartAnswer()), traceId: 'trace-0001' })
  expect(answer.raw).toEqual(chartAnswer())
  expect(seen.body).toMatchObject({
    operationName: 'ChartQuery',
    variables: {
      request: {
        clientName: 'web-performance-dash-chart',
        arguments: {
          relativeDsStart: -24,
          relativeDsEnd: 3,
          filters: { listingIds: ['900000000000000799'] },
          metricType: 'CONVERSION',
          groupBys: ['RATING_CATEGORY'],
          groupByValues: ['conversion_rate'],
          metricComparisonType: 'MARKET',
        },
      },
    },
  })
  await client.close()
})

test('ListOfMetricsQuery asks without a comparison', async () => {
  const seen = capture('ListOfMetricsQuery', listOfMetricsAnswer(), 'https://www.airbnb.com.au')
  const { client } = clientUnderTest({ baseUrl: 'https://www.airbnb.com.au/', locale: 'de', currency: 'EUR' })
  const { comparison: _, ...request } = CHART_REQUEST
  const answer = await client.relative.listOfMetrics({ ...request, metric: 'cleanliness' })
  expect(answer.section).toEqual(sectionOf(listOfMetricsAnswer()))
  expect(seen.body).toMatchObject({
    locale: 'de',
    currency: 'EUR',
    variables: { request: { arguments: { metricType: 'QUALITY', groupByValues: ['cleanliness'] } } },
  })
  expect(JSON.stringify(seen.body)).not.toContain('metricComparisonType')
  expect(seen.request?.headers.get('referer')).toBe('https://www.airbnb.com.au/performance/quality')
  expect(seen.request?.headers.get('accept-language')).toBe('de,en;q=0.9')
  await client.close()
})

test('sends the headers of the web client, a new request id each time', async () => {
  const seen = capture('ChartQuery', chartAnswer())
  const { client } = clientUnderTest()
  await client.relative.chart(CHART_REQUEST)
  const first = seen.request?.headers
  expect(first?.get('cookie') === COOKIE).toBe(true)
  expect(first?.get('user-agent')).toBe(CREDENTIALS.userAgent)
  expect(first?.get('x-airbnb-api-key')).toBe(DEFAULT_WEB_KEY)
  expect(first?.get('x-client-version')).toBe(CREDENTIALS.clientVersion)
  expect(first?.get('x-airbnb-client-trace-id')).toBe(CREDENTIALS.clientTraceId)
  expect(first?.get('x-airbnb-graphql-platform-client')).toBe('minimalist-niobe')
  expect(first?.get('x-csrf-token')).toBe('')
  expect(first?.get('referer')).toBe('https://www.airbnb.com/performance/conversion')
  const firstId = first?.get('x-client-request-id')
  expect(firstId).toMatch(/^[a-z0-9]{30}$/)
  await client.relative.chart(CHART_REQUEST)
  expect(seen.request?.headers.get('x-client-request-id')).not.toBe(firstId)
  await client.close()
})

test('an overridden hash goes into the URL and the body', async () => {
  const seen: { body?: unknown } = {}
  server.use(
    http.post('https://www.airbnb.com/api/v3/ChartQuery/feedbeef', async ({ request }) => {
      seen.body = await request.json()
      return HttpResponse.json(chartAnswer())
    }),
  )
  const { client } = clientUnderTest({ operations: { ChartQuery: 'feedbeef' } })
  await client.relative.chart(CHART_REQUEST)
  expect(seen.body).toMatchObject({ extensions: { persistedQuery: { sha256Hash: 'feedbeef' } } })
  await client.close()
})

test('verifyCredentials makes one real request', async () => {
  capture('ListingsSectionQuery', listingsAnswer())
  const { client, events } = clientUnderTest()
  expect(await client.verifyCredentials()).toEqual({
    accountId: '120000042',
    listings: 2,
    traceId: 'trace-0001',
  })
  expect(events.filter(({ type }) => type === 'request')).toHaveLength(1)
  await client.close()
})

test('tells when not all listings came back', async () => {
  capture('ListingsSectionQuery', listingsAnswer(5))
  const { client, events } = clientUnderTest()
  expect(await client.listings()).toMatchObject({ totalCount: 5, isComplete: false })
  expect(events).toContainEqual({
    type: 'incomplete_listings',
    totalCount: 5,
    resultsCount: 2,
    traceId: 'trace-0001',
  })
  await client.close()
})

test('a mock installed after the client was made is honoured', async () => {
  const { client } = clientUnderTest()
  capture('ChartQuery', chartAnswer())
  await expect(client.relative.chart(CHART_REQUEST)).resolves.toBeDefined()
  await client.close()
})
