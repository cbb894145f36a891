import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildChartRequest, buildListingsRequest, type PersistedQueryBody } from '../../src/build-requests.ts'
import { type Simulator, startSimulator } from '../../src/simulator/index.ts'
import { send } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ today: '2026-03-18', accounts: 2 })
})
afterAll(() => simulator.close())

type Arguments = Record<string, unknown>

/** A good chart request with something changed in it. */
function chartBody(change: { request?: Arguments; arguments?: Arguments } = {}): PersistedQueryBody {
  const good = buildChartRequest({
    listingId: firstAccount(simulator).listingId,
    metric: 'p3_impressions',
    relativeDsStart: -24,
    relativeDsEnd: 3,
  })
  const { request } = good.variables
  return {
    ...good,
    variables: {
      request: { ...request, arguments: { ...request.arguments, ...change.arguments }, ...change.request },
    },
  }
}

async function outcome(response: Promise<Response>) {
  const { status, headers } = await response
  const body: {
    data?: unknown
    errors?: { message: string; extensions: { errorType?: string; errorClass?: string } }[]
  } = await (await response).json()
  return {
    status,
    contentType: headers.get('content-type'),
    data: body.data,
    message: body.errors?.[0]?.message,
    errorType: body.errors?.[0]?.extensions.errorType,
    errorClass: body.errors?.[0]?.extensions.errorClass,
  }
}

test('an unchanged request is answered', async () => {
  expect((await send(firstAccount(simulator), chartBody())).status).toBe(200)
})

describe('with a GraphQL error', () => {
  test.each([
    ['a day above 182', { relativeDsEnd: 183 }, 'relativeDsEnd must not be above 182'],
    ['a single day', { relativeDsStart: 3 }, 'A window needs more than one day'],
    ['a window turned around', { relativeDsStart: 4 }, 'relativeDsEnd is before relativeDsStart'],
    ['days that are no integers', { relativeDsStart: '-24' }, /must be integers/],
    ['an unknown metric', { groupByValues: ['clicks'] }, 'Unknown groupByValue'],
    ['a metric of another type', { groupByValues: ['occupancy_rate'] }, 'Unknown groupByValue'],
    ['two metrics at once', { groupByValues: ['conversion_rate', 'wishlist'] }, /one value/],
    ['an unknown metric type', { metricType: 'REVENUE' }, 'Unknown metricType'],
    ['another grouping', { groupBys: ['DAY'] }, /RATING_CATEGORY/],
    ['an unknown comparison', { metricComparisonType: 'WORLD' }, 'Unknown metricComparisonType'],
    ['listing ids that are numbers', { filters: { listingIds: [12] } }, 'listingIds must be strings'],
  ])('%s', async (_, change, message) => {
    const refused = await outcome(send(firstAccount(simulator), chartBody({ arguments: change })))
    expect(refused).toMatchObject({
      status: 200,
      data: null,
      errorType: 'malformed_input',
      errorClass: 'ServiceBadRequestError',
    })
    expect(refused.message).toMatch(message)
  })

  test.each([
    ['stubbed data', { useStubbedData: true }],
    ['another clientName', { clientName: 'web-performance-dash-metrics' }],
  ])('%s', async (_, change) => {
    const refused = await outcome(send(firstAccount(simulator), chartBody({ request: change })))
    expect(refused).toMatchObject({
      status: 200,
      data: null,
      errorType: 'malformed_input',
      errorClass: 'ServiceBadRequestError',
    })
  })

  test('a listing that is not of this account', async () => {
    const foreign = simulator.accounts[1]?.listings[0]?.listingId
    const body = chartBody({ arguments: { filters: { listingIds: [foreign] } } })
    const refused = await outcome(send(firstAccount(simulator), body))
    expect(refused).toMatchObject({ status: 200, data: null, errorType: 'listing_not_found' })
  })
})

test('the latest day that may be asked for is base day + 182', async () => {
  const body = chartBody({ arguments: { relativeDsStart: 155, relativeDsEnd: 182 } })
  expect((await outcome(send(firstAccount(simulator), body))).message).toBeUndefined()
})

test('an unknown hash', async () => {
  const good = buildListingsRequest()
  const sha256Hash = 'f'.repeat(64)
  const body = { ...good, extensions: { persistedQuery: { version: 1, sha256Hash } } } as const
  expect(await outcome(send(firstAccount(simulator), body))).toMatchObject({
    status: 200,
    message: 'PersistedQueryNotFound',
  })
})

test('a server that is told other hashes and another key knows only those', async () => {
  const sha256Hash = 'a'.repeat(64)
  await using rotated = await startSimulator({ operations: { ChartQuery: sha256Hash }, webKey: 'newer' })
  const asker = { ...firstAccount(simulator), url: rotated.url }
  const good = chartBody()
  const newer = { ...good, extensions: { persistedQuery: { version: 1, sha256Hash } } } as const
  const key = { 'X-Airbnb-API-Key': 'newer' }
  expect(await outcome(send(asker, good, key))).toMatchObject({ message: 'PersistedQueryNotFound' })
  expect((await outcome(send(asker, newer))).status).toBe(400)
  expect((await outcome(send(asker, newer, key))).message).toBeUndefined()
})

test('an operationName that is not that of the URL', async () => {
  const { url, credentials } = firstAccount(simulator)
  const good = chartBody()
  const path = `${url}/api/v3/ChartQuery/${good.extensions.persistedQuery.sha256Hash}`
  const body = JSON.stringify({ ...good, operationName: 'ListOfMetricsQuery' })
  const response = send({ url, credentials }, good, {}, { body })
  expect((await response).url).toBe(path)
  expect(await outcome(response)).toMatchObject({ status: 400 })
})

test.each(['/api/v3/SomethingElse/abc', '/api/v2/listings', '/nowhere'])('the path %s', async (path) => {
  expect((await fetch(simulator.url + path)).status).toBe(404)
})

test.each(['x-airbnb-graphql-platform', 'x-airbnb-graphql-platform-client'])(
  'a request without %s',
  async (header) => {
    const names: Record<string, string> = {
      'x-airbnb-graphql-platform': 'X-Airbnb-GraphQL-Platform',
      'x-airbnb-graphql-platform-client': 'X-Airbnb-GraphQL-Platform-Client',
    }
    const refused = await outcome(
      send(firstAccount(simulator), chartBody(), { [names[header] ?? header]: null }),
    )
    expect(refused).toMatchObject({ status: 400, message: `Missing or wrong header: ${header}` })
  },
)

test.each([
  ['another web key', 'mine'],
  ['no web key', null],
])('%s', async (_, key) => {
  const refused = await send(firstAccount(simulator), chartBody(), { 'X-Airbnb-API-Key': key })
  expect([refused.status, await refused.json()]).toMatchObject([400, { error_type: 'invalid_key' }])
})

test.each([
  ['no cookie', null],
  ['a cookie of an account that is not there', '_user_attributes=%7B%22id_str%22%3A%221%22%7D'],
  ['a cookie without an account', '_airbed_session_id=simsecret-1'],
])('%s', async (_, Cookie) => {
  const refused = await outcome(send(firstAccount(simulator), chartBody(), { Cookie }))
  expect(refused).toMatchObject({ status: 401, errorType: 'authentication_required' })
})

test('the session of another account', async () => {
  const { accountId } = firstAccount(simulator)
  const Cookie = `_user_attributes=%7B%22id_str%22%3A%22${accountId}%22%7D; _airbed_session_id=simsecret-0`
  expect((await send(firstAccount(simulator), chartBody(), { Cookie })).status).toBe(401)
})

test('a body that is not JSON', async () => {
  const response = send(firstAccount(simulator), chartBody(), {}, { body: 'operationName=ChartQuery' })
  expect(await outcome(response)).toMatchObject({
    status: 200,
    message: 'The request is not a persisted query',
  })
})
