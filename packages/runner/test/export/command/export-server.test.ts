import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from 'insights-store-timescale'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../../scripts/test-database.ts'
import { CliFolder } from '../../cli/cli-folder.ts'
import { askParquet } from '../../support/read-parquet.ts'
import { ANNA, storeRows } from './exported-rows.ts'

const BIN = fileURLToPath(new URL('../../../dist/bin.js', import.meta.url))
const MANY = 30_000

describe.runIf(timescaleAvailable())('from a server', () => {
  const folder = new CliFolder()
  let database: TestDatabase
  let admin: Client
  let env: Record<string, string>
  beforeAll(async () => {
    database = await createTestDatabase()
    env = { DATABASE_URL: database.url }
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await storeRows(store)
    admin = new Client({ connectionString: database.url })
    await admin.connect()
    await admin.query(
      `INSERT INTO airbnb.list_of_metrics_current (account_id, "time", confirmed_on, first_read_on, airbnb_listing_id, window_start, window_end, p3_impressions_value)
       SELECT $1, '2026-06-15', '2026-06-15', '2026-06-15', (n / 100)::text, DATE '2020-01-01' + n % 100, DATE '2020-01-07' + n % 100, n
       FROM generate_series(0, $2::int - 1) n`,
      [ANNA, MANY],
    )
  })
  afterAll(async () => {
    await admin.end()
    await database.drop()
    folder[Symbol.dispose]()
  })

  const path = (name: string) => join(folder.path, name)
  const leftovers = () => readdirSync(folder.path).filter((name) => name.includes('.part'))

  it('writes every row of more than one batch and row group', async () => {
    const { code, stdout } = await folder.spawn(['export', 'list_of_metrics', '-o', 'rows.parquet'], { env })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^✓ rows\.parquet: 30,000 rows /)])
    const sum = 'SELECT count(*) AS rows, count(DISTINCT p3_impressions_value) AS views FROM file'
    expect(await askParquet(path('rows.parquet'), sum)).toEqual([{ rows: String(MANY), views: String(MANY) }])
  })

  it('reads a pipe at its own pace, and gives it every byte', async () => {
    const { code, stdout, stderr } = await folder.spawn(['export', 'list_of_metrics', '--format', 'ndjson'], {
      env,
    })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.trimEnd().split('\n')).toHaveLength(MANY)
  })

  it('stops reading when the reader is gone', async () => {
    const { code, stderr } = await folder.spawn(['export', 'list_of_metrics'], {
      env,
      whileRunning: (child) =>
        new Promise((resolve) => {
          child.stdout?.once('data', () => {
            child.stdout?.destroy()
            resolve()
          })
        }),
    })
    expect([code, stderr]).toEqual([0, ''])
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s leaves neither the file nor a part of it, and what was there stays',
    async (signal) => {
      writeFileSync(path('kept.csv'), 'what was there')
      // Whoever waits for the table has begun the file already.
      await admin.query('BEGIN')
      await admin.query('LOCK TABLE airbnb.list_of_metrics IN ACCESS EXCLUSIVE MODE')
      try {
        const { code, stderr } = await folder.spawn(['export', 'list_of_metrics', '-o', 'kept.csv'], {
          env,
          whileRunning: async (child) => {
            await expect.poll(leftovers, { timeout: 20_000 }).toHaveLength(1)
            child.kill(signal)
          },
        })
        expect([code, stderr]).toEqual([130, 'airbnb-insights: cancelled\n'])
      } finally {
        await admin.query('ROLLBACK')
      }
      expect(leftovers()).toEqual([])
      expect(readFileSync(path('kept.csv'), 'utf8')).toBe('what was there')
    },
  )

  /** Runs the command line in a shell, which can make the disk end. */
  const inShell = async (script: string) => {
    const child = spawn('bash', ['-c', script], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], HOME: folder.path, NODE: process.execPath, BIN, ...env },
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.stdout.resume()
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { code, stderr }
  }

  it('ends in one line where a file cannot grow any more, and leaves nothing', async () => {
    const result = await inShell('ulimit -f 64; "$NODE" "$BIN" export list_of_metrics -o full.csv')
    expect(result.stderr).toMatch(
      /^airbnb-insights: full\.csv: [^\n]*\(EFBIG\)[^\n]*nothing of it was kept\n$/,
    )
    expect(result.code).toBe(1)
    expect(readdirSync(folder.path).filter((name) => name.startsWith('full.csv'))).toEqual([])
  })

  it.runIf(process.platform === 'linux')('ends in one line where stdout is a full disk', async () => {
    const result = await inShell('"$NODE" "$BIN" export list_of_metrics > /dev/full')
    expect(result.stderr).toMatch(/^airbnb-insights: [^\n]*no space left \(ENOSPC\)\n$/)
    expect(result.code).toBe(1)
  })
})
