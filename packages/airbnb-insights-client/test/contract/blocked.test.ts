import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BlockedReason, isApiError, isBlockedError } from '../../src/index.ts'
import { BLOCKED_SHAPES, type BlockedShape, blocked, respondWith } from '../../src/testing/index.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from '../support/asking.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

/** What a client meets, and how many requests it takes it. */
async function meeting(respond: () => Response): Promise<{ error: unknown; asked: number }> {
  let asked = 0
  server.use(
    http.post('https://www.airbnb.com/api/v3/ChartQuery/:hash', () => {
      asked += 1
      return respond()
    }),
  )
  const { client } = clientUnderTest()
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
  await client.close()
  return { error, asked }
}

const page =
  (status: number, markup: string, headers: Record<string, string> = {}) =>
  (): Response =>
    new HttpResponse(markup === '' ? null : markup, { status, headers })
const json = (status: number, body: unknown) => (): Response =>
  HttpResponse.json(body === null ? null : Object(body), { status })

const isShape = (name: string): name is BlockedShape => name in BLOCKED_SHAPES

test.each(Object.entries(BLOCKED_SHAPES))(
  'the simulated %s is no expired session but a BlockedError: %s',
  async (as, reason) => {
    if (!isShape(as)) throw new Error(`No such shape: ${as}`)
    const answers = respondWith('all', blocked({ as, retryAfter: 90 }))
    server.use(...answers)
    const { client, events } = clientUnderTest()
    const error = await rejectionOf(client.verifyCredentials())
    expect(error).toSatisfy(isBlockedError)
    // Of a 407, fetch shows no header.
    const retryAfterMs = as === 'proxy_authentication' ? null : 90_000
    expect(error).toMatchObject({ reason, retryAfterMs, operation: 'ListingsSectionQuery' })
    expect(String(error)).toContain('The session was not judged')
    expect(events.filter(({ type }) => type === 'request')).toHaveLength(1)
    await client.close()
  },
)

describe('walls, filters and networks, as they answer', () => {
  test.each<[string, BlockedReason, () => Response]>([
    ['a 403 page of any sort', 'bot_wall', page(403, '<html><body>Nein.</body></html>')],
    ['a 403 in JSON of somebody else', 'bot_wall', json(403, { blocked: true, ref: 'a1' })],
    ['a 403 with no word of the API', 'bot_wall', json(403, { error_code: 403, error_message: 'no' })],
    ['a 403 that is null', 'unclear', json(403, null)],
    ['a challenge that is called an outage', 'bot_wall', page(503, '<title>Just a moment...</title>')],
    ['a network filter', 'bot_wall', page(200, '<html>Attention Required! | Filter</html>')],
    ['bare words of a wall', 'bot_wall', page(200, 'Access denied')],
    [
      'a captcha in a frame',
      'captcha',
      page(403, '<html><iframe src="https://x.example/captcha/"></iframe>'),
    ],
    ['a robot question', 'captcha', page(200, '<html>Press &amp; Hold to confirm</html>')],
    [
      "a holiday flat's own network, which names Airbnb",
      'captive_portal',
      page(
        200,
        '<html><title>Sign in - our Airbnb</title>Guest WiFi<form action="/login"><input type="password"></form>',
      ),
    ],
    [
      'a network that names Airbnb nowhere',
      'unclear',
      page(200, '<html><form action="/login">Anmelden<input type="password"></form></html>'),
    ],
    [
      "a redirect to a network's own host",
      'captive_portal',
      page(302, '', { location: 'http://10.1.1.1/login?to=airbnb.com' }),
    ],
    ["a redirect to a proxy's host", 'proxy', page(307, '', { location: 'https://proxy.corp.example/auth' })],
    [
      'a redirect to a captcha',
      'captcha',
      page(302, '', { location: 'https://www.airbnb.com/captcha?next=1' }),
    ],
    ['a redirect to nowhere', 'unclear', page(302, '')],
    ['a redirect to itself', 'unclear', page(301, '', { location: '/api/v3/ChartQuery' })],
    ['a 401 that wants a password', 'proxy', page(401, '', { 'www-authenticate': 'NTLM' })],
    ['a 401 page of somebody', 'unclear', page(401, '<html><body>401</body></html>')],
    [
      "a company's page that names the address it blocks",
      'proxy',
      page(200, '<html>www.airbnb.com/login is blocked by company policy. Log in to the proxy.</html>'),
    ],
    [
      'maintenance with a link to log in',
      'maintenance',
      page(
        200,
        '<html><title>Airbnb</title><nav><a href="/login">Log in</a></nav><h1>We will be back soon</h1></html>',
      ),
    ],
    ['a page that nobody knows', 'unclear', page(200, '<html><body>Hallo</body></html>')],
    ['a 404 page', 'unclear', page(404, '<html><body>Not here</body></html>')],
  ])('%s: %s', async (_, reason, respond) => {
    const { error, asked } = await meeting(respond)
    expect(error).toSatisfy(isBlockedError)
    expect(error).toMatchObject({ code: 'blocked', reason, operation: 'ChartQuery' })
    expect(asked).toBe(1)
  })

  test('a redirect is not followed, and its address is told without what it carries', async () => {
    const { error } = await meeting(page(301, '', { location: 'https://elsewhere.example/a?token=1' }))
    expect(String(error)).toContain('a redirect to https://elsewhere.example/a, not followed')
  })
})

describe('what is the API or the way to it stays what it is', () => {
  test.each([
    ['an error of the API with HTTP 405', json(405, { errors: [{ message: 'GET only' }] })],
    ['an error that speaks of maintenance', json(200, { data: null, errors: [{ message: 'maintenance' }] })],
  ])('%s is an ApiError', async (_, respond) => {
    expect((await meeting(respond)).error).toSatisfy(isApiError)
  })

  test('a gateway in trouble is tried again', async () => {
    const { error, asked } = await meeting(page(502, '<html>The proxy could not reach the server</html>'))
    expect(error).toMatchObject({ code: 'api', status: 502 })
    expect(asked).toBe(5)
  })
})

test('the cookies that a wall sets are not taken over', async () => {
  server.use(
    http.post('https://www.airbnb.com/api/v3/ChartQuery/:hash', () =>
      page(403, '<html>Access denied</html>', { 'set-cookie': '_aaj=from-the-wall; Path=/' })(),
    ),
  )
  const { client } = clientUnderTest()
  const before = client.credentials.cookie
  await rejectionOf(client.relative.chart(CHART_REQUEST))
  expect(client.credentials.cookie).toBe(before)
  await client.close()
})
