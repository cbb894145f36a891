import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPrometheus } from '../../../../scripts/find-prometheus.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { call } from '../service/service-api.ts'
import { READ_KEY, ServiceWorld } from '../service/service-world.ts'
import { storeAccountsOf } from '../service/simulated-service.ts'
import type { SpawnedService } from '../service/spawned-service.ts'
import { expandPromql } from './expand-macros.ts'
import { PrometheusServer, type Series } from './prometheus-server.ts'
import { queriesOf } from './read-dashboards.ts'

const [WELL, THROTTLED, PARTIAL, EXPIRED] = ['310000081', '310000082', '310000083', '310000084'] as const
const BROKEN_LISTING = '921000000000000832'
const SCRAPE_SECONDS = 15
const SHORT = { LOOKBACK_WEEKS: '1', LOOKAHEAD_WEEKS: '0', HORIZON_WEEKS: '0' }

const prometheusBinary = findPrometheus()
const panels = queriesOf('airbnb-insights-operations')

/** What is zero while nothing is wrong with the process itself; anything else was made to happen. */
const ZERO_WHEN_WELL = [
  'Accounts overdue',
  'Oldest due run',
  'Accounts in want of something (B)',
  'Pauses',
  'Database pool in use',
  'Replica behind',
]

let world: ServiceWorld
let service: SpawnedService
let prometheus: PrometheusServer
let startedAt: Date

/** The simulator's accounts get into the store once Prometheus has seen the service: counters grow before its eyes. */
async function addAccounts(): Promise<void> {
  await storeAccountsOf(world.simulator, world.store)
  // Airbnb has not renewed this one's cookie for more than a day.
  await world.store.db
    .updateTable('account_sessions')
    .set({ set_at: new Date(Date.now() - 40 * 3_600_000) })
    .where('account_id', '=', WELL)
    .execute()
}

const statusOf = async (accountId: string) =>
  (await world.store.runs.list({ accountId })).map(({ status }) => status)[0]

const grown = (series: readonly Series[], label: string): string[] =>
  series
    .filter(({ values }) => values.some((value) => value > 0))
    .map(({ labels }) => labels[label] ?? '')
    .toSorted()

async function ask(title: string): Promise<Series[]> {
  const panel = panels.find(({ name }) => name.startsWith(title))
  if (panel === undefined) throw new Error(`There is no panel ${title}`)
  const expr = expandPromql(panel.text, SCRAPE_SECONDS)
  return panel.isTable ? await prometheus.now(expr) : await prometheus.since(expr, startedAt)
}

describe.runIf(timescaleAvailable() && prometheusBinary !== undefined)('the dashboard of the service', () => {
  beforeAll(async () => {
    world = await ServiceWorld.make({
      accounts: [
        { accountId: WELL, listings: 1 },
        { accountId: THROTTLED, listings: 1 },
        {
          accountId: PARTIAL,
          listings: [{ listingId: '921000000000000831' }, { listingId: BROKEN_LISTING }],
        },
        { accountId: EXPIRED, listings: 1 },
      ],
      storeAccounts: false,
      faults: [
        { kind: 'status', status: 503, when: { accountId: WELL, operation: 'ChartQuery' } },
        {
          kind: 'novel_metric',
          metric: 'rainfall_index',
          value: { __typename: 'porygonRainWrapper', drops: 17.5 },
          when: { accountId: WELL, operation: 'ChartQuery', afterRequests: 1 },
        },
        { kind: 'status', status: 429, retryAfter: 3600, when: { accountId: THROTTLED }, times: Infinity },
        { kind: 'malformed', when: { listingId: BROKEN_LISTING, operation: 'ChartQuery' }, times: Infinity },
        { kind: 'session_expired', when: { accountId: EXPIRED }, times: Infinity },
      ],
    })
    // A replica that is never behind.
    const { DATABASE_URL = '' } = world.env
    service = await world.serve('hybrid', { ...SHORT, DATABASE_READ_URL: DATABASE_URL })
    startedAt = new Date()
    prometheus = await PrometheusServer.start(prometheusBinary ?? '', service.url, READ_KEY)
    await world.until(async () => (await prometheus.now('airbnb_insights_sync_runs_total')).length > 0)
    await addAccounts()
    await world.until(
      async () =>
        (await statusOf(WELL)) === 'succeeded' &&
        (await statusOf(THROTTLED)) === 'rate_limited' &&
        (await statusOf(PARTIAL)) === 'partial' &&
        (await statusOf(EXPIRED)) === 'auth_failed',
    )
    const ended = 'airbnb_insights_sync_runs_total > 0'
    const called =
      'increase(airbnb_insights_http_request_duration_seconds_count{route="/api/v1/accounts"}[1m]) > 0'
    await world.until(async () => {
      await call(service, 'GET', '/api/v1/accounts')
      return (await prometheus.now(ended)).length === 4 && (await prometheus.now(called)).length === 1
    })
    await world.until(async () => (await prometheus.now('ALERTS')).length > 0)
  })
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]()
    await world?.[Symbol.asyncDispose]()
  })

  test.each(panels)('$name has numbers', async ({ name, text, isTable }) => {
    const expr = expandPromql(text, SCRAPE_SECONDS)
    const series = isTable ? await prometheus.now(expr) : await prometheus.since(expr, startedAt)
    const numbers = series.flatMap(({ values }) => values.filter(Number.isFinite))
    expect(numbers).not.toEqual([])
    const least = ZERO_WHEN_WELL.some((title) => name.startsWith(title)) ? 0 : Number.MIN_VALUE
    expect(Math.max(...numbers)).toBeGreaterThanOrEqual(least)
  })

  test('tells how runs ended, and why they and their listings failed', async () => {
    expect(grown(await ask('Runs that ended'), 'status')).toEqual([
      'auth_failed',
      'partial',
      'rate_limited',
      'succeeded',
    ])
    const failures = (await ask('Failures')).filter(({ values }) => values.some((value) => value > 0))
    expect(failures.map(({ labels: { level, code } }) => `${level}: ${code}`).toSorted()).toEqual([
      'listing: response_shape',
      'run: authentication',
      'run: listings_failed',
      'run: rate_limited',
    ])
    expect(grown(await ask('Answers that are no success'), 'status')).toEqual(
      expect.arrayContaining(['429', '503']),
    )
    expect(grown(await ask('Drift'), 'operation')).toEqual(['ChartQuery'])
  })

  test('tells who needs a cookie, now and soon', async () => {
    expect(await ask('Accounts that need a new cookie')).toMatchObject([{ values: [1] }])
    expect(await ask('Sessions about to end')).toMatchObject([{ values: [1] }])
    const [end] = await ask('First of them ends in')
    // It was set 40 hours ago and never renewed: some 48 hours are usual.
    expect((end?.values[0] ?? 0) / 3600).toBeCloseTo(8, 0)
    const alerts = await ask('Alerts')
    expect(alerts.map(({ labels }) => labels['alertname'])).toContain('AirbnbInsightsSessionsExpired')
  })

  test('has no series for an account or a listing', async () => {
    const series = await prometheus.now('{__name__=~"airbnb_insights_.+"}')
    const values = new Set(series.flatMap(({ labels }) => Object.values(labels)))
    expect(values.size).toBeGreaterThan(10)
    const own = world.simulator.accounts.flatMap(({ accountId, listings }) => [
      accountId,
      ...listings.flatMap(({ listingId, internalName }) => [listingId, internalName]),
    ])
    expect([...values].filter((label) => own.some((name) => label.includes(name)))).toEqual([])
  })
})
