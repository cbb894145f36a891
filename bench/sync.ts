import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { syncAccounts } from 'airbnb-insights-runner'
import { openStore } from 'insights-store-timescale'
import { Agent, type Dispatcher, Dispatcher1Wrapper } from 'undici'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement, timed } from './measurement.ts'
import { type SimulatedFleet, startFleet, storeAccounts } from './simulated-fleet.ts'

const TODAY = '2026-04-15'
const CONCURRENCY = 8
const LISTINGS = 5

type FetchCall = Parameters<typeof fetch>

/** A backfill of eight accounts with everything that belongs to it, against the bare requests of it. */
export async function sync(): Promise<Measurement[]> {
  using fleet = await startFleet({ accounts: CONCURRENCY, listings: LISTINGS, today: TODAY })
  const dispatcher = new Dispatcher1Wrapper(new Agent({ connections: CONCURRENCY, keepAliveTimeout: 30_000 }))
  const calls: FetchCall[] = []
  await syncOnce(fleet, dispatcher, (...call) => {
    calls.push(call)
    return fetch(...call)
  })
  const measurement = await compare({
    name: 'sync',
    what: 'requests/s of a whole sync, against a bare loop of fetch over the same requests',
    target: { atLeast: 0.6 },
    runs: 7,
    units: ['requests/s synced', 'requests/s bare'],
    run: async () => ({
      against: calls.length / ((await timed(() => fetchAll(calls))) / 1000),
      measured: calls.length / ((await syncOnce(fleet, dispatcher)) / 1000),
      beside: { requests: calls.length },
    }),
  })
  await dispatcher.close()
  return [measurement]
}

/** Syncs the whole fleet into a fresh database; gives the time of the sync alone. */
async function syncOnce(
  fleet: SimulatedFleet,
  dispatcher: Dispatcher,
  recordingFetch?: (...call: FetchCall) => Promise<Response>,
): Promise<number> {
  const database = await createTestDatabase()
  try {
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.migrate()
    await storeAccounts(store, fleet.accounts)
    const accounts = await store.accounts.list({ activeOnly: true })
    return await timed(async () => {
      const outcomes = await syncAccounts({
        store,
        accounts,
        scrapeDay: TODAY,
        concurrency: CONCURRENCY,
        createClient: (_accountId, credentials) =>
          new AirbnbInsightsClient({
            credentials,
            baseUrl: fleet.url,
            rateLimit: { minIntervalMs: 0 },
            dispatcher,
            ...(recordingFetch ? { fetch: recordingFetch } : {}),
          }),
      })
      for (const { status, error } of outcomes) {
        if (status !== 'succeeded') throw new Error(`A sync ended as ${status}: ${error?.message}`)
      }
    })
  } finally {
    await database.drop()
  }
}

async function fetchAll(calls: readonly FetchCall[]): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const [url, init] = call
      // The requests' own signals belong to a sync that is over.
      const { signal: _signal, ...again } = init ?? {}
      const response = await fetch(url, again)
      await response.text()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, lane))
}
