import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openStore } from 'insights-store-timescale'
import { Client } from 'pg'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement, median, timed } from './measurement.ts'
import { tellWhatIsKnown } from './tell-what-is-known.ts'

// Any digits will do, as long as they are many and differ.
const rate = (salt: number) => `((listing * 7919 + day * 104729 + ${salt}) % 99991) / 1999820.0`
const views = (salt: number) => `(listing * 31 + day * 17 + ${salt}) % 400`

const BIN = fileURLToPath(new URL('../packages/runner/dist/bin.js', import.meta.url))
const MAX_RSS = new URL('max-rss.ts', import.meta.url).href
const UNPACKED_PSQL = fileURLToPath(
  new URL('../.timescaledb/root/usr/lib/postgresql/17/bin/psql', import.meta.url),
)
const PSQL = existsSync(UNPACKED_PSQL) ? UNPACKED_PSQL : 'psql'

const ACCOUNT = '120000042'
const LISTINGS = 2_000
const DAYS = 500
const ROWS = LISTINGS * DAYS
const RUNS = 5

/** A million `chart_query` rows through the built command line: its memory, and its time against psql's. */
export async function exportRows(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-bench-'))
  const database = await createTestDatabase({ timescale: true })
  try {
    await fill(database.url)
    const cli = new ExportingCli(database.url, folder)
    return [await memory(cli), await speed(cli)]
  } finally {
    await database.drop()
    rmSync(folder, { recursive: true })
  }
}

async function memory(cli: ExportingCli): Promise<Measurement> {
  const runs: { idle: number; csv: number; parquet: number; xlsx: number }[] = []
  for (let run = 0; run < RUNS; run++) {
    runs.push({
      idle: await cli.maxRssMb('accounts', 'list', '--json'),
      csv: await cli.maxRssMb(...cli.exportArgs('csv')),
      parquet: await cli.maxRssMb(...cli.exportArgs('parquet')),
      xlsx: await cli.maxRssMb(...cli.exportArgs('xlsx')),
    })
  }
  const over = runs.map(({ idle, csv, parquet, xlsx }) => Math.max(csv, parquet, xlsx) - idle)
  return {
    name: 'export-memory',
    what: `MB at the most of a process that exports ${ROWS} rows, CSV, Parquet or xlsx, whichever takes more, over one that lists accounts`,
    ratio: median(over),
    target: { atMost: 150 },
    runs: over,
    medians: {
      'MB for CSV': median(runs.map(({ csv }) => csv)),
      'MB for Parquet': median(runs.map(({ parquet }) => parquet)),
      'MB for xlsx': median(runs.map(({ xlsx }) => xlsx)),
      'MB idle': median(runs.map(({ idle }) => idle)),
    },
  }
}

async function speed(cli: ExportingCli): Promise<Measurement> {
  return await compare({
    name: 'export-csv',
    what: `ms to export ${ROWS} rows as CSV to a file, start included, against \\copy of the same query in psql`,
    target: { atMost: 3 },
    runs: RUNS,
    units: ['ms export', 'ms psql'],
    run: async () => {
      const against = await timed(() => cli.psqlCopy())
      const measured = await timed(() => cli.run(...cli.exportArgs('csv')))
      return { against, measured, beside: { 'rows/s': ROWS / (measured / 1000) } }
    },
  })
}

/** The command line and psql on the same database. */
class ExportingCli {
  readonly #url: string
  readonly #folder: string

  constructor(url: string, folder: string) {
    this.#url = url
    this.#folder = folder
  }

  exportArgs(format: 'csv' | 'parquet' | 'xlsx'): string[] {
    return ['export', 'chart_query', '--account', ACCOUNT, '--output', join(this.#folder, `rows.${format}`)]
  }

  /** Runs a command. */
  async run(...args: string[]): Promise<void> {
    await promisify(execFile)(process.execPath, [BIN, ...args], { env: this.#env })
  }

  /** Runs a command; gives how much memory it took at the most. */
  async maxRssMb(...args: string[]): Promise<number> {
    const child = spawn(process.execPath, ['--import', MAX_RSS, BIN, ...args], {
      env: this.#env,
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    })
    const ended = once(child, 'close')
    const told = await text(child.stdio[3] as NodeJS.ReadableStream)
    const [code] = (await ended) as [number | null]
    if (code !== 0) throw new Error(`${args[0]} ended with ${code}`)
    return (Number(told) * 1024) / 1e6
  }

  async psqlCopy(): Promise<void> {
    const file = join(this.#folder, 'psql.csv')
    await promisify(execFile)(PSQL, [
      '--no-psqlrc',
      '--quiet',
      '--dbname',
      this.#url,
      '--command',
      `\\copy (${QUERY}) TO '${file}' WITH (FORMAT csv, HEADER)`,
    ])
  }

  get #env() {
    return { PATH: process.env['PATH'], DATABASE_URL: this.#url, ENV_FILE: '/dev/null' }
  }
}

/** What the export asks, in one line: psql takes no other. */
const QUERY = `SELECT DISTINCT ON (airbnb_listing_id, metric_date) * FROM airbnb.chart_query WHERE account_id = '${ACCOUNT}' ORDER BY airbnb_listing_id, metric_date, "time" DESC`

async function fill(url: string): Promise<void> {
  {
    await using store = await openStore({ connection: url, allowPlaintextCredentials: true })
    await store.migrate()
    await store.accounts.upsert({
      accountId: ACCOUNT,
      cookie: 'simsecret-bench',
      clientVersion: 'bench',
      userAgent: 'bench',
    })
  }
  const session = new Client({ connectionString: url })
  await session.connect()
  try {
    const columns = [1, 2].map((salt) => `${rate(salt)}, round(${rate(salt)} * 100, 2) || '%'`)
    const counts = [1, 2].map((salt) => `${views(salt)}, (${views(salt)})::text`)
    await session.query(
      `INSERT INTO airbnb.chart_query
       SELECT $1, DATE '2026-04-15', (918273645546372000 + listing * 7919::bigint)::text,
         'Listing ' || listing || ', the "nice" one', DATE '2025-01-01' + day, ${[...columns, ...counts].join(', ')}
       FROM generate_series(1, $2::int) listing, generate_series(0, $3::int - 1) day`,
      [ACCOUNT, LISTINGS, DAYS],
    )
    await tellWhatIsKnown(url)
    await session.query('VACUUM ANALYZE airbnb.chart_query, airbnb.chart_query_current')
  } finally {
    await session.end()
  }
}
