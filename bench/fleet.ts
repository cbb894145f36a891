import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { openStore, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { type Measurement, measurementOf, type Pair } from './measurement.ts'
import { startFleet, storeScheduledRuns, storeSyncedAccounts } from './simulated-fleet.ts'
import { migrate, spawnService } from './spawned-service.ts'
import { utcToday, utcYesterday } from './utc-days.ts'

const WORKERS = 4
const CONCURRENCY = 4
const RUNS = 5
const MANY = 10_000
const FEW = 1000

/** What each of four workers needs at the most for ten times the accounts. */
export async function fleet(): Promise<Measurement[]> {
  const pairs: Pair[] = []
  for (let run = 0; run < RUNS; run++) {
    const against = await peakMbPerWorker(FEW)
    pairs.push({ measured: await peakMbPerWorker(MANY), against })
  }
  return [
    measurementOf({
      name: 'fleet',
      what: `peak memory of the largest of ${WORKERS} workers that sync ${MANY} accounts of 1 listing incrementally, against ${FEW}`,
      target: { atMost: 1.1 },
      units: [`MB for ${MANY}`, `MB for ${FEW}`],
      pairs,
    }),
  ]
}

async function peakMbPerWorker(count: number): Promise<number> {
  using simulated = await startFleet({ accounts: count, listings: 1, today: utcToday(), prerender: false })
  const database = await createTestDatabase()
  try {
    await migrate(database.url)
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await storeSyncedAccounts(store, simulated.accounts, utcYesterday())
    await storeScheduledRuns(store, simulated.accounts, utcYesterday())
    await using stack = new AsyncDisposableStack()
    const pids: number[] = []
    for (let worker = 0; worker < WORKERS; worker++) {
      const env = { AIRBNB_BASE_URL: simulated.url, WORKER_CONCURRENCY: String(CONCURRENCY) }
      const { child } = stack.use(await spawnService({ mode: 'worker', databaseUrl: database.url, env }))
      pids.push(Number(child.pid))
    }
    for (const { accountId } of simulated.accounts) {
      await store.runs.request({ accountId, scrapeDay: utcToday() })
    }
    await allSucceeded(store, count)
    return Math.max(...pids.map(peakMb))
  } finally {
    await database.drop()
  }
}

async function allSucceeded(store: Store, count: number): Promise<void> {
  for (;;) {
    const rows = await store.db
      .selectFrom('sync_runs')
      .select(({ fn }) => ['status', fn.countAll<string>().as('runs')])
      .where('scrape_day', '=', utcToday())
      .groupBy('status')
      .execute()
    const runs = (status: string) => Number(rows.find((row) => row.status === status)?.runs ?? 0)
    if (runs('succeeded') === count) return
    const bad = rows.find(({ status }) => !['queued', 'running', 'succeeded'].includes(status))
    if (bad !== undefined) throw new Error(`A run ended as ${bad.status}`)
    await delay(500)
  }
}

/** The most memory that a process had so far, as Linux counts it. */
function peakMb(pid: number): number {
  const kB = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kB) * 1024) / 1e6
}
