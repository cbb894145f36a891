import { setTimeout as delay } from 'node:timers/promises'
import { openStore, type Run, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { type Measurement, measurementOf, type Pair } from './measurement.ts'
import { startFleet, storeScheduledRuns, storeSyncedAccounts } from './simulated-fleet.ts'
import { migrate, type SpawnedService, spawnService } from './spawned-service.ts'
import { utcToday, utcYesterday } from './utc-days.ts'

const LATENCY_MS = 50
const WORKERS = 4
const CONCURRENCY = 4
const LISTINGS = 2
/** Each place of a worker carries out so many runs in a row, so that taking the next one counts. */
const RUNS_PER_PLACE = 2
const RUNS = 5

/** How many runs a minute two and four worker processes carry out, against one. */
export async function workers(): Promise<Measurement[]> {
  using fleet = await startFleet({
    accounts: WORKERS * CONCURRENCY * RUNS_PER_PLACE,
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
    await using stack = new AsyncDisposableStack()
    const processes: SpawnedService[] = []
    for (let process = 0; process < WORKERS; process++) {
      const env = { AIRBNB_BASE_URL: fleet.url, WORKER_CONCURRENCY: String(CONCURRENCY) }
      processes.push(stack.use(await spawnService({ mode: 'worker', databaseUrl: database.url, env })))
    }
    const accountIds = fleet.accounts.map(({ accountId }) => accountId)
    const measure = (count: number) => runsPerMinute(store, processes, accountIds, count)
    await measure(WORKERS)
    const two: Pair[] = []
    const four: Pair[] = []
    for (let run = 0; run < RUNS; run++) {
      const against = await measure(1)
      two.push({ against, measured: await measure(2) })
      four.push({ against, measured: await measure(4) })
    }
    return [report(2, 1.9, two), report(4, 3.6, four)]
  } finally {
    await database.drop()
  }
}

function report(processes: number, atLeast: number, pairs: readonly Pair[]): Measurement {
  return measurementOf({
    name: `workers-${processes}`,
    what: `runs/minute of ${processes} worker processes, against one, each ${CONCURRENCY} at a time, ${LISTINGS} listings each`,
    target: { atLeast },
    units: [`runs/min of ${processes}`, 'runs/min of 1'],
    pairs,
  })
}

/** Lets so many of the processes work off as many runs as fit them; the others are stopped meanwhile. */
async function runsPerMinute(
  store: Store,
  processes: readonly SpawnedService[],
  accountIds: readonly string[],
  count: number,
): Promise<number> {
  for (const [index, { child }] of processes.entries()) child.kill(index < count ? 'SIGCONT' : 'SIGSTOP')
  const chosen = accountIds.slice(0, count * CONCURRENCY * RUNS_PER_PLACE)
  const requests = await Promise.all(
    chosen.map((accountId) => store.runs.request({ accountId, scrapeDay: utcToday() })),
  )
  const runIds = new Set(requests.map((request) => request.run?.runId))
  const runs = await finished(store, runIds)
  const start = Math.min(...runs.map((run) => Number(run.startedAt)))
  const end = Math.max(...runs.map((run) => Number(run.finishedAt)))
  return (runs.length * 60_000) / (end - start)
}

async function finished(store: Store, runIds: ReadonlySet<string | undefined>): Promise<Run[]> {
  for (;;) {
    await delay(200)
    const runs = (await store.runs.list({ limit: runIds.size })).filter(({ runId }) => runIds.has(runId))
    if (runs.every(({ finishedAt }) => finishedAt !== null)) {
      const bad = runs.find(({ status }) => status !== 'succeeded')
      if (bad) throw new Error(`A run ended as ${bad.status}: ${bad.error?.message}`)
      return runs
    }
  }
}
