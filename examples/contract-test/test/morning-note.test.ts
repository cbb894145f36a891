import { AirbnbInsightsClient } from 'airbnb-insights-client'
import {
  createSimulation,
  insightsHandlers,
  rateLimited,
  respondWith,
  sessionExpired,
  simulatedWindowMetrics,
} from 'airbnb-insights-client/testing'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { morningNote } from '../src/morning-note.ts'

const week = { start: '2026-03-15', end: '2026-03-21' }
const harbour = { listingId: '900000000000000799', internalName: 'Harbour loft' }
const simulation = createSimulation({ today: '2026-03-18', accounts: [{ listings: [harbour] }] })
const server = setupServer(...insightsHandlers({ simulation }))

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

async function note() {
  const [account] = simulation.accounts
  if (account === undefined) throw new Error('the simulation has no account')
  await using client = new AirbnbInsightsClient({
    credentials: account.credentials,
    rateLimit: { minIntervalMs: 0 },
    clock: simulation.clock,
  })
  return await morningNote(client, week)
}

test("states the page views of the week's nights against the market", async () => {
  const [views] = simulatedWindowMetrics({
    listings: harbour,
    metric: 'p3_impressions',
    window: week,
    knownOn: '2026-03-18',
    comparison: 'MARKET',
  })
  expect(await note()).toEqual({
    kind: 'note',
    lines: [`Harbour loft: ${views?.valueString} views (${views?.valueChangeString} against the market)`],
  })
})

test('asks the host to sign in again when the session has ended, however the API shows it', async () => {
  server.use(...respondWith('ChartQuery', sessionExpired({ as: 'null_components' })))
  expect(await note()).toEqual({ kind: 'sign_in_again' })
})

test('comes back later when the API says so', async () => {
  server.use(...respondWith('all', rateLimited({ retryAfter: 900 })))
  expect(await note()).toEqual({ kind: 'later', inSeconds: 900 })
})
