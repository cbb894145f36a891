// Syncs a thousand accounts with five listings each, incrementally and without pace, in one service process: whether
// each is synced once, how late the event loop is meanwhile, and whether memory stays flat. Not part of CI.
//   npm run soak [-- ACCOUNTS]
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { openStore, type Run, type Store } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { type SimulatedFleet, startFleet, storeSyncedAccounts } from './simulated-fleet.ts'
import { judgeMemory, type LiveHeap } from './soak-memory.ts'
import type { ProbeReport } from './soak-probe.ts'
import { migrate, type SpawnedService, spawnService } from './spawned-service.ts'
import { utcToday, utcYesterday } from './utc-days.ts'

const ACCOUNTS = Number(process.argv[2] ?? 1000)
const LISTINGS = 5
/** The live heap is looked at so often during the run. */
const SAMPLES = 10
/** Longer than schedule and queue would take to sync an account a second time. */
const QUIET_MS = 15_000

// Every request is another one: nothing is answered from bytes made before.
using fleet = await startFleet({
  accounts: ACCOUNTS,
  listings: LISTINGS,
  today: utcToday(),
  prerender: false,
})
const database = await createTestDatabase()
try {
  process.exitCode = (await soak(fleet, database.url)) ? 0 : 1
} finally {
  await database.drop()
}

async function soak({ accounts, url }: SimulatedFleet, databaseUrl: string): Promise<boolean> {
  await migrate(databaseUrl)
  await using store = await openStore({ connection: databaseUrl, allowPlaintextCredentials: true })
  await storeSyncedAccounts(store, accounts, utcYesterday())
  console.log(`${ACCOUNTS} accounts with ${LISTINGS} listings each, last synced yesterday …`)
  await using service = await spawnService({
    mode: 'worker',
    databaseUrl,
    env: { AIRBNB_BASE_URL: url },
    nodeArgs: ['--import', new URL('soak-probe.ts', import.meta.url).href],
  })
  const reports: ProbeReport[] = []
  service.child.on('message', (report: ProbeReport) => reports.push(report))
  const live = await workOff(store, service)
  const loop = await ask(service, 'end')
  await delay(QUIET_MS)
  const runs = await store.runs.list({ limit: 2 * ACCOUNTS })
  const { text, flat } = judgeMemory(reports, live)
  const complete = eachOnce(runs)
  const requests = runs.reduce((sum, { requestsDone }) => sum + requestsDone, 0)
  const seconds = secondsOf(runs)
  const lines = [
    `${runs.length} runs of ${ACCOUNTS} accounts, each succeeded once: ${yesOrNo(complete)}`,
    `${seconds.toFixed(0)} s: ${((runs.length / seconds) * 60).toFixed(0)} runs/min, ${(requests / seconds).toFixed(0)} requests/s`,
    `event loop late by ${loop.p50.toFixed(1)} ms (p50), ${loop.p99.toFixed(1)} ms (p99), ${loop.max.toFixed(1)} ms at most; ` +
      `busy for ${(loop.utilization * 100).toFixed(0)} % of the time`,
    ...text,
    `memory flat: ${yesOrNo(flat)}`,
  ]
  console.log(lines.join('\n'))
  return complete && flat
}

/** Waits until every account has been synced, and looks at the live heap after each tenth of them. */
async function workOff(store: Store, service: SpawnedService): Promise<LiveHeap[]> {
  const live: LiveHeap[] = []
  while (live.length < SAMPLES) {
    await delay(500)
    if (service.child.exitCode !== null) throw new Error(`serve ended with ${service.child.exitCode}.`)
    const ended = (await store.runs.list({ limit: 2 * ACCOUNTS })).filter(
      ({ finishedAt }) => finishedAt !== null,
    )
    if (ended.length < ((live.length + 1) * ACCOUNTS) / SAMPLES) continue
    const { heapUsed } = await ask(service, 'collect')
    live.push({ runs: ended.length, bytes: heapUsed })
    console.log(`${ended.length} runs have ended`)
  }
  return live
}

type ProbeAnswers = { collect: 'live'; end: 'event_loop' }

async function ask<Command extends keyof ProbeAnswers>(
  { child }: SpawnedService,
  command: Command,
): Promise<Extract<ProbeReport, { type: ProbeAnswers[Command] }>> {
  const answers = { collect: 'live', end: 'event_loop' } as const
  child.send(command)
  for (;;) {
    const [report] = (await once(child, 'message')) as [ProbeReport]
    if (report.type === answers[command]) {
      return report as Extract<ProbeReport, { type: ProbeAnswers[Command] }>
    }
  }
}

function eachOnce(runs: readonly Run[]): boolean {
  const synced = runs.filter(
    ({ status, attempts, listingsSucceeded }) =>
      status === 'succeeded' && attempts === 1 && listingsSucceeded === LISTINGS,
  )
  const accounts = new Set(synced.map(({ accountId }) => accountId))
  return accounts.size === ACCOUNTS && runs.length === ACCOUNTS
}

function secondsOf(runs: readonly Run[]): number {
  const start = Math.min(...runs.map(({ startedAt }) => Number(startedAt)))
  const end = Math.max(...runs.map(({ finishedAt }) => Number(finishedAt)))
  return (end - start) / 1000
}

function yesOrNo(truth: boolean): string {
  return truth ? 'yes' : 'NO'
}
