import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { syncAccounts } from 'airbnb-insights-runner'
import { openStore } from 'insights-store-timescale'
import { Agent, type Dispatcher, Dispatcher1Wrapper } from 'undici'
import { createTestDatabase } from '../scripts/test-database.ts'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { HERE } from './checkout.ts'
import { type Measurement, measurementOf, type Pair, timed } from './measurement.ts'
import { type SimulatedFleet, startFleet, storeAccounts } from './simulated-fleet.ts'
import { startWarmSyncs } from './warm-syncs.ts'

const TODAY = '2026-04-15'
const CONCURRENCY = 8
const LISTINGS = 5
const RUNS = 7

/** What a sync sent, to be sent again. */
interface RecordedRequest {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/**
 * A backfill of eight accounts with everything that belongs to it, against the bare requests of it, by fetch and by
 * undici's request, and against another build's.
 */
export async function sync(): Promise<Measurement[]> {
  using fleet = await startFleet({ accounts: CONCURRENCY, listings: LISTINGS, today: TODAY })
  const requests = await recordRequests(fleet)
  const dispatcher = new Dispatcher1Wrapper(new Agent({ connections: CONCURRENCY, keepAliveTimeout: 30_000 }))
  const { url, accounts } = fleet
  const task = { url, accounts, scrapeDay: TODAY, concurrency: CONCURRENCY }
  using ours = await startWarmSyncs(HERE.folder, task)
  const baseline = baselineFolder()
  using theirs = baseline === undefined ? null : await startWarmSyncs(baseline, task)

  const perSecond = async (work: () => Promise<number>) => requests.length / ((await work()) / 1000)
  const bare: Pair[] = []
  const besideBaseline: Pair[] = []
  for (let run = 0; run <= RUNS; run++) {
    const byFetch = await perSecond(() => timed(() => sendAll(requests, fetchOnce(dispatcher))))
    const byRequest = await perSecond(() => timed(() => sendAll(requests, requestOnce(dispatcher))))
    const measured = await perSecond(ours.syncOnce)
    const against = theirs === null ? null : await perSecond(theirs.syncOnce)
    // The first is to warm up.
    if (run === 0) continue
    const beside = { 'requests/s of bare request': byRequest, requests: requests.length }
    bare.push({ measured, against: byFetch, beside })
    if (against !== null) besideBaseline.push({ measured, against })
  }
  await dispatcher.close()
  const measurements = [
    measurementOf({
      name: 'sync',
      what: 'requests/s of a whole sync, against a bare loop of fetch over the same requests',
      target: { atLeast: 0.8 },
      units: ['requests/s synced', 'requests/s of bare fetch'],
      pairs: bare,
    }),
  ]
  if (besideBaseline.length === 0) {
    sayLeftOut('sync-baseline')
    return measurements
  }
  return [
    ...measurements,
    measurementOf({
      name: 'sync-baseline',
      what: 'requests/s of a whole sync, against that of the baseline',
      target: { atLeast: 1.5 },
      units: ['requests/s synced', 'requests/s of the baseline'],
      pairs: besideBaseline,
    }),
  ]
}

/** Syncs the whole fleet once and keeps what it sent. */
async function recordRequests({ url, accounts }: SimulatedFleet): Promise<readonly RecordedRequest[]> {
  const recorded: RecordedRequest[] = []
  const recordingFetch: typeof fetch = (input, init) => {
    const { headers, body } = init as Omit<RecordedRequest, 'url'>
    recorded.push({ url: input as string, headers, body })
    return fetch(input, init)
  }
  const database = await createTestDatabase()
  try {
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.migrate()
    await storeAccounts(store, accounts)
    await syncAccounts({
      store,
      accounts: await store.accounts.list({ activeOnly: true }),
      scrapeDay: TODAY,
      concurrency: CONCURRENCY,
      createClient: (_accountId, credentials) =>
        new AirbnbInsightsClient({
          credentials,
          baseUrl: url,
          rateLimit: { minIntervalMs: 0 },
          fetch: recordingFetch,
        }),
    })
  } finally {
    await database.drop()
  }
  return recorded
}

async function sendAll(
  requests: readonly RecordedRequest[],
  send: (request: RecordedRequest) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let request = requests[next++]; request; request = requests[next++]) await send(request)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, lane))
}

function fetchOnce(dispatcher: Dispatcher) {
  return async ({ url, headers, body }: RecordedRequest): Promise<unknown> => {
    const init = { method: 'POST', headers, body, redirect: 'manual', dispatcher } as RequestInit
    return await (await fetch(url, init)).text()
  }
}

function requestOnce(dispatcher: Dispatcher) {
  return async ({ url, headers, body: sent }: RecordedRequest): Promise<unknown> => {
    const { origin, pathname: path } = new URL(url)
    const { body } = await dispatcher.request({ origin, path, method: 'POST', headers, body: sent })
    return await body.text()
  }
}
