import { expect, test } from 'vitest'
import { AuthenticationError, parseCookies } from '../src/index.ts'
import { chartAnswer } from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from './support/asking.ts'
import { COOKIE } from './support/credentials.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

test('rotated session cookies are sent with the next request and can be stored', async () => {
  await using server = await startLoopbackServer((response, index) => {
    if (index === 0) {
      response.setHeader('set-cookie', [
        '_aaj=simsecret-aaj-0002; Path=/; Secure; HttpOnly; Expires=Wed, 21 Oct 2099 07:28:00 GMT',
        '_pt=simsecret-pt-0001; Path=/',
        'everest_cookie=1234567890; Path=/',
      ])
    }
    sendJson(response, chartAnswer())
  })
  const { client, events } = clientUnderTest({ baseUrl: server.url })
  expect(client.credentials.cookie === COOKIE).toBe(true)
  await client.relative.chart(CHART_REQUEST)
  await client.relative.chart(CHART_REQUEST)
  const sent = parseCookies(server.requests[1]?.headers.cookie ?? '')
  expect(sent.get('_aaj') === 'simsecret-aaj-0002').toBe(true)
  expect(sent.get('_pt') === 'simsecret-pt-0001').toBe(true)
  expect(sent.has('everest_cookie')).toBe(false)
  expect(client.credentials.cookie === server.requests[1]?.headers.cookie).toBe(true)
  expect(client.credentials.accountId).toBe('120000042')
  expect(events.filter(({ type }) => type === 'cookies_rotated')).toEqual([
    { type: 'cookies_rotated', operation: 'ChartQuery', names: ['_aaj', '_pt'] },
  ])
  await client.close()
})

test('cookies rotated by a failed attempt are taken as well', async () => {
  await using server = await startLoopbackServer((response, index) => {
    if (index > 0) return sendJson(response, chartAnswer())
    response.writeHead(503, { 'set-cookie': '_aaj=simsecret-aaj-0003; Path=/' }).end()
  })
  const { client } = clientUnderTest({ baseUrl: server.url })
  await client.relative.chart(CHART_REQUEST)
  expect(server.requests[1]?.headers.cookie?.includes('_aaj=simsecret-aaj-0003')).toBe(true)
  await client.close()
})

test.each<[string, number, Record<string, string>, string]>([
  ['HTTP 401', 401, {}, ''],
  ['HTTP 403 of the API', 403, {}, '{"errors":[{"message":"Forbidden"}],"data":null}'],
  ['a login page', 200, {}, '<html><title>Log in - Airbnb</title><form action="/login"></form></html>'],
  ['a redirect to the login page', 302, { location: '/login' }, ''],
  [
    'authentication_required',
    200,
    {},
    '{"errors":[{"message":"no","extensions":{"errorType":"authentication_required"}}],"data":null}',
  ],
  ['null performance components', 200, {}, '{"data":{"porygon":{"getPerformanceComponents":null}}}'],
])(
  'an answer that signs the session out does not take its cookies away: %s',
  async (_, status, more, body) => {
    await using server = await startLoopbackServer((response) => {
      response.setHeader('set-cookie', [
        '_airbed_session_id=; Max-Age=0',
        '_aaj=simsecret-signed-out; Path=/',
      ])
      response.writeHead(status, more).end(body)
    })
    const { client, events } = clientUnderTest({ baseUrl: server.url })
    await expect(client.relative.chart(CHART_REQUEST)).rejects.toThrow(AuthenticationError)
    expect(client.credentials.cookie === COOKIE).toBe(true)
    expect(events.some(({ type }) => type === 'cookies_rotated')).toBe(false)
    await client.close()
  },
)

test('a failure that quotes a cookie which it sets does not show it', async () => {
  await using server = await startLoopbackServer((response) => {
    response.setHeader('set-cookie', '_aaj=simsecret-aaj-0009; Path=/')
    sendJson(response, { errors: [{ message: 'it is simsecret-aaj-0009' }], data: null })
  })
  const { client } = clientUnderTest({ baseUrl: server.url })
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
  expect(String(error).includes('it is [cookie]')).toBe(true)
  await client.close()
})
