import { randomBytes } from 'node:crypto'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore } from 'insights-store-timescale'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase, timescaleAvailable } from '../../../scripts/test-database.ts'
import {
  buildPythonDatabase,
  PYTHON_REVISIONS,
} from '../../insights-store-timescale/test/support/python-database.ts'
import { CliFolder } from '../test/cli/cli-folder.ts'

const TODAY = '2025-10-24'
/** The account and the listings that the Python system left behind. */
const ACCOUNT = '120000042'
const LISTINGS = ['11', '12']
const CREDENTIAL_KEYS = `test:${randomBytes(32).toString('base64')}`
const TABLES = ['chart_query', 'chart_summary', 'list_of_metrics']

describe.runIf(timescaleAvailable())('a database of the Python system', () => {
  let simulator: Simulator
  let database: TestDatabase
  const folder = new CliFolder()
  beforeAll(async () => {
    simulator = await startSimulator({
      accounts: [{ accountId: ACCOUNT, listings: LISTINGS.map((listingId) => ({ listingId })) }],
      today: TODAY,
    })
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await simulator.close()
    await database.drop()
    folder[Symbol.dispose]()
  })

  test.each(PYTHON_REVISIONS)(
    'at revision %s is migrated and synced, its old rows intact',
    async (revision) => {
      const old = await inDatabase(async (db) => {
        await buildPythonDatabase(db, 'airbnb', { revision, hypertables: true })
        return rowsBefore(db, TODAY)
      })
      expect(old['chart_query']?.length).toBeGreaterThan(0)
      const { credentials } = simulator.accounts[0] ?? {}
      const env = {
        DATABASE_URL: database.url,
        CREDENTIAL_KEYS,
        AIRBNB_BASE_URL: simulator.url,
        AIRBNB_MIN_INTERVAL_MS: '0',
        AIRBNB_COOKIE: credentials?.cookie ?? '',
        X_CLIENT_VERSION: credentials?.clientVersion ?? '',
        USER_AGENT: credentials?.userAgent ?? '',
      }
      expect(await folder.spawn(['migrate', 'up'], { env })).toMatchObject({ code: 0 })
      expect(await folder.spawn(['accounts', 'add'], { env })).toMatchObject({ code: 0 })
      const synced = await folder.spawn(['sync', '--account', ACCOUNT, '--scrape-day', TODAY], { env })
      expect(synced).toMatchObject({ code: 0 })

      await inDatabase(async (db) => {
        expect(await rowsBefore(db, TODAY)).toEqual(withOurColumn(old))
        const { rows } = await sql<{ listing: string; first: string }>`
        SELECT airbnb_listing_id AS listing, min(metric_date)::text AS first FROM airbnb.chart_query
        WHERE time = ${TODAY} GROUP BY 1 ORDER BY 1`.execute(db)
        // Listing 11 goes on where its tables end (synced last on 18 October); 12 was never in all of them.
        expect(rows).toEqual([
          { listing: '11', first: '2025-10-12' },
          { listing: '12', first: '2025-04-27' },
        ])
      })
    },
  )

  async function inDatabase<Result>(
    look: (db: Awaited<ReturnType<typeof openStore>>['db']) => Promise<Result>,
  ) {
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    return await look(store.db)
  }
})

/** Each row was read on its own scrape day, as it says itself. */
const withOurColumn = (tables: Readonly<Record<string, readonly object[]>>) =>
  Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows.map((row) => ({ ...row, confirmed_on: null })),
    ]),
  )

async function rowsBefore(db: Awaited<ReturnType<typeof openStore>>['db'], day: string) {
  const found: Record<string, object[]> = {}
  for (const table of TABLES) {
    const { rows } = await sql<object>`
      SELECT * FROM ${sql.id('airbnb', table)} AS kept WHERE time < ${day} ORDER BY kept::text`.execute(db)
    found[table] = rows
  }
  return found
}
