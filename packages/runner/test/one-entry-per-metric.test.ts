import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { chartResponse, listingsResponse } from 'airbnb-insights-client/testing'
import { addDays } from 'insights-transform'
import { afterAll, expect, test } from 'vitest'
import { PackagesWithOneMore } from '../../../scripts/one-more-metric.ts'
import { tableOf } from './report/support/page-text.ts'

const patched = new PackagesWithOneMore([
  'insights-transform',
  'airbnb-insights-client',
  'insights-store-timescale',
  'runner',
])
afterAll(() => patched[Symbol.dispose]())
const { AirbnbInsightsClient } =
  await patched.load<typeof import('airbnb-insights-client')>('airbnb-insights-client')
const { openStore } =
  await patched.load<typeof import('insights-store-timescale')>('insights-store-timescale')
const { syncAccount } = await patched.load<typeof import('../src/index.ts')>('runner')
const { composeReport } = await patched.load<typeof import('../src/report/render-report.ts')>(
  'runner',
  'report/render-report.ts',
)
const { encodeRows } = await patched.load<typeof import('../src/export/encode-rows.ts')>(
  'runner',
  'export/encode-rows.ts',
)
const { metricRowColumns } =
  await patched.load<typeof import('insights-store-timescale')>('insights-store-timescale')

const SCRAPE_DAY = '2026-04-15'
const BASE_DAY = '2026-04-12'

/** A server of one listing, whose every night is a quarter empty, and of similar ones an eighth. */
async function answer(_url: unknown, init?: { body?: unknown }): Promise<Response> {
  const { operationName, variables } = JSON.parse(String(init?.body)) as {
    operationName: string
    variables: { request: { arguments: { relativeDsStart: number; groupByValues: [string] } } }
  }
  if (operationName === 'ListingsSectionQuery') {
    return Response.json(listingsResponse({ listings: [{ listingId: '11', internalName: 'Garden room' }] }))
  }
  const { relativeDsStart, groupByValues } = variables.request.arguments
  const [asked] = groupByValues
  const isCount = asked === 'p3_impressions'
  const night = (value: number) =>
    Array.from({ length: 7 }, (_, index) => ({ ds: addDays(BASE_DAY, relativeDsStart + index), value }))
  const value = isCount ? 8 : 0.25
  const metric = isCount ? asked : 'conversion_rate'
  const body = chartResponse({
    metric,
    your: night(value),
    compared: night(value / 2),
    metrics: [{ metric, value: isCount ? 56 : value, valueChange: isCount ? 28 : value / 2 }],
  })
  // The simulator does not know the metric: what it says of another is said of this one.
  return Response.json(JSON.parse(JSON.stringify(body).replaceAll(`"${metric}"`, `"${asked}"`)))
}

test('an entry of the registry and a migration are all that a metric takes, from the answer to the report', async () => {
  await using store = await openStore({
    connection: { dataDir: 'memory://' },
    allowPlaintextCredentials: true,
  })
  await store.migrate()
  const credentials = simulatedCredentials('310000031')
  const { account } = await store.accounts.upsert(credentials)
  await using client = new AirbnbInsightsClient({
    credentials,
    fetch: answer,
    rateLimit: { minIntervalMs: 0 },
    retry: { retries: 0 },
  })
  const { status, error } = await syncAccount({
    store,
    client,
    account,
    scrapeDay: SCRAPE_DAY,
    lookbackWeeks: 2,
  })
  expect({ status, error }).toEqual({ status: 'succeeded', error: null })

  const { html } = await composeReport({ store, accounts: 'all', today: SCRAPE_DAY })
  const [heads = [], first = []] = tableOf(html, 'Weeks of the listing', 'id="account-1-listing-1"')
  expect(first[heads.indexOf('Share of empty nights')]).toBe('25.000%')
  const [nightHeads = [], night = []] = tableOf(html, 'Nights of the listing', 'id="account-1-listing-1"')
  const at = nightHeads.indexOf('Share of empty nights')
  expect(night.slice(at, at + 2)).toEqual(['25.000%', '12.500%'])

  const rows = await store.metrics.latest({ accountId: '310000031' })
  async function* batches() {
    yield rows
  }
  let csv = ''
  for await (const piece of encodeRows('csv', metricRowColumns('chart_query'), batches() as never))
    csv += String(piece)
  const [head = '', line = ''] = csv.split('\r\n')
  expect(line.split(',')[head.split(',').indexOf('empty_rate_your_value')]).toBe('0.25')
})
