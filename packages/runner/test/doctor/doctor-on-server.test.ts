import { randomBytes } from 'node:crypto'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { openStore, type Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { startTransactionPooler } from '../../../insights-store-timescale/test/support/transaction-pooler.ts'
import { createReadiness } from '../../src/serve/readiness.ts'
import { CliFolder } from '../cli/cli-folder.ts'

const ACCOUNT = '7003'
const CREDENTIAL_KEYS = `k1:${randomBytes(32).toString('base64')}`

describe.runIf(timescaleAvailable())(
  'doctor and readiness on a server',
  () => {
    const folder = new CliFolder()
    let simulator: Simulator
    let database: TestDatabase
    let store: Store
    beforeAll(async () => {
      simulator = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
      database = await createTestDatabase()
      await cli('migrate', 'up')
      const [account] = simulator.accounts
      if (account === undefined) throw new Error('The simulator has no account.')
      const stdin = curlCommand(account.credentials)
      await folder.run(['accounts', 'add', '--from', '-'], { env: env(), stdin })
      await cli('sync')
      store = await openStore({ connection: database.url })
    })
    afterAll(async () => {
      await store.close()
      await simulator.close()
      await database.drop()
      folder[Symbol.dispose]()
    })

    const env = (url = database.url) => ({
      DATABASE_URL: url,
      CREDENTIAL_KEYS,
      AIRBNB_BASE_URL: simulator.url,
      AIRBNB_MIN_INTERVAL_MS: '0',
    })
    const cli = (...args: string[]) => folder.run(args, { env: env() })
    const databaseName = () => new URL(database.url).pathname.slice(1)
    const readiness = async () => (await createReadiness(store)(null, new Date())).checks.database

    it('all is well: rows are written and taken back, and what was stored is there', async () => {
      const { stdout, code } = await cli('doctor')
      expect(stdout).toMatch(
        /^✓ writes +the database takes rows: some of each kind were written and taken back$/m,
      )
      expect(stdout).toMatch(/^✓ rows +all that was stored of 1 account is there$/m)
      expect(stdout).toMatch(/^✓ session +7003: works/m)
      expect(stdout).not.toMatch(/encoding|pooler/)
      expect(code).toBe(0)
      expect(await readiness()).toEqual({ ok: true, message: null })
    })

    it('a read-only database: exit code 3, what to do, and no session is blamed', async () => {
      await sql`ALTER DATABASE ${sql.id(databaseName())} SET default_transaction_read_only = on`.execute(
        store.db,
      )
      try {
        const asked = simulator.requests.length
        const { stdout, code } = await cli('doctor')
        expect(stdout).toMatch(
          /^✗ writes +The database \S+ is read-only\.\n +→ .*RESET default_transaction_read_only;.*$/m,
        )
        expect(stdout).toMatch(/^! session +not asked, since the database takes no rows$/m)
        expect(code).toBe(3)
        expect(simulator.requests.length).toBe(asked)
        expect(await readiness()).toEqual({
          ok: false,
          message: expect.stringMatching(/is read-only\. .*RESET default_transaction_read_only;/),
        })
      } finally {
        await sql`ALTER DATABASE ${sql.id(databaseName())} RESET default_transaction_read_only`.execute(
          store.db,
        )
      }
      // What began meanwhile stays read-only.
      await store.close()
      store = await openStore({ connection: database.url })
      expect(await readiness()).toEqual({ ok: true, message: null })
    })

    it('TimescaleDB’s restoring mode: how to end it', async () => {
      await sql`SELECT timescaledb_pre_restore()`.execute(store.db)
      try {
        const { stdout, code } = await cli('doctor')
        expect(stdout).toMatch(/^✗ writes +.*restoring mode.*\n +→ .*SELECT timescaledb_post_restore\(\);$/m)
        expect(code).toBe(3)
        expect((await readiness()).message).toContain('SELECT timescaledb_post_restore();')
      } finally {
        await sql`SELECT timescaledb_post_restore()`.execute(store.db)
      }
      expect(await readiness()).toEqual({ ok: true, message: null })
    })

    it('a pooler in transaction mode that does not show itself: named as such', async () => {
      await using pooler = await startTransactionPooler(database.url)
      const { stdout, code } = await folder.run(['doctor'], { env: env(pooler.url) })
      expect(stdout).toMatch(/^✗ pooler +a pooler in transaction mode.*\n +→ .*pool_mode = session/m)
      expect(stdout).toMatch(/^✓ session +7003: works/m)
      expect(code).toBe(3)
    })

    it('an encoding that lacks characters: said, and a sync stores every listing all the same', async () => {
      const latin = await createTestDatabase({ encoding: 'LATIN1' })
      const listings = [{ internalName: 'Loft 🏡' }, { internalName: 'Zürich 海' }, { internalName: 'Plain' }]
      await using names = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings }] })
      const inLatin = { ...env(latin.url), AIRBNB_BASE_URL: names.url }
      try {
        await folder.run(['migrate', 'up'], { env: inLatin })
        const stdin = names.accounts.map(({ credentials }) => curlCommand(credentials)).join('')
        await folder.run(['accounts', 'add', '--from', '-'], { env: inLatin, stdin })
        expect((await folder.run(['sync'], { env: inLatin })).code).toBe(0)
        await using stored = await openStore({ connection: latin.url })
        const known = await stored.listings.list(ACCOUNT)
        const storedNames = new Set(known.map(({ internalName }) => internalName))
        expect(storedNames).toEqual(new Set(['Loft ?', 'Zürich ?', 'Plain']))
        const { stdout, code } = await folder.run(['doctor'], { env: inLatin })
        expect(stdout).toMatch(/^! encoding +LATIN1: .*\n +→ .*ENCODING 'UTF8'/m)
        expect(stdout).toMatch(/^✓ rows /m)
        expect(code).toBe(0)
      } finally {
        await latin.drop()
      }
    })

    it('rows that are gone: which, and that the next sync asks again; it does', async () => {
      await sql`TRUNCATE airbnb.chart_summary`.execute(store.db)
      const ill = await cli('doctor', '--offline')
      expect(ill.stdout).toMatch(
        /^! rows +7003: rows that were stored are not in the database any more: 1 listing, nights from [\d-]{10} to [\d-]{10} \(chart_summary\)\n +→ .*airbnb-insights sync --account 7003/m,
      )
      const synced = await cli('sync')
      expect(synced.stdout + synced.stderr).toContain(
        'Rows that were stored are not in the database any more',
      )
      expect(synced.code).toBe(0)
      const well = await cli('doctor', '--offline')
      expect(well.stdout).toMatch(/^✓ rows +all that was stored of 1 account is there$/m)
    })
  },
  120_000,
)
