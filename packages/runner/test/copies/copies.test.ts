import { execFile } from 'node:child_process'
import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { hasEmbeddedDatabase, openStore } from 'insights-store-timescale'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

// Each has several databases made and filled.
vi.setConfig({ testTimeout: 180_000 })

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
const ACCOUNT = '310000002'
const TODAY = '2026-04-15'

interface CopyDocument {
  readonly goes_on?: boolean
  readonly rows: number
  readonly tables: readonly { table: string; rows: number; checksum: string }[]
  readonly credential_key_ids: readonly string[]
}

const folder = new CliFolder()
const databases: TestDatabase[] = []
let simulator: Simulator
let env: Record<string, string>

beforeAll(async () => {
  const listings = [{ internalName: 'Loft\t🏡\\N' }, { internalName: 'Boat house' }]
  simulator = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings }], today: TODAY })
  env = { AIRBNB_BASE_URL: simulator.url, AIRBNB_MIN_INTERVAL_MS: '0' }
  const [account] = simulator.accounts
  if (account === undefined) throw new Error('The simulator has no account.')
  await folder.run(['accounts', 'add', '--from', '-'], { env, stdin: curlCommand(account.credentials) })
  await folder.run(['sync', '--scrape-day', TODAY], { env })
}, 120_000)
afterAll(async () => {
  await simulator.close()
  for (const database of databases) await database.drop()
  folder[Symbol.dispose]()
})

async function newDatabase(timescale = true): Promise<TestDatabase> {
  const database = await createTestDatabase({ timescale })
  databases.push(database)
  return database
}

/** The key file's content as CREDENTIAL_KEYS. */
const keys = async () => (await readFile(join(folder.dataFolder, 'credential.key'), 'utf8')).trim()

const rowsOf = ({ tables }: CopyDocument, name: string) => tables.find(({ table }) => table === name)?.rows

describe('a backup file', () => {
  it('holds everything, is for its owner alone, and fills an empty folder', async () => {
    const made = documentOf(await folder.run(['backup', 'all.backup', '--json'], { env })) as CopyDocument
    // Two listings, and the nights of 37 weeks each.
    expect([rowsOf(made, 'accounts'), rowsOf(made, 'chart_query')]).toEqual([1, 2 * 259])
    expect((await stat(join(folder.path, 'all.backup'))).mode & 0o777).toBe(0o600)
    expect(made.credential_key_ids).toEqual([(await keys()).split(':')[0]])

    const restored = await folder.run(['restore', 'all.backup', '--data-dir', 'restored', '--json'], { env })
    expect((documentOf(restored) as CopyDocument).tables).toEqual(made.tables)
    await writeFile(join(folder.path, 'restored', 'credential.key'), await keys(), { mode: 0o600 })
    const looked = await folder.run(['doctor', '--offline', '--data-dir', 'restored'], { env })
    expect(looked.stdout).toMatch(/^✓ rows +all that was stored of 1 account is there$/m)
    expect(looked.code).toBe(0)
    // The account's cookie is that of before: a sync goes on with it.
    const synced = await folder.run(['sync', '--scrape-day', TODAY, '--data-dir', 'restored'], { env })
    expect(synced.code).toBe(0)
  })

  it('goes through pipes, and nothing else does', async () => {
    const piping = `"$0" "$1" backup - | "$0" "$1" restore - --data-dir piped --json`
    const piped = await promisify(execFile)('sh', ['-c', piping, process.execPath, BIN], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], HOME: folder.path, ...env },
    })
    expect(piped.stderr).toMatch(/^✓ stdout: [\d,]+ rows of /)
    expect(rowsOf(JSON.parse(piped.stdout) as CopyDocument, 'chart_query')).toBe(2 * 259)
    const refused = await folder.run(['backup', '-', '--json'], { env })
    expect([refused.code, refused.stdout]).toEqual([2, expect.stringMatching(/"usage"/)])
    const left = await folder.spawn(['backup', '-'], {
      env,
      whileRunning: ({ stdout }) => void stdout?.destroy(),
    })
    expect([left.code, left.stderr]).toEqual([
      1,
      'airbnb-insights: Whoever read the backup is gone: it is not whole.\n',
    ])
  })

  it('that is cut off is refused in one line, and nothing is restored', async () => {
    await folder.run(['backup', 'cut.backup'], { env })
    const file = join(folder.path, 'cut.backup')
    await truncate(file, (await stat(file)).size - 7)
    const refused = await folder.run(['restore', 'cut.backup', '--data-dir', 'from-cut'], { env })
    expect(refused.stderr).toMatch(
      /^airbnb-insights: The backup is cut off: its end is missing\. Nothing was restored\.\n→ [^\n]+\n$/,
    )
    expect(refused.code).toBe(1)
    const accounts = await folder.run(['accounts', 'list', '--data-dir', 'from-cut', '--json'], { env })
    expect(documentOf(accounts)).toEqual({ accounts: [] })
  })

  it('does not go where rows are, and there must be something to copy', async () => {
    await folder.run(['backup', 'again.backup'], { env })
    const refused = await folder.run(['restore', 'again.backup'], { env })
    expect(refused.stderr).toMatch(/^airbnb-insights: The schema "airbnb" has rows already \(accounts, /)
    expect(refused.code).toBe(3)
    const nothing = await folder.run(['backup', 'none.backup', '--data-dir', 'nowhere'], { env })
    expect(nothing.stderr).toMatch(
      /^airbnb-insights: There is nothing to copy: no database in .*nowhere\.\n→ /,
    )
    expect(nothing.code).toBe(1)
    await expect(stat(join(folder.path, 'none.backup'))).rejects.toThrow('ENOENT')
    expect(await hasEmbeddedDatabase(join(folder.path, 'nowhere'))).toBe(false)
  })
})

describe('an old folder', () => {
  it('is read with the PGlite that was installed for it', async () => {
    const engine = join(import.meta.dirname, '../..')
    const moved = await folder.run(['move', '--to', 'embedded:newer', '--pglite', engine, '--json'], { env })
    expect(moved.code).toBe(0)
    const none = await folder.run(['move', '--to', 'embedded:none', '--pglite', '/'], { env })
    expect(none.stderr).toMatch(/^airbnb-insights: --pglite: given "\/" \([^\n]*\), allowed: [^\n]*\n$/)
    expect(none.code).toBe(2)
  })
})

describe.runIf(timescaleAvailable())('with a server', () => {
  it('a move to TimescaleDB and back loses no row', async () => {
    const server = await newDatabase()
    const there = await folder.run(['move', '--to', server.url, '--json'], { env })
    const moved = documentOf(there) as CopyDocument
    expect(moved.goes_on).toBe(false)
    const onServer = { ...env, DATABASE_URL: server.url, CREDENTIAL_KEYS: await keys() }
    const looked = await folder.run(['doctor', '--offline'], { env: onServer })
    expect(looked.stdout).toMatch(/^✓ hypertable +chart_query: 1 chunk of 30 days/m)
    expect(looked.stdout).toMatch(/^✓ rows +all that was stored of 1 account is there$/m)

    const back = await folder.run(['move', '--to', 'embedded:back', '--json'], { env: onServer })
    expect((documentOf(back) as CopyDocument).tables).toEqual(moved.tables)
    const file = await folder.run(['backup', 'back.backup', '--data-dir', 'back', '--json'], { env })
    expect((documentOf(file) as CopyDocument).tables).toEqual(moved.tables)
  })

  it('says what to change and never the password; a second move onto the rows is refused', async () => {
    const server = await newDatabase(false)
    const moved = await folder.run(['move', '--to', server.url], { env })
    expect(moved.stdout).toMatch(/^✓ [\d,]+ rows of \d+ tables are in postgres:\/\/[^@\n]+ as well, in /)
    expect(moved.stdout).toContain('Let DATABASE_URL be the URL that --to named')
    expect(moved.stdout).toContain(`encrypted under the key ${(await keys()).split(':')[0]}`)
    expect(moved.stdout + moved.stderr).not.toContain(server.url)
    const again = await folder.run(['move', '--to', server.url], { env })
    expect(again.stderr).toMatch(
      /^airbnb-insights: The schema "airbnb" has rows already \(accounts, [^\n]*\n→ /,
    )
    expect(again.code).toBe(3)
    const nowhere = await folder.run(['move'], { env })
    expect(nowhere.stderr).toMatch(/^airbnb-insights: --to: given nothing, allowed: /)
    expect(nowhere.code).toBe(2)
  })

  it('is refused while an account is being synced, unless that is wanted', async () => {
    const source = await newDatabase()
    await folder.run(['restore', 'all.backup'], { env: { ...env, DATABASE_URL: source.url } })
    const target = await newDatabase()
    const fromServer = { ...env, DATABASE_URL: source.url }
    await using store = await openStore({ connection: source.url, allowPlaintextCredentials: true })
    const lease = await store.leases.acquire(ACCOUNT, { holder: 'the nightly sync' })
    if (lease.busy) throw new Error('The account is held.')
    const refused = await folder.run(['move', '--to', target.url], { env: fromServer })
    expect(refused.stderr).toMatch(
      /^airbnb-insights: The account 310000002 of the schema airbnb is being synced \(by the nightly sync\): nothing was copied\.\n→ [^\n]*--force/,
    )
    expect(refused.code).toBe(3)
    expect((await folder.run(['move', '--to', target.url, '--force'], { env: fromServer })).code).toBe(0)
    await lease.release()
    // Nobody holds it in the copy.
    await using copy = await openStore({ connection: target.url, allowPlaintextCredentials: true })
    expect(await copy.leases.current(ACCOUNT)).toBeUndefined()
  })

  it('killed in the middle keeps everybody out of the half, and goes on', async () => {
    const source = await newDatabase()
    const fromServer = { ...env, DATABASE_URL: source.url }
    await folder.run(['restore', 'all.backup'], { env: fromServer })
    const target = await newDatabase()
    await using watcher = await openStore({ connection: target.url, allowPlaintextCredentials: true })
    const killed = await folder.spawn(['move', '--to', target.url], {
      env: fromServer,
      whileRunning: async (child) => {
        for (let look = 0; look < 600; look += 1) {
          const { rows } = await sql<{ there: boolean }>`
            SELECT to_regclass('airbnb.unfinished_move') IS NOT NULL AS there`.execute(watcher.db)
          if (rows[0]?.there === true) break
          await new Promise((resolve) => setTimeout(resolve, 25))
        }
        child.kill('SIGKILL')
      },
    })
    expect(killed.code).toBe(null)
    const onTarget = { ...env, DATABASE_URL: target.url, CREDENTIAL_KEYS: await keys() }
    for (const command of [
      ['accounts', 'list'],
      ['migrate', 'up'],
      ['doctor', '--offline'],
    ]) {
      const refused = await folder.run(command, { env: onTarget })
      expect(refused.stdout + refused.stderr).toMatch(
        /A move into the schema "airbnb" was begun and has not come to its end/,
      )
      expect(refused.code).toBe(3)
    }
    const other = await folder.run(['move', '--to', target.url], { env })
    expect(other.stderr).toMatch(
      /was begun from postgres:\/\/[^\n]+ and has not come to its end\. Finish that one/,
    )

    const finished = documentOf(
      await folder.run(['move', '--to', target.url, '--json'], { env: fromServer }),
    ) as CopyDocument
    expect(finished.goes_on).toBe(true)
    expect(rowsOf(finished, 'chart_query')).toBe(2 * 259)
    expect((await folder.run(['doctor', '--offline'], { env: onTarget })).code).toBe(0)
  })
})
