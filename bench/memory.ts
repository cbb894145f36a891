import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { createTestDatabase } from '../scripts/test-database.ts'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { type Checkout, checkoutIn, HERE } from './checkout.ts'
import { type Measurement, measurementOf, type Pair } from './measurement.ts'
import { type SimulatedFleet, startFleet, storeSyncedAccounts } from './simulated-fleet.ts'

const TODAY = '2026-04-15'
const YESTERDAY = '2026-04-14'
const MAX_RSS = new URL('max-rss.ts', import.meta.url).href
const RUNS = 5

/**
 * What the command `sync` needs at the most for the same listings of five times the accounts, as syncing must not pile
 * anything up, and what another build needs for the fewer.
 */
export async function memory(): Promise<Measurement[]> {
  using many = await startFleet({ accounts: 1000, listings: 1, today: TODAY })
  using few = await startFleet({ accounts: 200, listings: 5, today: TODAY })
  const baseline = baselineFolder()
  const alone: Pair[] = []
  const besideBaseline: Pair[] = []
  for (let run = 0; run < RUNS; run++) {
    const fewMb = await maxRssMb(HERE, few)
    alone.push({ measured: await maxRssMb(HERE, many), against: fewMb })
    if (baseline === undefined) continue
    besideBaseline.push({ measured: fewMb, against: await maxRssMb(checkoutIn(baseline), few) })
  }
  const measurements = [
    measurementOf({
      name: 'memory',
      what: 'maxRSS of a process that syncs 1,000 accounts of 1 listing incrementally, against 200 of 5',
      target: { atMost: 1.1 },
      units: ['MB for 1,000 × 1', 'MB for 200 × 5'],
      pairs: alone,
    }),
  ]
  if (besideBaseline.length === 0) {
    sayLeftOut('memory-baseline')
    return measurements
  }
  return [
    ...measurements,
    measurementOf({
      name: 'memory-baseline',
      what: 'maxRSS of a process that syncs 200 accounts of 5 listings incrementally, against that of the baseline',
      target: { atMost: 0.8 },
      units: ['MB', 'MB of the baseline'],
      pairs: besideBaseline,
    }),
  ]
}

/** Syncs a fleet that was synced the day before, by the command line of a checkout, into a fresh database. */
async function maxRssMb(checkout: Checkout, { url, accounts }: SimulatedFleet): Promise<number> {
  const database = await createTestDatabase()
  try {
    await prepare(checkout, database.url, accounts)
    const command = ['sync', '--json', '--scrape-day', TODAY, '--concurrency', '8']
    const child = spawn(process.execPath, ['--import', MAX_RSS, checkout.bin, ...command], {
      cwd: tmpdir(),
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.url,
        ALLOW_PLAINTEXT_CREDENTIALS: 'true',
        AIRBNB_BASE_URL: url,
        AIRBNB_MIN_INTERVAL_MS: '0',
        ENV_FILE: '/dev/null',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    })
    const ended = once(child, 'close')
    const told = await text(child.stdio[3] as NodeJS.ReadableStream)
    const [code] = (await ended) as [number | null]
    if (code !== 0) throw new Error(`sync ended with ${code}`)
    return (Number(told) * 1024) / 1e6
  } finally {
    await database.drop()
  }
}

async function prepare(checkout: Checkout, url: string, accounts: SimulatedFleet['accounts']): Promise<void> {
  const { openStore } = await checkout.store()
  await using store = await openStore({ connection: url, allowPlaintextCredentials: true })
  await store.migrate()
  await storeSyncedAccounts(store, accounts, YESTERDAY)
}
