import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { openStore, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { type Measurement, measurementOf, type Pair, timed } from './measurement.ts'
import { startFleet, storeAccounts, storeScheduledRuns } from './simulated-fleet.ts'
import { migrate, type SpawnedService, spawnService } from './spawned-service.ts'
import { utcToday, utcYesterday } from './utc-days.ts'

const LISTINGS = 4
const RUNS = 5

/**
 * What one worker costs that serves one account alone, as an operator keeps them: memory after that account's first sync,
 * and the time from its start until it is ready; each against a process of Node that does nothing.
 */
export async function oneWorker(): Promise<Measurement[]> {
  using fleet = await startFleet({ accounts: RUNS + 1, listings: LISTINGS, today: utcToday() })
  const database = await createTestDatabase()
  try {
    await migrate(database.url)
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await storeAccounts(store, fleet.accounts)
    // None that was never synced, which its worker would sync at once.
    await storeScheduledRuns(store, fleet.accounts, utcYesterday())
    const memory: Pair[] = []
    const start: Pair[] = []
    for (const { accountId } of fleet.accounts) {
      const bare = await bareNode()
      const env = { AIRBNB_BASE_URL: fleet.url, ACCOUNT_ID: accountId }
      let worker: SpawnedService | undefined
      const readyMs = await timed(async () => {
        worker = await spawnService({ mode: 'worker', databaseUrl: database.url, env })
        await ready(worker)
      })
      if (worker === undefined) throw new Error('no worker was started')
      await using _ = worker
      const pid = Number(worker.child.pid)
      const cpuMs = cpuTimeMs(pid)
      const idle = memoryMb(pid)
      await sync(store, accountId)
      const synced = memoryMb(pid)
      memory.push({
        measured: synced.resident,
        against: bare.memory.resident,
        beside: { 'MB ready': idle.resident, 'MB of its own': synced.own, 'MB of its own, ready': idle.own },
      })
      start.push({ measured: readyMs, against: bare.ms, beside: { 'ms of CPU to ready': cpuMs } })
    }
    return [
      measurementOf({
        name: 'one-worker-memory',
        what: `resident memory of a worker of one account of ${LISTINGS} listings after its first sync, against a process of Node that does nothing`,
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
    ]
  } finally {
    await database.drop()
  }
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

async function ready({ url }: SpawnedService): Promise<void> {
  while ((await fetch(`${url}/health/ready`)).status !== 200) await delay(10)
}

async function sync(store: Store, accountId: string): Promise<void> {
  const { run } = await store.runs.request({ accountId, scrapeDay: utcToday() })
  for (;;) {
    const { status, error } = (await store.runs.get(run?.runId ?? '')) ?? {}
    if (status === 'succeeded') return
    if (status !== 'queued' && status !== 'running')
      throw new Error(`The run ended as ${status}: ${error?.message}`)
    await delay(100)
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
