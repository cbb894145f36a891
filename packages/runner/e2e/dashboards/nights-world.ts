import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { parseMetricChoice, syncAccount } from 'airbnb-insights-runner'
import { openStore, type Store } from 'insights-store-timescale'
import { Client } from 'pg'
import { POSTGRES_TOOLS } from '../../../../scripts/postgres-tools.ts'
import { createTestDatabase } from '../../../../scripts/test-database.ts'

export const ACCOUNT = '310000071'
export const SCRAPE_DAYS = ['2026-06-15', '2026-06-22'] as const
const ROLE_SCRIPT = fileURLToPath(new URL('../../../../deploy/grafana/role.sql', import.meta.url))

/** A database that was filled on two days a week apart, and the role with which dashboards read it. */
export interface NightsWorld extends AsyncDisposable {
  readonly store: Store
  /** Connected as the role that `deploy/grafana/role.sql` makes. */
  readonly reader: Client
}

/** Two real syncs of a simulated account with a name of its own that a quote is in. */
export async function makeNightsWorld(): Promise<NightsWorld> {
  const database = await createTestDatabase()
  const store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
  await store.migrate()
  await fill(store)
  const role = `test_role_${randomBytes(6).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  const settings = { schema: 'airbnb', role, password }
  const runScript = () =>
    promisify(execFile)(join(POSTGRES_TOOLS, 'psql'), [
      database.url,
      '--no-psqlrc',
      ...Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`),
      `--file=${ROLE_SCRIPT}`,
    ])
  // As after an upgrade: a second time changes nothing.
  await runScript()
  await runScript()
  const url = new URL(database.url)
  url.username = role
  url.password = password
  const reader = new Client({ connectionString: url.href })
  await reader.connect()
  return {
    store,
    reader,
    async [Symbol.asyncDispose]() {
      await reader.end()
      await store.close()
      await database.drop()
      const server = new Client({ connectionString: process.env['TEST_DATABASE_URL'] })
      await server.connect()
      await server.query(`DROP ROLE ${role}`)
      await server.end()
    },
  }
}

async function fill(store: Store): Promise<void> {
  await using simulator = await startSimulator({
    accounts: [
      {
        accountId: ACCOUNT,
        listings: [
          { listingId: '921000000000000701', internalName: 'Harbour loft' },
          { listingId: '921000000000000702', internalName: "Captain's cabin" },
        ],
      },
    ],
    today: SCRAPE_DAYS[0],
    requestLog: false,
  })
  const credentials = simulator.accounts[0]!.credentials
  const { account } = await store.accounts.upsert({ ...credentials, name: 'By the sea' })
  for (const scrapeDay of SCRAPE_DAYS) {
    simulator.setToday(scrapeDay)
    await using client = new AirbnbInsightsClient({
      credentials,
      baseUrl: simulator.url,
      rateLimit: { minIntervalMs: 0 },
    })
    const { status } = await syncAccount({
      store,
      client,
      account,
      scrapeDay,
      lookbackWeeks: 6,
      metrics: parseMetricChoice('default'),
    })
    if (status !== 'succeeded') throw new Error(`The sync of ${scrapeDay} ended as ${status}`)
  }
}
