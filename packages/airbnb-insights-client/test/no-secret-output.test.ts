import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { credentialsFromCopied } from '../src/credentials/index.ts'
import {
  AirbnbInsightsClient,
  buildHeaders,
  checkCredentials,
  isResponseShapeError,
  type Logger,
} from '../src/index.ts'
import { chartAnswer, sectionOf } from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from './support/asking.ts'
import { COOKIE, CREDENTIALS } from './support/credentials.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

const MARKER = 'simsecret'

/** Everything that a program would show of a value when it logs it. */
function shown(value: unknown): string {
  const everything = [
    inspect(value, { depth: 20, showHidden: true }),
    JSON.stringify(value) ?? '',
    String(value),
  ]
  if (value instanceof Error)
    everything.push(value.stack ?? '', JSON.stringify(Object.entries(value)), shown(value.cause ?? ''))
  return everything.join('\n')
}

const showsMarker = (value: unknown): boolean => shown(value).includes(MARKER)

/** What a function throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

/** A logger that keeps whatever it is given. */
function collectingLogger(lines: unknown[]): Logger {
  const keep = (...line: unknown[]): void => void lines.push(line)
  return { debug: keep, info: keep, warn: keep, error: keep }
}

/** Answers that echo the request's cookie in every way that ends in an error. */
const echo = (
  cookie: string,
): Record<string, { status: number; body: string; headers?: Record<string, string> }> => ({
  'GraphQL error': { status: 200, body: JSON.stringify({ errors: [{ message: `bad cookie ${cookie}` }] }) },
  'wrong shape': {
    status: 200,
    body: JSON.stringify({ data: { you: cookie }, extensions: { traceId: cookie } }),
  },
  'not JSON': { status: 200, body: `cookie: ${cookie}` },
  'HTML page': { status: 200, body: `<html>${cookie}</html>` },
  'login page': { status: 200, body: `<html>login ${cookie}</html>` },
  'block page': { status: 403, body: `<html>Access denied ${cookie}</html>` },
  'HTTP 401': { status: 401, body: cookie },
  'HTTP 418': {
    status: 418,
    body: JSON.stringify({ errors: [{ message: cookie, extensions: { errorType: cookie } }] }),
  },
  'HTTP 503': { status: 503, body: cookie },
  redirect: {
    status: 302,
    body: cookie,
    headers: { location: `https://x.example/${encodeURI(cookie)}?${encodeURI(cookie)}` },
  },
  'rate limit': { status: 429, body: cookie, headers: { 'retry-after': '3600' } },
})

test.each(Object.keys(echo('')))(
  'no error, event or log of an answer that echoes the cookie shows it: %s',
  async (name) => {
    await using server = await startLoopbackServer((response, index) => {
      const { cookie } = server.requests[index]?.headers ?? {}
      const answer = echo(cookie ?? '')[name]
      response.writeHead(answer?.status ?? 500, {
        ...answer?.headers,
        'set-cookie': '_aaj=simsecret-rotated-1; Path=/',
      })
      response.end(answer?.body)
    })
    const lines: unknown[] = []
    const { client, events } = clientUnderTest({
      baseUrl: server.url,
      logger: collectingLogger(lines),
      retry: { retries: 1 },
    })
    const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
    expect(error).toBeInstanceOf(Error)
    expect(showsMarker(error)).toBe(false)
    expect(isResponseShapeError(error) && error.body?.includes(MARKER)).not.toBe(true)
    expect(events.length).toBeGreaterThan(0)
    expect(lines.length).toBeGreaterThan(0)
    expect(showsMarker(events)).toBe(false)
    expect(showsMarker(lines)).toBe(false)
    await client.close()
  },
)

test('neither does a client, nor what carries its credentials', async () => {
  await using server = await startLoopbackServer((response) => {
    response.setHeader('set-cookie', '_aaj=simsecret-rotated-2; Path=/')
    sendJson(response, chartAnswer())
  })
  const { client } = clientUnderTest({ baseUrl: server.url })
  await client.relative.chart(CHART_REQUEST)
  const curl = credentialsFromCopied(
    `curl 'https://www.airbnb.com/api' -b '${COOKIE}' -A 'UA' -H 'x-client-version: abc'`,
  )
  // The values themselves are there for whoever asks for them.
  expect(client.credentials.cookie.includes('simsecret-rotated-2')).toBe(true)
  expect({ ...curl }.cookie.includes(MARKER)).toBe(true)
  for (const bearer of [
    client,
    client.credentials,
    checkCredentials(CREDENTIALS),
    curl,
    buildHeaders(CREDENTIALS),
  ]) {
    expect(inspect(bearer).includes(MARKER)).toBe(false)
    expect(JSON.stringify(bearer).includes(MARKER)).toBe(false)
    expect(JSON.stringify({ nested: bearer }).includes(MARKER)).toBe(false)
  }
  await client.close()
})

test.each([
  ['a line break', `${COOKIE}\nx=1`],
  ['a character beyond Latin-1', `${COOKIE}; name=☃`],
  ['no session', COOKIE.replace('_airbed_session_id', 'other')],
  ['no account id', COOKIE.replace('_user_attributes', 'other')],
])('nor the refusal of a cookie with %s', (_, cookie) => {
  const refusal = thrownBy(() => new AirbnbInsightsClient({ credentials: { ...CREDENTIALS, cookie } }))
  expect(refusal).toMatchObject({ code: 'invalid_credentials' })
  expect(showsMarker(refusal)).toBe(false)
})

test('what a listener throws is logged and fails nothing', async () => {
  await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  const lines: unknown[] = []
  const { client } = clientUnderTest({
    baseUrl: server.url,
    logger: collectingLogger(lines),
    onEvent: () => {
      throw new Error('display broke')
    },
  })
  await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
    'section',
    sectionOf(chartAnswer()),
  )
  expect(shown(lines)).toContain('display broke')
  await client.close()
})
