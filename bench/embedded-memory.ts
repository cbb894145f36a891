import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { openStore } from 'insights-store-timescale'
import { type Measurement, median } from './measurement.ts'
import { TELL_WHAT_IS_KNOWN } from './tell-what-is-known.ts'

const BIN = fileURLToPath(new URL('../packages/runner/dist/bin.js', import.meta.url))
const MAX_RSS = new URL('max-rss.ts', import.meta.url).href

const ACCOUNT = '120000042'
const LISTINGS = 300
const FIRST_NIGHT = '2023-10-01'
const NIGHTS = 1_000
const WEEKS = 142
const SCRAPE_DAY = '2026-05-20'
const ROWS = LISTINGS * NIGHTS
const RUNS = 5

/** What an export and a report of many rows take of memory on the embedded database, against listing accounts there. */
export async function embeddedMemory(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-bench-'))
  try {
    await fill(join(folder, 'data'))
    const runs: { idle: number; exported: number; reported: number }[] = []
    for (let run = 0; run < RUNS; run++) {
      runs.push({
        idle: await maxRssMb(folder, 'accounts', 'list', '--json'),
        exported: await maxRssMb(folder, 'export', 'chart_query', '--output', 'rows.csv'),
        reported: await maxRssMb(folder, 'report', '--output', 'report.html'),
      })
    }
    const ratios = runs.map(({ idle, exported, reported }) => Math.max(exported, reported) / idle)
    return [
      {
        name: 'embedded-memory',
        what: `MB at the most of a process that exports ${ROWS} rows of the embedded database as CSV or reports on them, whichever takes more, against one that lists accounts there`,
        ratio: median(ratios),
        target: { atMost: 1.25 },
        runs: ratios,
        medians: {
          'MB of the export': median(runs.map(({ exported }) => exported)),
          'MB of the report': median(runs.map(({ reported }) => reported)),
          'MB idle': median(runs.map(({ idle }) => idle)),
        },
      },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs a command on the database of a folder; gives how much memory it took at the most. */
async function maxRssMb(folder: string, ...args: string[]): Promise<number> {
  const child = spawn(process.execPath, ['--import', MAX_RSS, BIN, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: join(folder, 'data'),
      ENV_FILE: '/dev/null',
      ALLOW_PLAINTEXT_CREDENTIALS: 'true',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const ended = once(child, 'close')
  const told = await text(child.stdio[3] as NodeJS.ReadableStream)
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`)
  return (Number(told) * 1024) / 1e6
}

async function fill(dataDir: string): Promise<void> {
  await using store = await openStore({ connection: { dataDir }, allowPlaintextCredentials: true })
  await store.migrate()
  const headers = { clientVersion: 'bench', userAgent: 'bench' }
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'simsecret-bench', ...headers })
  const { driver } = store
  if (driver.kind !== 'embedded') throw new Error('the embedded database was asked for')
  for (const statement of FILL) await driver.pglite.exec(statement)
  // Of rows written by SQL alone nothing is known yet.
  for (const statement of TELL_WHAT_IS_KNOWN) await driver.pglite.exec(statement)
}

const LISTING = '(918273645546372000 + listing * 7919::bigint)::text'
const VIEWS = '20 + (listing * 31 + day * 17) % 400'

const WEEK_COLUMNS = `account_id, "time", airbnb_listing_id, window_start, window_end, p2_impressions_value,
  search_conversion_rate_value, p3_impressions_value, listing_conversion_rate_value, conversion_rate_value`
const WEEK = `'${ACCOUNT}', DATE '${SCRAPE_DAY}', ${LISTING}, DATE '${FIRST_NIGHT}' + 7 * day,
  DATE '${FIRST_NIGHT}' + 7 * day + 6, 140 * (${VIEWS}), 0.05, 7 * (${VIEWS}), 0.01, 0.0005
  FROM generate_series(1, ${LISTINGS}) AS listing, generate_series(0, ${WEEKS} - 1) AS day`

const FILL = [
  `INSERT INTO airbnb.listings (account_id, airbnb_listing_id, listing_name, first_seen_on, last_seen_on, last_synced_day)
   SELECT '${ACCOUNT}', ${LISTING}, 'Listing ' || listing, '${FIRST_NIGHT}', '${SCRAPE_DAY}', '${SCRAPE_DAY}'
   FROM generate_series(1, ${LISTINGS}) AS listing`,
  `INSERT INTO airbnb.chart_query (account_id, "time", airbnb_listing_id, metric_date, p3_impressions_your_value,
     p3_impressions_similar_value, conversion_rate_your_value, conversion_rate_similar_value)
   SELECT '${ACCOUNT}', DATE '${SCRAPE_DAY}', ${LISTING}, DATE '${FIRST_NIGHT}' + day, ${VIEWS}, 20, 0.01, 0.02
   FROM generate_series(1, ${LISTINGS}) AS listing, generate_series(0, ${NIGHTS} - 1) AS day`,
  `INSERT INTO airbnb.list_of_metrics (${WEEK_COLUMNS}) SELECT ${WEEK}`,
  `INSERT INTO airbnb.chart_summary (${WEEK_COLUMNS}) SELECT ${WEEK}`,
]
