import { setTimeout as delay } from 'node:timers/promises'
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { syncAccounts } from 'airbnb-insights-runner'
import { openStore, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement, timed } from './measurement.ts'
import {
  type SimulatedFleet,
  startFleet,
  storeScheduledRuns,
  storeSyncedAccounts,
} from './simulated-fleet.ts'
import { API_KEY, migrate, spawnService } from './spawned-service.ts'
import { utcToday, utcYesterday } from './utc-days.ts'

const ACCOUNTS = 8
const CONCURRENCY = 4
const LISTINGS = 5
const LATENCY_MS = 50

/** What a run costs that is asked for over HTTP, queued, taken up and carried out, against a sync without all that. */
export async function queue(): Promise<Measurement[]> {
  using fleet = await startFleet({
    accounts: ACCOUNTS,
    listings: LISTINGS,
    today: utcToday(),
    latencyMs: LATENCY_MS,
  })
  const database = await createTestDatabase()
  try {
    await migrate(database.url)
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await storeSyncedAccounts(store, fleet.accounts, utcYesterday())
    await storeScheduledRuns(store, fleet.accounts, utcYesterday())
    await using service = await spawnService({
      mode: 'hybrid',
      databaseUrl: database.url,
      env: { AIRBNB_BASE_URL: fleet.url, WORKER_CONCURRENCY: String(CONCURRENCY) },
    })
    return [
      await compare({
        name: 'queue',
        what: `ms per 5-listing incremental run through request, queue and worker, against syncing directly, ${CONCURRENCY} at a time`,
        target: { atMost: 1.2 },
        runs: 5,
        warmUps: 0,
        units: ['ms queued', 'ms direct'],
        run: async () => ({
          against: (await timed(() => syncDirectly(store, fleet))) / ACCOUNTS,
          measured: (await timed(() => syncByQueue(store, fleet, service.url))) / ACCOUNTS,
        }),
      }),
    ]
  } finally {
    await database.drop()
  }
}

async function syncDirectly(store: Store, { accounts, url }: SimulatedFleet): Promise<void> {
  const outcomes = await syncAccounts({
    store,
    accounts,
    scrapeDay: utcToday(),
    concurrency: CONCURRENCY,
    createClient: (_accountId, credentials) =>
      new AirbnbInsightsClient({ credentials, baseUrl: url, rateLimit: { minIntervalMs: 0 } }),
  })
  for (const { status, error } of outcomes) {
    if (status !== 'succeeded') throw new Error(`A sync ended as ${status}: ${error?.message}`)
  }
}

async function syncByQueue(store: Store, { accounts }: SimulatedFleet, serviceUrl: string): Promise<void> {
  const asked = accounts.map(async ({ accountId }) => {
    const response = await fetch(`${serviceUrl}/api/v1/accounts/${accountId}/sync`, {
      method: 'POST',
      headers: { 'x-api-key': API_KEY, 'content-type': 'application/json' },
      body: '{}',
    })
    if (response.status !== 202) throw new Error(`A sync was answered with ${response.status}.`)
    return (await response.json()) as { run_id: string }
  })
  const unfinished = new Set((await Promise.all(asked)).map(({ run_id: runId }) => runId))
  while (unfinished.size > 0) {
    await delay(20)
    const { runs } = store
    for (const run of await runs.list({ status: 'succeeded', limit: ACCOUNTS })) unfinished.delete(run.runId)
    const [failed] = await runs.list({ failedOnly: true })
    if (failed) throw new Error(`A run ended as ${failed.status}: ${failed.error?.message}`)
  }
}
