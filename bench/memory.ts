import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openStore } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement } from './measurement.ts'
import { type SimulatedFleet, startFleet, storeSyncedAccounts } from './simulated-fleet.ts'

const TODAY = '2026-04-15'
const YESTERDAY = '2026-04-14'
const FEW = 20
const MANY = 200
const LISTINGS = 5

/** What a fresh process needs at the most for ten times the accounts: syncing must not pile anything up. */
export async function memory(): Promise<Measurement[]> {
  using fleet = await startFleet({ accounts: MANY, listings: LISTINGS, today: TODAY })
  return [
    await compare({
      name: 'memory',
      what: `maxRSS of a process that syncs ${MANY} accounts incrementally, against one that syncs ${FEW}`,
      target: { atMost: 1.15 },
      runs: 5,
      warmUps: 0,
      units: ['MB for many', 'MB for few'],
      run: async () => ({
        against: await maxRssOfSync(fleet, FEW),
        measured: await maxRssOfSync(fleet, MANY),
      }),
    }),
  ]
}

async function maxRssOfSync(fleet: SimulatedFleet, count: number): Promise<number> {
  const database = await createTestDatabase()
  try {
    await prepare(database.url, fleet.accounts.slice(0, count))
    const child = fork(new URL('sync-process.ts', import.meta.url), [database.url, fleet.url, TODAY])
    const [message] = (await once(child, 'message')) as [{ maxRss: number }]
    return message.maxRss / 1024
  } finally {
    await database.drop()
  }
}

async function prepare(url: string, accounts: SimulatedFleet['accounts']): Promise<void> {
  await using store = await openStore({ connection: url, allowPlaintextCredentials: true })
  await store.migrate()
  await storeSyncedAccounts(store, accounts, YESTERDAY)
}
