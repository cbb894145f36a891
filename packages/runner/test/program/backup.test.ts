import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore, type Store } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES, WIDE_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { POSTGRES_TOOLS } from '../../../../scripts/postgres-tools.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { buildPythonDatabase } from '../../../insights-store-timescale/test/support/python-database.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const ACCOUNT = '310000002'
const TODAY = '2026-04-15'
const TOMORROW = '2026-04-16'
const CREDENTIAL_KEYS = `k1:${randomBytes(32).toString('base64')}`

/** A server of somebody else's may be of a version that these tools do not read. */
const withTools = timescaleAvailable() && process.env['TIMESCALEDB_BORROWED'] === '1'

describe.runIf(withTools)(
  'a backup of a TimescaleDB',
  () => {
    const folder = new CliFolder()
    const databases: TestDatabase[] = []
    let simulator: Simulator
    let original: TestDatabase
    beforeAll(async () => {
      const listings = [{ internalName: 'Loft 🏡' }, { internalName: 'Boat house' }]
      simulator = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings }], today: TODAY })
      original = await newDatabase()
      await cli(original, 'migrate', 'up')
      const [account] = simulator.accounts
      if (account === undefined) throw new Error('The simulator has no account.')
      const stdin = curlCommand(account.credentials)
      await folder.run(['accounts', 'add', '--from', '-'], { env: envFor(original), stdin })
      await cli(original, 'sync', '--scrape-day', TODAY)
      simulator.setToday(TOMORROW)
    })
    afterAll(async () => {
      await simulator.close()
      for (const database of databases) await database.drop()
      folder[Symbol.dispose]()
    })

    async function newDatabase(): Promise<TestDatabase> {
      const database = await createTestDatabase()
      databases.push(database)
      return database
    }
    const envFor = ({ url }: TestDatabase) => ({
      DATABASE_URL: url,
      CREDENTIAL_KEYS,
      AIRBNB_BASE_URL: simulator.url,
      AIRBNB_MIN_INTERVAL_MS: '0',
    })
    const cli = (database: TestDatabase, ...args: string[]) => folder.run(args, { env: envFor(database) })
    const run = (tool: string, ...args: string[]) =>
      promisify(execFile)(join(POSTGRES_TOOLS, tool), args, { cwd: folder.path })
    const psql = ({ url }: TestDatabase, statement: string) => run('psql', '-X', url, '-c', statement)

    const notesOf = async (database: TestDatabase) => {
      const { run: shown } = documentOf(await cli(database, 'runs', 'show', 'latest', '--json')) as {
        run: { notes: { code: string }[] }
      }
      return shown.notes.map(({ code }) => code)
    }

    const BACKFILL = { chart_query: 2 * 259, chart_summary: 2 * 37, list_of_metrics: 2 * 37 }

    it('as the documentation says it: every row is back, and a sync goes on from the cursors', async () => {
      await run('pg_dump', '--format=custom', '--file=insights.dump', original.url)
      const restored = await newDatabase()
      await psql(restored, 'SELECT timescaledb_pre_restore()')
      // In between, a look says what is missing.
      const between = await cli(restored, 'doctor', '--offline')
      expect(between.code).toBe(3)
      await run('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${restored.url}`, 'insights.dump')
      await psql(restored, 'SELECT timescaledb_post_restore()')

      const day = (rows: number) => ({ [TODAY]: rows })
      expect(await counts(restored)).toEqual({
        chart_query: day(BACKFILL.chart_query),
        chart_summary: day(BACKFILL.chart_summary),
        list_of_metrics: day(BACKFILL.list_of_metrics),
      })
      const { stdout, code } = await cli(restored, 'doctor', '--offline')
      expect(stdout).toMatch(/^✓ hypertable +chart_query: 1 chunk of 30 days/m)
      expect(stdout).toMatch(/^✓ rows +all that was stored of 1 account is there$/m)
      expect(stdout).toMatch(/^✓ keys +k1 encrypts$/m)
      expect(code).toBe(0)

      expect((await cli(restored, 'sync', '--scrape-day', TOMORROW)).code).toBe(0)
      expect(await notesOf(restored)).toEqual([])
      const { chart_query: nights } = (await counts(restored)) as { chart_query: Record<string, number> }
      expect(nights[TODAY]).toBe(BACKFILL.chart_query)
      const readTomorrow = `SELECT count(*) FROM airbnb.chart_query_current WHERE confirmed_on = '${TOMORROW}'`
      const { stdout: read } = await run('psql', '-XAt', restored.url, '-c', readTomorrow)
      // Seven or thirteen weeks, as on any other day.
      expect([2 * 49, 2 * 91]).toContain(Number(read))
    })

    it('of the schema alone: its rows are missed, and asked again as far as they are served', async () => {
      await run('pg_dump', '--format=custom', '--schema=airbnb', '--file=schema.dump', original.url)
      const restored = await newDatabase()
      await run('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${restored.url}`, 'schema.dump')
      expect(await counts(restored)).toEqual({ chart_query: {}, chart_summary: {}, list_of_metrics: {} })

      const ill = await cli(restored, 'doctor', '--offline')
      expect(ill.stdout).toMatch(
        /^! hypertable +no hypertable yet: .*\n +→ Run `airbnb-insights migrate up`/m,
      )
      expect(ill.stdout).toMatch(
        /^✗ writes +The tables of insights were restored without .*\n +→ Migrate again/m,
      )
      expect(ill.stdout).toMatch(
        /^! rows +310000002: rows that were stored are not in the database any more: 2 listings, nights from 2025-10-19 to 2026-07-04 /m,
      )
      expect(ill.code).toBe(3)

      expect((await cli(restored, 'migrate', 'up')).stdout).toContain('made hypertables of chart_query')
      expect((await cli(restored, 'sync', '--scrape-day', TOMORROW)).code).toBe(0)
      expect(await notesOf(restored)).toEqual(['rows_lost'])
      expect(await counts(restored)).toEqual({
        chart_query: { [TOMORROW]: BACKFILL.chart_query },
        chart_summary: { [TOMORROW]: BACKFILL.chart_summary },
        list_of_metrics: { [TOMORROW]: BACKFILL.list_of_metrics },
      })
      expect((await cli(restored, 'doctor', '--offline')).stdout).toMatch(/^✓ rows /m)
    })

    it('without what is known now: it is told from the history again, as it was', async () => {
      const exclude = METRIC_TABLE_NAMES.map((table) => `--exclude-table-data=airbnb.${table}_current`)
      await run('pg_dump', '--format=custom', ...exclude, '--file=partial.dump', original.url)
      const restored = await newDatabase()
      await psql(restored, 'SELECT timescaledb_pre_restore()')
      await run('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${restored.url}`, 'partial.dump')
      await psql(restored, 'SELECT timescaledb_post_restore()')

      const ill = await cli(restored, 'doctor', '--offline')
      expect(ill.stdout).toMatch(
        /^✗ rows +a history without what is known now: 2 listings, such as \d+ of account 310000002 in chart_query\n +→ .*`airbnb-insights migrate current`/m,
      )
      expect(ill.code).toBe(3)
      expect((await cli(restored, 'migrate', 'current')).stdout).toBe(
        '✓ What is known now of 2 listings is told from the history again.\n',
      )
      expect((await cli(restored, 'doctor', '--offline')).code).toBe(0)
      expect(await knownIn(restored)).toEqual(await knownIn(original))
    })

    it('of the Python system: every row is taken over from the copy, and none is missed', async () => {
      const python = await newDatabase()
      await inDatabase(python, (store) =>
        buildPythonDatabase(store.db, 'airbnb', { revision: 'b173c060e492', hypertables: true }),
      )
      const before = await counts(python)
      await run('pg_dump', '--format=custom', '--file=before-moving.dump', python.url)
      const copy = await newDatabase()
      await psql(copy, 'SELECT timescaledb_pre_restore()')
      await run('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${copy.url}`, 'before-moving.dump')
      await psql(copy, 'SELECT timescaledb_post_restore()')
      expect((await cli(copy, 'migrate', 'up')).code).toBe(0)
      expect(await counts(copy)).toEqual(before)
      const missed = await inDatabase(copy, (store) => store.listings.lostRows('120000042'))
      expect(missed).toEqual([])

      // From then on what goes is missed: so does the newest scrape day of the one listing that all tables have.
      await psql(copy, "DELETE FROM airbnb.list_of_metrics WHERE time = '2025-10-18'")
      expect(await inDatabase(copy, (store) => store.listings.lostRows('120000042'))).toEqual([
        { listingId: '11', weekStart: '2025-10-05', readOn: '2025-10-18', tables: ['list_of_metrics'] },
      ])
    })
  },
  180_000,
)

/** All that is known now. */
async function knownIn(database: TestDatabase): Promise<unknown[][]> {
  return await inDatabase(database, async ({ db }) => {
    const tables: unknown[][] = []
    for (const table of METRIC_TABLE_NAMES) {
      const { rows } = await sql`
        SELECT to_jsonb(known)::text FROM airbnb.${sql.ref(`${table}_current`)} AS known ORDER BY 1`.execute(
        db,
      )
      tables.push(rows)
    }
    return tables
  })
}

/** So many rows of each table that a sync fills without being asked for more, by scrape day. */
async function counts(database: TestDatabase) {
  return await inDatabase(database, countsOf)
}

async function countsOf(store: Store) {
  const found: Record<string, unknown> = {}
  for (const table of WIDE_TABLE_NAMES) {
    const { rows } = await sql<{ day: string; rows: number }>`
      SELECT "time" AS day, count(*)::int AS rows FROM airbnb.${sql.ref(table)} GROUP BY 1 ORDER BY 1`.execute(
      store.db,
    )
    found[table] = Object.fromEntries(rows.map((row) => [row.day, row.rows]))
  }
  return found
}

async function inDatabase<Result>({ url }: TestDatabase, look: (store: Store) => Promise<Result>) {
  await using store = await openStore({ connection: url, allowPlaintextCredentials: true })
  return await look(store)
}
