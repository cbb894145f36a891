import { randomBytes } from 'node:crypto'
import { type SimulatedRequest, type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore, type Store } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, timescaleAvailable } from '../../../scripts/test-database.ts'
import { until } from '../../../scripts/until.ts'
import { CliFolder, documentOf } from '../test/cli/cli-folder.ts'

const TODAY = '2026-04-15'
const ACCOUNT = '310000009'
const LISTINGS = 4
const KEY = `test:${randomBytes(32).toString('base64')}`

interface Databases {
  readonly name: string
  readonly available: boolean
  /** A database for the CLI, by its settings, and the store on it for the test to look in afterwards. */
  readonly make: () => Promise<{
    folder: CliFolder
    env: Record<string, string>
    open: () => Promise<Store>
    drop: () => Promise<void>
  }>
}

const credentialKeys = [{ id: 'test', key: Buffer.from(KEY.slice('test:'.length), 'base64') }]

const databases: readonly Databases[] = [
  {
    name: 'TimescaleDB',
    available: timescaleAvailable(),
    make: async () => {
      const made = await createTestDatabase()
      return {
        folder: new CliFolder(),
        env: { DATABASE_URL: made.url },
        open: () => openStore({ connection: made.url, credentialKeys }),
        drop: () => made.drop(),
      }
    },
  },
  {
    name: 'the embedded database',
    available: true,
    make: async () => {
      const folder = new CliFolder()
      const dataDir = folder.dataFolder
      const open = () => openStore({ connection: { dataDir }, credentialKeys })
      return { folder, env: {}, open, drop: async () => {} }
    },
  },
]

describe.each(databases.filter(({ available }) => available))(
  'kill -9 in mid-backfill on $name',
  ({ make }) => {
    let simulator: Simulator
    let database: Awaited<ReturnType<Databases['make']>>
    let env: Record<string, string>

    beforeAll(async () => {
      simulator = await startSimulator({
        accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
        today: TODAY,
        latencyMs: 4,
      })
      database = await make()
      const [account] = simulator.accounts
      if (!account) throw new Error('The simulator has no account.')
      env = {
        ...database.env,
        CREDENTIAL_KEYS: KEY,
        AIRBNB_BASE_URL: simulator.url,
        AIRBNB_MIN_INTERVAL_MS: '0',
        AIRBNB_COOKIE: account.credentials.cookie,
        X_CLIENT_VERSION: account.credentials.clientVersion,
        USER_AGENT: account.credentials.userAgent,
      }
      await database.folder.spawn(['migrate', 'up'], { env })
      await database.folder.spawn(['accounts', 'add'], { env })
    })
    afterAll(async () => {
      await simulator.close()
      await database.drop()
      database.folder[Symbol.dispose]()
    })

    test('the next sync continues the run: nothing lost, nothing asked twice, no row twice', async () => {
      const sync = ['sync', '--scrape-day', TODAY, '--json']
      const killed = await database.folder.spawn(sync, {
        env,
        whileRunning: async (child) => {
          // In the middle of the third listing.
          await until(() => simulator.requests.length >= 2 * 78 + 40, {
            everyMs: 10,
            instead: () => `${simulator.requests.length} requests`,
          })
          child.kill('SIGKILL')
        },
      })
      expect(killed.code).toBeNull()
      const asked = simulator.requests.length
      const committed = await inStore(async (store) => {
        const [run] = await store.runs.list({ accountId: ACCOUNT })
        expect(run).toMatchObject({ status: 'running', listingsSucceeded: 2, listingsTotal: LISTINGS })
        const listings = await store.runs.listings(run?.runId ?? '')
        return listings.filter(({ status }) => status === 'succeeded').map(({ listingId }) => listingId)
      })
      expect(committed).toHaveLength(2)

      const resumed = await database.folder.spawn(sync, { env })
      expect(resumed).toMatchObject({ code: 0 })
      const again = new Set(
        simulator.requests.slice(asked).map(({ listingId }: SimulatedRequest) => listingId),
      )
      for (const listingId of committed) expect(again.has(listingId)).toBe(false)

      await inStore(async (store) => {
        const runs = await store.runs.list({ accountId: ACCOUNT })
        expect(runs).toHaveLength(1)
        expect(runs[0]).toMatchObject({
          status: 'succeeded',
          attempts: 2,
          listingsSucceeded: LISTINGS,
          listingsFailed: 0,
        })
        const cursors = (await store.listings.list(ACCOUNT)).map(({ lastSyncedDay }) => lastSyncedDay)
        expect(cursors).toEqual(Array.from({ length: LISTINGS }, () => TODAY))
      })
      const rows = await storedRows()
      expect(new Set(rows.map(keyOf)).size).toBe(rows.length)

      // The same again without an interruption gives the same rows.
      const control = await database.folder.spawn(['sync', '--scrape-day', TODAY, '--full', '--json'], {
        env,
      })
      expect((documentOf(control) as { accounts: object[] }).accounts[0]).toMatchObject({
        status: 'succeeded',
      })
      expect(await storedRows()).toEqual(rows)
    })

    async function inStore<Result>(look: (store: Store) => Promise<Result>): Promise<Result> {
      await using store = await database.open()
      return await look(store)
    }

    const storedRows = () =>
      inStore((store) => {
        const rows = store.db
          .selectFrom('chart_query')
          .selectAll()
          .orderBy('airbnb_listing_id')
          .orderBy('metric_date')
        return rows.execute()
      })
  },
)

function keyOf(row: { airbnb_listing_id: string; metric_date: string; time: string }): string {
  return `${row.airbnb_listing_id} ${row.metric_date} ${row.time}`
}
