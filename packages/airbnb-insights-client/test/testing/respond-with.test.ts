import { HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildListingsRequest, buildListOfMetricsRequest } from '../../src/build-requests.ts'
import {
  createSimulation,
  htmlPage,
  insightsHandlers,
  listOfMetricsResponse,
  rateLimited,
  respondWith,
} from '../../src/testing/index.ts'
import { send } from '../simulator/support/ask.ts'
import { firstAccount } from '../simulator/support/first-account.ts'

const simulation = createSimulation()
const asker = firstAccount({ url: 'https://www.airbnb.com', accounts: simulation.accounts })
const server = setupServer(...insightsHandlers({ simulation }))
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const listings = () => send(asker, buildListingsRequest())
const metrics = () =>
  send(
    asker,
    buildListOfMetricsRequest({
      listingId: asker.listingId,
      metric: 'p3_impressions',
      relativeDsStart: -10,
      relativeDsEnd: -4,
    }),
  )

test('a fixed answer for one operation leaves the others as they are', async () => {
  server.use(
    ...respondWith('ListingsSectionQuery', rateLimited({ retryAfter: 'Wed, 18 Mar 2026 05:00:00 GMT' })),
  )
  const refused = await listings()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, 'Wed, 18 Mar 2026 05:00:00 GMT'])
  expect((await metrics()).status).toBe(200)
})

test('a fixed answer for all operations, so many times', async () => {
  server.use(...respondWith('all', htmlPage(), { times: 2 }))
  const types: (string | null)[] = []
  for (const ask of [listings, metrics, listings]) types.push((await ask()).headers.get('content-type'))
  expect(types.map((type) => type?.split(';')[0])).toEqual(['text/html', 'text/html', 'application/json'])
})

test('a body of a builder is sent with HTTP 200', async () => {
  const body = listOfMetricsResponse({ metrics: [{ metric: 'p3_impressions', value: 460 }] })
  server.use(...respondWith('ListOfMetricsQuery', body))
  expect(await (await metrics()).json()).toEqual(body)
})

test('a Response can be given as often as it is asked for', async () => {
  server.use(...respondWith('all', HttpResponse.text('gone fishing', { status: 503 })))
  expect(await (await listings()).text()).toBe('gone fishing')
  expect(await (await listings()).text()).toBe('gone fishing')
})
