import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  DEFAULT_OPERATIONS,
  isApiError,
  isAuthenticationError,
  isNetworkError,
  isRateLimitError,
  isResponseShapeError,
  isStaleOperationError,
  isStaleWebKeyError,
} from '../../src/index.ts'
import {
  answer,
  chartAnswer,
  chartSection,
  lineChart,
  listOfMetricsAnswer,
  sectionOf,
} from '../support/answers.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from '../support/asking.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const CHART_URL = 'https://www.airbnb.com/api/v3/ChartQuery/:hash'

/** Answers the first requests with these, one after the other, and all further ones with the last. Counts them. */
function answerWith(...responses: readonly (() => Response)[]): { count: number } {
  const asked = { count: 0 }
  server.use(
    http.post(CHART_URL, () => {
      const respond = responses[Math.min(asked.count, responses.length - 1)]
      asked.count += 1
      return respond?.()
    }),
  )
  return asked
}

const json =
  (body: object | null, status = 200, headers: Record<string, string> = {}) =>
  (): Response =>
    HttpResponse.json(body, { status, headers })
const graphqlError = (message: string, errorType?: string, errorClass?: string) => ({
  errors: [{ message, extensions: { errorType, errorClass } }],
  data: null,
  extensions: { traceId: 'trace-failed' },
})
const html =
  (markup: string, status = 200, headers: Record<string, string> = {}) =>
  (): Response =>
    new HttpResponse(`<!doctype html><html>${markup}</html>`, {
      status,
      headers: { 'content-type': 'text/html', ...headers },
    })

/** Asks for a chart once and gives what that failed with. */
async function failure(): Promise<unknown> {
  const { client } = clientUnderTest()
  try {
    return await rejectionOf(client.relative.chart(CHART_REQUEST))
  } finally {
    await client.close()
  }
}

describe('an expired session is an AuthenticationError, and nothing is asked again', () => {
  test.each([
    ['HTTP 401', 'unauthorized', json(null, 401)],
    ['HTTP 403 in the words of the API', 'forbidden', json(graphqlError('no', 'permission_denied'), 403)],
    ['HTTP 403 with an error_type', 'forbidden', json({ error_code: 403, error_type: 'no_session' }, 403)],
    [
      'a GraphQL error with HTTP 200',
      'authentication_required',
      json(graphqlError('please', 'authentication_required')),
    ],
    [
      'performance components that are null',
      'no_performance_components',
      json({
        data: { porygon: { getPerformanceComponents: null } },
        extensions: { traceId: 'trace-failed' },
      }),
    ],
    [
      "Airbnb's login page with HTTP 200",
      'login_page',
      html('<title>Log In / Sign Up - Airbnb</title><div class="g-recaptcha"></div>'),
    ],
    [
      "Airbnb's login page in another language",
      'login_page',
      html('<title>Airbnb</title><form class="x" action="/login?a=1" method="post">Anmelden</form>'),
    ],
    [
      "Airbnb's login page with HTTP 302",
      'login_redirect',
      html('<title>Airbnb</title><form action="/login"></form>', 302),
    ],
    [
      'a redirect to the login page',
      'login_redirect',
      html('', 302, { location: '/login?redirect_url=%2F' }),
    ],
    [
      "a redirect to another country's login page",
      'login_redirect',
      html('', 302, { location: 'https://www.airbnb.de/login' }),
    ],
  ])('%s', async (_, reason, response) => {
    const asked = answerWith(response)
    const error = await failure()
    expect(error).toSatisfy(isAuthenticationError)
    expect(error).toMatchObject({ code: 'authentication', reason, operation: 'ChartQuery' })
    expect(asked.count).toBe(1)
  })
})

describe('rate limits', () => {
  test.each([
    ['seconds', (): string => '0'],
    ['an HTTP date', (): string => new Date(Date.now() - 1000).toUTCString()],
  ])('a 429 with Retry-After in %s is waited out', async (_, retryAfter) => {
    answerWith(json(null, 429, { 'retry-after': retryAfter() }), json(chartAnswer()))
    const { client, events } = clientUnderTest()
    await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
      'section',
      sectionOf(chartAnswer()),
    )
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'throttle', retryAfterMs: 0, stopped: false }),
    )
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'retry', attempt: 1, reason: 'rate_limited' }),
    )
    await client.close()
  })

  test('a 429 without Retry-After is tried again', async () => {
    answerWith(json(null, 429), json(chartAnswer()))
    const { client, events } = clientUnderTest()
    await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
      'section',
      sectionOf(chartAnswer()),
    )
    expect(events).toContainEqual(expect.objectContaining({ type: 'throttle', retryAfterMs: null }))
    await client.close()
  })

  test('three 429s in a row stop the client, which then sends nothing', async () => {
    const asked = answerWith(json(null, 429))
    const { client, events } = clientUnderTest({ rateLimit: { cooldownMs: 90_000 } })
    const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
    expect(error).toSatisfy(isRateLimitError)
    expect(error).toMatchObject({ status: 429, retryAfterMs: expect.closeTo(90_000, -3) })
    expect(asked.count).toBe(3)
    expect(events).toContainEqual(expect.objectContaining({ type: 'throttle', stopped: true }))
    expect(await rejectionOf(client.listings())).toSatisfy(isRateLimitError)
    expect(asked.count).toBe(3)
    await client.close()
  })

  test('a Retry-After that is too long is not waited out, nor is anything sent before', async () => {
    const asked = answerWith(json(null, 429, { 'retry-after': '3600' }))
    const { client } = clientUnderTest()
    const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
    expect(error).toSatisfy(isRateLimitError)
    expect(error).toMatchObject({ retryAfterMs: expect.closeTo(3_600_000, -4) })
    expect(await rejectionOf(client.relative.chart(CHART_REQUEST))).toSatisfy(isRateLimitError)
    expect(asked.count).toBe(1)
    await client.close()
  })

  test('a 503 with a Retry-After that is too long says when to come back as well', async () => {
    answerWith(json(null, 503, { 'retry-after': '3600' }))
    const error = await failure()
    expect(error).toSatisfy(isRateLimitError)
    expect(error).toMatchObject({ status: 503 })
  })
})

describe('where no hash is known, a StaleOperationError says which were tried and how to give another', () => {
  test.each([
    ['HTTP 400', 400],
    ['HTTP 404', 404],
    ['HTTP 200', 200],
  ])('%s', async (_, status) => {
    const asked = answerWith(json(graphqlError('PersistedQueryNotFound'), status))
    const error = await failure()
    expect(error).toSatisfy(isStaleOperationError)
    expect(error).toMatchObject({ operation: 'ChartQuery', hashes: DEFAULT_OPERATIONS.ChartQuery, status })
    for (const hash of DEFAULT_OPERATIONS.ChartQuery) expect(String(error)).toContain(hash)
    expect(String(error)).toContain('AIRBNB_OPERATION_HASHES={"ChartQuery":"…"}')
    expect(String(error)).toContain('operations: { ChartQuery:')
    // The newest once more, and the other.
    expect(asked.count).toBe(3)
  })
})

describe('a refused key of the website is a StaleWebKeyError that says where to give another', () => {
  test.each([
    [
      'as the API says it',
      { error_code: 400, error_type: 'invalid_key', error_message: 'Invalid API key' },
      400,
    ],
    ['as a GraphQL error', graphqlError('no', 'invalid_key', 'ServiceApiError'), 400],
    ['with HTTP 403, which is no ended session then', { error: 'invalid_key' }, 403],
  ])('%s', async (_, body, status) => {
    const asked = answerWith(json(body, status))
    const error = await failure()
    expect(error).toSatisfy(isStaleWebKeyError)
    expect(error).toMatchObject({ operation: 'ChartQuery', status })
    expect(String(error)).toMatch(/webKey.*AIRBNB_WEB_KEY/)
    expect(asked.count).toBe(1)
  })
})

describe('other errors of the API are ApiErrors', () => {
  test('GraphQL errors with HTTP 200', async () => {
    const asked = answerWith(json(graphqlError('window of one day', 'invalid_request', 'Niobe::Error')))
    const error = await failure()
    expect(error).toSatisfy(isApiError)
    expect(error).toMatchObject({
      status: 200,
      traceId: 'trace-failed',
      graphqlErrors: [
        { message: 'window of one day', errorType: 'invalid_request', errorClass: 'Niobe::Error' },
      ],
    })
    expect(asked.count).toBe(1)
  })

  test('errors beside partial data', async () => {
    answerWith(json({ ...chartAnswer(), errors: [{ message: 'half of it failed' }] }))
    expect(await failure()).toMatchObject({ code: 'api', graphqlErrors: [{ message: 'half of it failed' }] })
  })

  test('errors beside performance components that are null', async () => {
    answerWith(json({ data: { porygon: { getPerformanceComponents: null } }, errors: [{ message: 'no' }] }))
    expect(await failure()).toMatchObject({ code: 'api' })
  })

  test("a redirect to another site of Airbnb's, which it names", async () => {
    const asked = answerWith(html('moved', 302, { location: 'https://www.airbnb.com.au/api/v3/x?token=1' }))
    const error = await failure()
    expect(error).toSatisfy(isApiError)
    expect(error).toMatchObject({ status: 302, otherSite: 'https://www.airbnb.com.au' })
    expect(String(error)).toMatch(/https:\/\/www\.airbnb\.com\.au as the client's option baseUrl/)
    expect(asked.count).toBe(1)
  })

  test('HTTP 418', async () => {
    const asked = answerWith(json(null, 418))
    expect(await failure()).toMatchObject({ code: 'api', status: 418 })
    expect(asked.count).toBe(1)
  })
})

describe('transient failures are tried again', () => {
  test.each([500, 502, 503, 504])('HTTP %i', async (status) => {
    const asked = answerWith(html('upstream', status), json(null, status), json(chartAnswer()))
    const { client, events } = clientUnderTest()
    await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
      'section',
      sectionOf(chartAnswer()),
    )
    expect(asked.count).toBe(3)
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(2)
    await client.close()
  })

  test('and given up after the last retry', async () => {
    const asked = answerWith(json(null, 503))
    const { client } = clientUnderTest({ retry: { retries: 2 } })
    expect(await rejectionOf(client.relative.chart(CHART_REQUEST))).toMatchObject({
      code: 'api',
      status: 503,
    })
    expect(asked.count).toBe(3)
    await client.close()
  })

  test('a connection that fails', async () => {
    answerWith(() => HttpResponse.error(), json(chartAnswer()))
    const { client, events } = clientUnderTest()
    await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
      'section',
      sectionOf(chartAnswer()),
    )
    expect(events).toContainEqual(expect.objectContaining({ type: 'retry', reason: 'network' }))
    await client.close()
  })

  test('a connection that always fails is a NetworkError', async () => {
    answerWith(() => HttpResponse.error())
    expect(await failure()).toSatisfy(isNetworkError)
  })
})

describe('empty answers are valid: there is no data', () => {
  test.each([
    ['no components', answer([])],
    ['no charts', answer([chartSection([])])],
    [
      'no points',
      answer([chartSection([lineChart('Your performance', []), lineChart('Similar listings', [])])]),
    ],
  ])('%s', async (_, empty) => {
    answerWith(json(empty))
    const { client } = clientUnderTest()
    expect((await client.relative.chart(CHART_REQUEST)).raw).toEqual(empty)
    await client.close()
  })
})

describe('an answer that does not fit is a ResponseShapeError, and nothing is asked again', () => {
  test('with path, trace id and the body that came', async () => {
    const broken = JSON.stringify(chartAnswer()).replace('"2025-01-13"', '"yesterday"')
    const asked = answerWith(() => new HttpResponse(broken))
    const error = await failure()
    if (!isResponseShapeError(error)) throw error
    expect(error.operation).toBe('ChartQuery')
    expect(error.traceId).toBe('trace-0001')
    expect(error.issues).toEqual([
      {
        path: 'data.porygon.getPerformanceComponents.components[0].metricLineCharts[0].dataPoints[1].ds',
        message: 'Invalid input: expected a calendar date YYYY-MM-DD',
      },
    ])
    expect(error.body).toBe(broken)
    expect(Object.keys(error)).not.toContain('body')
    expect(asked.count).toBe(1)
  })

  test.each([
    ['a text that breaks off', '{"data":'],
    ['a list', '[]'],
    ['data that is null', '{"data":null}'],
    ['a porygon that is null', '{"data":{"porygon":null}}'],
    ["another operation's answer", JSON.stringify(listOfMetricsAnswer())],
  ])('%s', async (_, body) => {
    answerWith(() => new HttpResponse(body))
    const error = await failure()
    expect(error).toSatisfy(isResponseShapeError)
    expect(error).toMatchObject({ body })
  })
})
