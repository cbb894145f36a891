// Syncs all accounts of a simulator into a fresh database as often as its parent asks, by the packages of any checkout,
// whose folder is the first argument; says each time how long the sync alone took.
import { createTestDatabase } from '../scripts/test-database.ts'
import { checkoutIn } from './checkout.ts'
import { timed } from './measurement.ts'
import { storeAccounts } from './simulated-fleet.ts'
import type { SyncTask, SyncTimes } from './warm-syncs.ts'

const [folder, task] = process.argv.slice(2)
const checkout = checkoutIn(String(folder))
const { AirbnbInsightsClient } = await checkout.client()
const { syncAccounts } = await checkout.runner()
const { openStore } = await checkout.store()
const { url, accounts, scrapeDay, concurrency, tracesTo } = JSON.parse(String(task)) as SyncTask
if (tracesTo !== undefined) {
  const { startTracing } = await import('./start-tracing.ts')
  await startTracing(tracesTo)
}

async function syncOnce(): Promise<SyncTimes> {
  const database = await createTestDatabase()
  try {
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.migrate()
    await storeAccounts(store, accounts)
    const stored = await store.accounts.list({ activeOnly: true })
    const before = process.cpuUsage()
    const ms = await timed(async () => {
      const outcomes = await syncAccounts({
        store,
        accounts: stored,
        scrapeDay,
        concurrency,
        createClient: (_accountId, credentials) =>
          new AirbnbInsightsClient({ credentials, baseUrl: url, rateLimit: { minIntervalMs: 0 } }),
      })
      for (const { status, error } of outcomes) {
        if (status !== 'succeeded') throw new Error(`A sync ended as ${status}: ${error?.message}`)
      }
    })
    const { user, system } = process.cpuUsage(before)
    return { ms, cpuMs: (user + system) / 1000 }
  } finally {
    await database.drop()
  }
}

process.on('message', () => void syncOnce().then((times) => process.send?.(times)))
process.send?.('ready')
