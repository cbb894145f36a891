import { randomBytes } from 'node:crypto'
import { PGlite } from '@electric-sql/pglite'
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { type DueRun, openStore } from 'insights-store-timescale'
import { expect, it } from 'vitest'
import { DEFAULT_CHOICE } from '../../src/config/metric-choice.ts'
import type { CarryOut, SyncQueue } from '../../src/serve/queue/sync-queue.ts'
import { createSyncWorker } from '../../src/serve/sync-worker.ts'
import { memoryStore, simulatorFor } from '../support/sync-bench.ts'

const today = () => new Date().toISOString().slice(0, 10)
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** A queue that hands out what it is told to, when it is told to. */
function handingQueue(): { queue: SyncQueue; give: (run: DueRun) => Promise<void> } {
  let carryOut: CarryOut | undefined
  const queue: SyncQueue = {
    send: async () => {},
    work: async (given) => void (carryOut = given),
    stopTaking: async () => {},
    close: async () => {},
  }
  return { queue, give: async (run) => await carryOut?.(run, new AbortController().signal) }
}

const workerOn = (store: Parameters<typeof createSyncWorker>[0]['store'], baseUrl: string) =>
  createSyncWorker({
    store,
    network: 'default',
    createClient: (_id, credentials) =>
      new AirbnbInsightsClient({ credentials, baseUrl, rateLimit: { minIntervalMs: 0 } }),
    holder: 'worker',
    concurrency: 1,
    retryDelaySeconds: 300,
    metrics: DEFAULT_CHOICE,
    lookbackWeeks: 1,
    lookaheadWeeks: 0,
    horizonWeeks: 0,
    canary: false,
    logger: silent,
    onProgress: () => {},
    now: () => new Date(),
  })

async function requested(store: Awaited<ReturnType<typeof memoryStore>>, accountId: string): Promise<DueRun> {
  const asked = await store.runs.request({ accountId, scrapeDay: today() })
  if (asked.kind !== 'queued') throw new Error(asked.kind)
  return { runId: asked.run.runId, accountId, askedBySpan: null }
}

it('postpones a run whose account somebody else holds, instead of failing it', async () => {
  await using store = await memoryStore()
  await using simulator = await simulatorFor(store, { accounts: 1, listings: 1 })
  const accountId = simulator.accounts[0]?.accountId ?? ''
  const due = await requested(store, accountId)
  const lease = await store.leases.acquire(accountId, { holder: 'cli', renewMs: 200 })
  const { queue, give } = handingQueue()
  await workerOn(store, simulator.url).start(queue)
  await give(due)
  const run = await store.runs.get(due.runId)
  expect(run).toMatchObject({ status: 'queued', error: null })
  expect(run?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 10_000)
  if (!lease.busy) await lease.release()
})

it('postpones a run that cannot even begin, and says why', async () => {
  await using pglite = await PGlite.create()
  const key = { id: 'k1', key: randomBytes(32) }
  await using store = await openStore({ connection: { pglite }, credentialKeys: [key] })
  await store.migrate()
  await using simulator = await simulatorFor(store, { accounts: 1, listings: 1 })
  const due = await requested(store, simulator.accounts[0]?.accountId ?? '')
  // The same database without the key that its cookies were encrypted with.
  await using keyless = await openStore({
    connection: { pglite },
    credentialKeys: [{ id: 'k2', key: randomBytes(32) }],
  })
  const { queue, give } = handingQueue()
  await workerOn(keyless, simulator.url).start(queue)
  await give(due)
  const run = await store.runs.get(due.runId)
  expect(run).toMatchObject({ status: 'queued', error: { code: 'missing_credential_key' } })
  expect(run?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 60_000)
  expect(simulator.requests).toHaveLength(0)
})

it('does nothing about a run that has ended since it was sent', async () => {
  await using store = await memoryStore()
  await using simulator = await simulatorFor(store, { accounts: 1, listings: 1 })
  const due = await requested(store, simulator.accounts[0]?.accountId ?? '')
  await store.runs.cancel(due.runId)
  const { queue, give } = handingQueue()
  await workerOn(store, simulator.url).start(queue)
  await give(due)
  expect(await store.runs.get(due.runId)).toMatchObject({ status: 'cancelled' })
  expect(simulator.requests).toHaveLength(0)
})

it('carries nothing out once it is leaving, and leaves at once where it is idle', async () => {
  await using store = await memoryStore()
  await using simulator = await startSimulator({ accounts: 1, listings: 1 })
  const [account] = simulator.accounts
  if (!account) throw new Error('no account')
  const { cookie, clientVersion, userAgent } = account.credentials
  await store.accounts.upsert({ accountId: account.accountId, cookie, clientVersion, userAgent })
  const due = await requested(store, account.accountId)
  const { queue, give } = handingQueue()
  const worker = workerOn(store, simulator.url)
  await worker.start(queue)
  await worker.stop(queue, 60_000)
  await give(due)
  expect(await store.runs.get(due.runId)).toMatchObject({ status: 'queued', startedAt: null })
})
