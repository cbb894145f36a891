import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { expect, it } from 'vitest'
import { readsOf } from '../../../src/reads/reads.ts'
import { createServiceMetrics } from '../../../src/serve/prometheus/service-metrics.ts'
import { memoryStore, simulatorFor, syncAll } from '../../support/sync-bench.ts'

/** The value of a series, as text has it. */
const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

it('counts what a sync asks, stores and fails at', async () => {
  const store = await memoryStore()
  const simulator = await simulatorFor(store, {
    today: '2026-06-15',
    listings: 2,
    faults: [
      { kind: 'status', status: 503, when: { operation: 'ChartQuery' } },
      { kind: 'status', status: 429, retryAfter: 0, when: { operation: 'ChartQuery', afterRequests: 3 } },
      { kind: 'novel_fields', when: { operation: 'ListingsSectionQuery' } },
      { kind: 'malformed', when: { operation: 'ChartQuery', afterRequests: 90 } },
    ],
  })
  let now = 0
  const metrics = createServiceMetrics({
    store,
    reads: readsOf(store),
    from: { network: 'default', defaultSite: 'https://www.airbnb.com' },
    today: () => simulator.today,
    now: () => now,
  })
  const runEnded = metrics.runStarted()
  const { first } = await syncAll(store, simulator, {
    createClient: (_accountId, credentials) =>
      new AirbnbInsightsClient({
        credentials,
        baseUrl: simulator.url,
        rateLimit: { minIntervalMs: 0 },
        retry: { baseDelayMs: 1, maxDelayMs: 2 },
        onEvent: metrics.onClientEvent,
      }),
    onProgress: metrics.onSyncProgress,
  })
  const during = await metrics.render()
  expect(valueOf(during, 'airbnb_insights_sync_runs_active')).toBe(1)
  now = 12_000
  runEnded('partial', 'listings_failed')
  runEnded('failed', 'network')
  const text = await metrics.render()
  const value = (series: string) => valueOf(text, `airbnb_insights_${series}`)
  expect(value('sync_runs_active')).toBe(0)
  expect(value('sync_runs_total{status="partial"}')).toBe(1)
  expect(value('sync_runs_total{status="failed"}')).toBe(0)
  expect(value('sync_run_duration_seconds_sum')).toBe(12)
  expect(value('sync_listings_total{status="succeeded"}')).toBe(1)
  expect(value('sync_listings_total{status="failed"}')).toBe(1)
  expect(value('rows_stored_total{change="inserted"}')).toBe(first.run?.rows.inserted)
  expect(value('rows_stored_total{change="updated"}')).toBe(0)
  expect(value('rows_stored_total{change="unchanged"}')).toBe(0)
  expect(value('api_requests_total{operation="ListingsSectionQuery",status="200"}')).toBe(1)
  expect(value('api_requests_total{operation="ChartQuery",status="503"}')).toBe(1)
  expect(value('api_requests_total{operation="ChartQuery",status="429"}')).toBe(1)
  expect(value('api_retries_total{operation="ChartQuery",reason="api"}')).toBe(1)
  expect(value('api_retries_total{operation="ChartQuery",reason="rate_limited"}')).toBe(1)
  expect(value('api_throttles_total{operation="ChartQuery"}')).toBe(1)
  expect(value('api_requests_total{operation="ListOfMetricsQuery",status="429"}')).toBe(0)
  expect(value('api_throttles_total{operation="ListOfMetricsQuery"}')).toBe(0)
  expect(value('api_schema_drifts_total{operation="ListingsSectionQuery"}')).toBeGreaterThan(0)
  expect(value('api_schema_drifts_total{operation="ListOfMetricsQuery"}')).toBe(0)
  expect(value('sync_failures_total{level="listing",code="response_shape"}')).toBe(1)
  expect(value('sync_failures_total{level="run",code="listings_failed"}')).toBe(1)
  expect(value('sync_failures_total{level="run",code="network"}')).toBe(0)
  expect(value('sync_failures_total{level="run",code="authentication"}')).toBe(0)
  const asked = simulator.requests.length
  const counted = [...text.matchAll(/^airbnb_insights_api_requests_total\{[^}]*\} (\d+)$/gm)]
  expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(asked)
  await simulator.close()
  await store.close()
})

it('tells how much is to be done, and of which accounts', async () => {
  const store = await memoryStore()
  const simulator = await simulatorFor(store, { accounts: 4, today: '2026-06-15' })
  const [first = '', second = '', third = ''] = simulator.accounts.map(({ accountId }) => accountId)
  await store.accounts.update(first, { isActive: false })
  await store.accounts.markCredentials(second, 'expired', { ifVersion: 1 })
  await store.runs.request({ accountId: third, scrapeDay: simulator.today })
  await store.db
    .updateTable('account_sessions')
    .set({ set_at: new Date(Date.now() - 30 * 3_600_000) })
    .where('account_id', '=', third)
    .execute()
  await store.accounts.markCredentials(third, 'ok', { ifVersion: 1 })
  const metrics = createServiceMetrics({
    store,
    reads: readsOf(store),
    from: { network: 'default', defaultSite: 'https://www.airbnb.com' },
    today: () => simulator.today,
  })
  const text = await metrics.render()
  const value = (series: string) => valueOf(text, `airbnb_insights_${series}`)
  expect(value('database_up')).toBe(1)
  expect(value('sessions_ending')).toBe(1)
  const { likelyEnd } = (await store.accounts.sessionOutlooks()).get(third) ?? {}
  expect(value('sessions_soonest_end_timestamp_seconds')).toBe((likelyEnd?.getTime() ?? 0) / 1000)
  expect(value('accounts{state="active"}')).toBe(3)
  expect(value('accounts{state="inactive"}')).toBe(1)
  expect(value('accounts{state="expired"}')).toBe(1)
  expect(value('accounts_overdue')).toBe(0)
  expect(value('queue_depth{state="queued"}')).toBe(1)
  expect(value('queue_depth{state="active"}')).toBe(0)
  expect(value('queue_depth{state="waiting"}')).toBe(0)
  expect(value('queue_oldest_seconds')).toBeGreaterThanOrEqual(0)
  // An embedded database has no pool.
  expect(text).not.toMatch(/^airbnb_insights_database_pool_/m)
  await simulator.close()
  await store.close()
})

it('has no end of a session that it knows nothing of, and counts as failures neither what was cancelled nor what was not begun', async () => {
  const store = await memoryStore()
  const simulator = await simulatorFor(store, { today: '2026-06-15' })
  const metrics = createServiceMetrics({
    store,
    reads: readsOf(store),
    from: { network: 'default', defaultSite: 'https://www.airbnb.com' },
    today: () => simulator.today,
  })
  metrics.runStarted()('cancelled', 'cancelled')
  metrics.runStarted()(null, 'lease_lost')
  metrics.runStarted()('auth_failed', 'authentication')
  metrics.runStarted()('failed', 'some_new_code')
  const text = await metrics.render()
  const failures = [...text.matchAll(/^airbnb_insights_sync_failures_total\{(.*)\} ([1-9].*)$/gm)]
  expect(failures.map(([, labels, count]) => `${labels} ${count}`).toSorted()).toEqual([
    'level="run",code="authentication" 1',
    'level="run",code="some_new_code" 1',
  ])
  expect(text).not.toMatch(/^airbnb_insights_sessions_soonest_end_timestamp_seconds /m)
  await simulator.close()
  await store.close()
})

it('has no time of a last look where nothing is scheduled, and the time of it where something is', async () => {
  const store = await memoryStore()
  const metrics = createServiceMetrics({
    store,
    reads: readsOf(store),
    from: { network: 'default', defaultSite: 'https://www.airbnb.com' },
    today: () => '2026-06-15',
  })
  const series = 'airbnb_insights_scheduler_last_pass_timestamp_seconds'
  expect(valueOf(await metrics.render(), series)).toBeUndefined()
  metrics.schedulerPassed(new Date('2026-06-15T05:00:00.500Z'))
  expect(valueOf(await metrics.render(), series)).toBe(Date.UTC(2026, 5, 15, 5) / 1000 + 0.5)
  expect(await metrics.render()).toMatch(/^process_cpu_seconds_total /m)
  await store.close()
})
