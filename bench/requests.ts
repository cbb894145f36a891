import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SimulatorOptions, SimulatorReport } from 'airbnb-insights-client/simulator'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { compare, type Measurement, timed } from './measurement.ts'

const TODAY = '2026-04-15'
const TOMORROW = '2026-04-16'
const HERE = fileURLToPath(new URL('..', import.meta.url))

interface Synced {
  readonly requests: number
  readonly ms: number
}

/** How many requests, and how long, a first sync and the next day's take: this build beside another one. */
export async function requests(): Promise<Measurement[]> {
  const baseline = baselineFolder()
  if (baseline === undefined) {
    sayLeftOut()
    return []
  }
  const unpaced = { theirs: await syncTwice(baseline, '0'), ours: await syncTwice(HERE, '0') }
  const measured = (name: string, what: string, atMost: number, day: 'backfill' | 'incremental') =>
    compare({
      name,
      what,
      target: { atMost },
      runs: 1,
      warmUps: 0,
      units: ['requests', 'requests of the baseline'],
      run: async () => ({ measured: unpaced.ours[day].requests, against: unpaced.theirs[day].requests }),
    })
  return [
    await measured('requests-backfill', 'requests of a first sync of 7 listings × 31 weeks', 0.8, 'backfill'),
    await measured('requests-incremental', "requests of the next day's sync", 0.85, 'incremental'),
    await compare({
      name: 'backfill-wall',
      what: 'time of that first sync at the default pace, on the embedded database',
      target: { atMost: 0.8 },
      runs: Number(process.env['BENCH_PACED_RUNS'] ?? 1),
      warmUps: 0,
      units: ['ms', 'ms of the baseline'],
      run: async () => {
        const [ours, theirs] = await Promise.all([syncTwice(HERE), syncTwice(baseline)])
        return { measured: ours.backfill.ms, against: theirs.backfill.ms }
      },
    }),
  ]
}

/** Syncs an account of seven listings on two days through the command line of a checkout, against its own simulator. */
async function syncTwice(
  root: string,
  minIntervalMs?: string,
): Promise<{ backfill: Synced; incremental: Synced }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-requests-'))
  const simulator = fork(new URL('simulator-of.ts', import.meta.url), [
    join(root, 'packages/airbnb-insights-client/dist/simulator/index.js'),
    JSON.stringify({ accounts: 1, listings: 7, today: TODAY } satisfies SimulatorOptions),
  ])
  try {
    const [report] = (await once(simulator, 'message')) as [SimulatorReport]
    if (report.type !== 'listening') throw new Error(`The simulator said ${report.type} first.`)
    const [account] = report.accounts
    if (account === undefined) throw new Error('The simulator has no account.')
    const { cookie, clientVersion, userAgent } = account.credentials
    const run = async (...args: string[]): Promise<string> => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(root, 'packages/runner/dist/bin.js'), ...args],
        {
          cwd: folder,
          maxBuffer: 64 * 1024 * 1024,
          env: {
            PATH: process.env['PATH'],
            HOME: folder,
            AIRBNB_BASE_URL: report.url,
            AIRBNB_COOKIE: cookie,
            X_CLIENT_VERSION: clientVersion,
            USER_AGENT: userAgent,
            HORIZON_WEEKS: '5',
            ...(minIntervalMs === undefined ? {} : { AIRBNB_MIN_INTERVAL_MS: minIntervalMs }),
          },
        },
      )
      return stdout
    }
    await run('accounts', 'import', '--data-dir', folder)
    const sync = async (day: string): Promise<Synced> => {
      let document = ''
      const ms = await timed(async () => {
        document = await run('sync', '--data-dir', folder, '--scrape-day', day, '--json')
      })
      const { accounts } = JSON.parse(document) as {
        accounts: { run: { requests_done: number; status: string } }[]
      }
      const [synced] = accounts
      if (synced?.run.status !== 'succeeded')
        throw new Error(`A sync ended as ${synced?.run.status ?? 'nothing'}.`)
      return { requests: synced.run.requests_done, ms }
    }
    const backfill = await sync(TODAY)
    if (minIntervalMs === undefined) return { backfill, incremental: backfill }
    simulator.send({ type: 'set_today', today: TOMORROW })
    await once(simulator, 'message')
    return { backfill, incremental: await sync(TOMORROW) }
  } finally {
    simulator.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}
