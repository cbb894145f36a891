import { HttpResponse, http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
  type PersistedQueryBody,
} from '../../src/build-requests.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { createSimulation, insightsHandlers, listingsResponse, rateLimited } from '../../src/testing/index.ts'
import { type Asker, send, sendAsGet } from '../simulator/support/ask.ts'
import { firstAccount } from '../simulator/support/first-account.ts'

const baseUrl = 'https://www.airbnb.com'
const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

/** A simulation behind `fetch`, and its first account. */
function mocked(options: Parameters<typeof createSimulation>[0] = {}) {
  const simulation = createSimulation({ today: '2026-03-18', ...options })
  server.use(...insightsHandlers({ simulation }))
  const asker: Asker & { accountId: string; listingId: string } = firstAccount({
    url: baseUrl,
    accounts: simulation.accounts,
  })
  return { simulation, ...asker, asker }
}

/** Lets requests to a simulator out into the network. */
const passThrough = (url: string) => http.all(`${url}/*`, () => passthrough())

/** A response as a whole, without what differs from one to the next. */
async function seen(response: Response) {
  const headers = Object.fromEntries(
    ['content-type', 'retry-after', 'location'].map((name) => [name, response.headers.get(name)]),
  )
  const text = await response.text()
  return { status: response.status, headers, text: text.replace(/"traceId":"[^"]+"/, '"traceId":""') }
}

const window = { relativeDsStart: -24, relativeDsEnd: 3 }
const bodies = (listingId: string): PersistedQueryBody[] => [
  buildListingsRequest(),
  buildChartRequest({ listingId, metric: 'conversion_rate', comparison: 'MARKET', ...window }),
  buildChartRequest({ listingId, metric: 'p3_impressions', comparison: 'YOY', ...window }),
  buildListOfMetricsRequest({ listingId, metric: 'p3_impressions', ...window }),
  buildChartRequest({ listingId, metric: 'overall', relativeDsStart: 100, relativeDsEnd: 183 }),
  buildChartRequest({ listingId, metric: 'occupancy_rate', comparison: 'MARKET', ...window }),
  buildChartRequest({ listingId, metric: 'overall', comparison: 'MARKET', ...window }),
  buildListOfMetricsRequest({ listingId: '1', metric: 'conversion_rate', ...window }),
]

describe('the simulator and the handlers', () => {
  test('answer the same, byte for byte but for the trace id', async () => {
    const { asker, listingId } = mocked()
    await using simulator = await startSimulator({ today: '2026-03-18' })
    server.use(passThrough(simulator.url))
    for (const body of bodies(listingId)) {
      const overHttp = await seen(await send({ ...asker, url: simulator.url }, body))
      expect(await seen(await send(asker, body))).toEqual(overHttp)
      expect(await seen(await sendAsGet(asker, body))).toEqual(overHttp)
    }
    expect(simulator.requests).toHaveLength(8)
  })

  test('refuse the same', async () => {
    const { asker, simulation, listingId } = mocked()
    await using simulator = await startSimulator({ today: '2026-03-18' })
    server.use(passThrough(simulator.url))
    const [body] = bodies(listingId)
    if (body === undefined) throw new Error('no body')
    for (const headers of [{ Cookie: null }, { 'X-Airbnb-API-Key': 'mine' }]) {
      const overHttp = await seen(await send({ ...asker, url: simulator.url }, body, headers))
      expect(overHttp.status).toBeGreaterThan(399)
      expect(await seen(await send(asker, body, headers))).toEqual(overHttp)
    }
    expect(simulation.requests.map(({ status }) => status)).toEqual([401, 400])
  })

  test('fail the same', async () => {
    const faults = [
      { kind: 'status', status: 429, retryAfter: 2 },
      { kind: 'malformed' },
      { kind: 'session_expired', as: 'login_redirect' },
      { kind: 'empty' },
    ] as const
    const { asker, listingId } = mocked({ faults })
    await using simulator = await startSimulator({ today: '2026-03-18', faults })
    server.use(passThrough(simulator.url))
    const body = buildChartRequest({ listingId, metric: 'conversion_rate', ...window })
    for (const { kind } of faults) {
      const overHttp = await seen(await send({ ...asker, url: simulator.url }, body))
      expect({ kind, ...(await seen(await send(asker, body))) }).toEqual({ kind, ...overHttp })
    }
  })
})

test('a cut connection is a network error', async () => {
  const { asker } = mocked({ faults: [{ kind: 'reset' }] })
  await expect(send(asker, buildListingsRequest())).rejects.toThrow('fetch failed')
})

test('a hanging request lasts until it is given up', async () => {
  const { asker, simulation } = mocked({ faults: [{ kind: 'hang' }] })
  const signal = AbortSignal.timeout(50)
  await expect(send(asker, buildListingsRequest(), {}, { signal })).rejects.toThrow(/abort|timeout/i)
  expect(simulation.requests[0]).toMatchObject({ fault: 'hang', status: 0 })
})

test('rotated cookies come through', async () => {
  const { asker } = mocked({ faults: [{ kind: 'rotate_cookies' }] })
  const response = await send(asker, buildListingsRequest())
  expect(response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual(['_aaj'])
})

test('a simulation can be steered while it is served', async () => {
  const { asker, simulation, accountId } = mocked()
  simulation.expireSession(accountId)
  expect((await send(asker, buildListingsRequest())).status).toBe(401)
  const credentials = simulation.renewSession(accountId)
  expect((await send({ ...asker, credentials }, buildListingsRequest())).status).toBe(200)
})

test('fixed answers stand in for one operation', async () => {
  const { asker, listingId } = mocked()
  const simulation = createSimulation({ today: '2026-03-18' })
  const overrides = {
    ListingsSectionQuery: listingsResponse({ listings: [{ listingId: '900000000000000799' }] }),
    ChartQuery: rateLimited({ retryAfter: 7 }),
  }
  server.use(...insightsHandlers({ simulation, overrides }))
  const answers = bodies(listingId).slice(0, 4)
  const statuses: number[] = []
  for (const body of answers) statuses.push((await send(asker, body)).status)
  expect(statuses).toEqual([200, 429, 429, 200])
  expect(await (await send(asker, buildListingsRequest())).text()).toContain('"id":"900000000000000799"')
})

test('the handlers are for the base URL that they are given', async () => {
  const simulation = createSimulation()
  server.use(http.all('*', () => HttpResponse.text('somewhere else', { status: 418 })))
  server.use(...insightsHandlers({ simulation, baseUrl: 'https://www.airbnb.com.au' }))
  const asker = firstAccount({ url: 'https://www.airbnb.com.au', accounts: simulation.accounts })
  expect((await send(asker, buildListingsRequest())).status).toBe(200)
  expect((await send({ ...asker, url: baseUrl }, buildListingsRequest())).status).toBe(418)
})
