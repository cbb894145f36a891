import { randomBytes } from 'node:crypto'
import type { PGlite } from '@electric-sql/pglite'
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { type Simulator, type SimulatorOptions, startSimulator } from 'airbnb-insights-client/simulator'
import { type CredentialKey, openStore, type Store } from 'insights-store-timescale'
import {
  type SyncAccountsOptions,
  type SyncOutcome,
  type SyncProgress,
  syncAccounts,
} from '../../src/index.ts'

/** A fresh embedded store in memory, whose database is gone once it is closed, or one on a given database; migrated. */
export async function memoryStore({
  pglite,
  credentialKeys = [{ id: 'test', key: randomBytes(32) }],
}: {
  pglite?: PGlite
  credentialKeys?: CredentialKey[]
} = {}): Promise<Store> {
  const store = await openStore({
    connection: pglite === undefined ? { dataDir: 'memory://' } : { pglite },
    credentialKeys,
  })
  await store.migrate()
  return store
}

/** A simulator whose accounts are in the store. */
export async function simulatorFor(store: Store, options: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options)
  for (const { accountId, credentials } of simulator.accounts) {
    const { cookie, clientVersion, userAgent } = credentials
    await store.accounts.upsert({ accountId, cookie, clientVersion, userAgent })
  }
  return simulator
}

type Overrides = Partial<SyncAccountsOptions> & { clientOptions?: object }

/** Syncs all accounts of a simulator, without pace, and gives the outcomes with all that was told on the way. */
export async function syncAll(
  store: Store,
  simulator: Simulator,
  { clientOptions, ...overrides }: Overrides = {},
): Promise<{ outcomes: SyncOutcome[]; first: SyncOutcome; progress: SyncProgress[] }> {
  const progress: SyncProgress[] = []
  const stored = await store.accounts.list()
  const ids = new Set(simulator.accounts.map(({ accountId }) => accountId))
  const outcomes = await syncAccounts({
    store,
    accounts: stored.filter(({ accountId }) => ids.has(accountId)),
    scrapeDay: simulator.today,
    createClient: (_accountId, credentials) =>
      new AirbnbInsightsClient({
        credentials,
        baseUrl: simulator.url,
        rateLimit: { minIntervalMs: 0 },
        retry: { retries: 2, baseDelayMs: 1, maxDelayMs: 5 },
        ...clientOptions,
      }),
    onProgress: (event) => progress.push(event),
    ...overrides,
  })
  const [first] = outcomes
  if (!first) throw new Error('No account was synced.')
  return { outcomes, first, progress }
}

/** Everything that the three tables hold for an account, in the order of their keys. */
export async function storedRows(store: Store, accountId: string) {
  const rowsOf = (
    table: 'chart_query' | 'chart_summary' | 'list_of_metrics',
    day: 'metric_date' | 'window_start',
  ) =>
    store.db
      .selectFrom(table)
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('airbnb_listing_id')
      .orderBy(day as never)
      .orderBy('time')
      .execute()
  return {
    chartQuery: await rowsOf('chart_query', 'metric_date'),
    chartSummary: await rowsOf('chart_summary', 'window_start'),
    listOfMetrics: await rowsOf('list_of_metrics', 'window_start'),
  }
}
