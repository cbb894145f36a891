import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { openStore, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { type Measurement, measurementOf, type Pair } from './measurement.ts'
import { startFleet, storeAccounts, storeScheduledRuns } from './simulated-fleet.ts'
import { migrate, spawnService } from './spawned-service.ts'
import { utcToday, utcYesterday } from './utc-days.ts'

const LISTINGS = 4
/** That a pooled worker syncs in a row, as many at a time as it does by default. */
const POOLED = 40
const RUNS = 5

/** As `packages/runner/src/operator/worker` has it. */
const AS_THE_OPERATOR_SETS = { WORKER_CONCURRENCY: '1', DATABASE_POOL_MAX: '4' }

/**
 * What one worker costs that serves one account alone, as the operator keeps them: memory after a sync of that account,
 * and the time from its start until it is ready, each against a process of Node that does nothing; and what a pooled one
 * costs that serves many, against that.
 */
export async function oneWorker(): Promise<Measurement[]> {
  using fleet = await startFleet({ accounts: POOLED, listings: LISTINGS, today: utcToday() })
  const database = await createTestDatabase()
  try {
    await migrate(database.url)
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await storeAccounts(store, fleet.accounts)
    // None that was never synced, which its worker would sync at once.
    await storeScheduledRuns(store, fleet.accounts, utcYesterday())
    const memory: Pair[] = []
    const start: Pair[] = []
    const pooled: Pair[] = []
    const place = { url: fleet.url, databaseUrl: database.url }
    for (const { accountId } of fleet.accounts.slice(0, RUNS + 1)) {
      const bare = await bareNode()
      const { readyMs, cpuMs, ready, synced } = await workerAlone(store, place, accountId)
      memory.push({
        measured: synced.resident,
        against: bare.memory.resident,
        beside: {
          'MB ready': ready.resident,
          'MB of its own': synced.own,
          'MB of its own, ready': ready.own,
        },
      })
      start.push({ measured: readyMs, against: bare.ms, beside: { 'ms of CPU to ready': cpuMs } })
      pooled.push({ measured: await pooledMb(store, place), against: synced.resident })
    }
    return [
      measurementOf({
        name: 'one-worker-memory',
        what: `resident memory of a worker of one account of ${LISTINGS} listings after a daily sync, against a process of Node that does nothing`,
        target: { atMost: 4.5 },
        units: ['MB synced', 'MB of Node'],
        pairs: memory.slice(1),
      }),
      measurementOf({
        name: 'one-worker-start',
        what: 'from starting a worker to its readiness, against a process of Node that does nothing',
        target: { atMost: 20 },
        units: ['ms to ready', 'ms of Node'],
        pairs: start.slice(1),
      }),
      measurementOf({
        name: 'pooled-worker-memory',
        what: `resident memory of a worker that has synced ${POOLED} accounts of ${LISTINGS} listings, 4 at a time, against one that has synced one`,
        target: { atMost: 2.5 },
        units: [`MB of ${POOLED} accounts`, 'MB of one'],
        pairs: pooled.slice(1),
      }),
    ]
  } finally {
    await database.drop()
  }
}

/** Where workers find Airbnb and the database. */
interface Place {
  readonly url: string
  readonly databaseUrl: string
}

/** Starts Node, looks at it once it runs, and lets it go. */
async function bareNode(): Promise<{ ms: number; memory: Memory }> {
  const started = performance.now()
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("."); process.stdin.resume()'])
  await once(child.stdout, 'data')
  const ms = performance.now() - started
  const memory = memoryMb(Number(child.pid))
  child.kill()
  await once(child, 'exit')
  return { ms, memory }
}

/** What the worker of one account costs: until it is ready, when it is, and after the account's sync. */
async function workerAlone(store: Store, { url, databaseUrl }: Place, accountId: string) {
  const started = performance.now()
  const env = { AIRBNB_BASE_URL: url, ACCOUNT_ID: accountId, ...AS_THE_OPERATOR_SETS }
  await using worker = await spawnService({ mode: 'worker', databaseUrl, env })
  while ((await fetch(`${worker.url}/health/ready`)).status !== 200) await delay(10)
  const readyMs = performance.now() - started
  const pid = Number(worker.child.pid)
  const cpuMs = cpuTimeMs(pid)
  const ready = memoryMb(pid)
  await sync(store, [accountId])
  return { readyMs, cpuMs, ready, synced: memoryMb(pid) }
}

/** What a worker has in memory that has synced every account. */
async function pooledMb(store: Store, { url, databaseUrl }: Place): Promise<number> {
  await using worker = await spawnService({ mode: 'worker', databaseUrl, env: { AIRBNB_BASE_URL: url } })
  const accounts = await store.accounts.list()
  await sync(
    store,
    accounts.map(({ accountId }) => accountId),
  )
  return memoryMb(Number(worker.child.pid)).resident
}

/** Asks for a sync of each account, and waits for all of them. */
async function sync(store: Store, accountIds: readonly string[]): Promise<void> {
  const runIds: string[] = []
  for (const accountId of accountIds) {
    const { run } = await store.runs.request({ accountId, scrapeDay: utcToday() })
    if (run !== null) runIds.push(run.runId)
  }
  for (const runId of runIds) {
    for (;;) {
      const { status, error } = (await store.runs.get(runId)) ?? {}
      if (status === 'succeeded') break
      if (status !== 'queued' && status !== 'running')
        throw new Error(`The run ended as ${status}: ${error?.message}`)
      await delay(100)
    }
  }
}

/** What a process has in memory: all of it, and what it shares with nobody (not Node's own code, which all share). */
interface Memory {
  readonly resident: number
  readonly own: number
}

function memoryMb(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (field: string) => (Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6
  return { resident: mb('VmRSS'), own: mb('RssAnon') }
}

/** What a process has computed so far; Linux counts it in hundredths of a second. */
function cpuTimeMs(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number)
  return (user + system) * 10
}
