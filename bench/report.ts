import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { createTestDatabase, type TestDatabase } from '../scripts/test-database.ts'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { compare, type Measurement, timed } from './measurement.ts'
import { tellWhatIsKnown } from './tell-what-is-known.ts'

const HERE = fileURLToPath(new URL('..', import.meta.url))
const ACCOUNT = '120000042'
const LISTINGS = 50
const FIRST_DAY = '2024-04-14'
const LAST_DAY = '2026-04-12'
const RUNS = 5

/** How long the report of an account that was read daily for two years takes: this build beside another one. */
export async function report(): Promise<Measurement[]> {
  const baseline = baselineFolder()
  if (baseline === undefined) {
    sayLeftOut()
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-report-'))
  const databases: TestDatabase[] = []
  // Each migrates a database of its own: no build opens one that a newer build has migrated.
  const reporting = async (root: string): Promise<() => Promise<void>> => {
    const database = await createTestDatabase({ timescale: true })
    databases.push(database)
    const run = async (...args: string[]): Promise<void> => {
      await promisify(execFile)(process.execPath, [join(root, 'packages/runner/dist/bin.js'), ...args], {
        cwd: folder,
        env: { PATH: process.env['PATH'], DATABASE_URL: database.url, ENV_FILE: '/dev/null' },
      })
    }
    await run('migrate', 'up')
    await fill(database.url)
    if (root === HERE) await tellWhatIsKnown(database.url)
    return () => run('report', '--output', 'report.html')
  }
  try {
    const theirs = await reporting(baseline)
    const ours = await reporting(HERE)
    return [
      await compare({
        name: 'report',
        what: `time of the report of ${LISTINGS} listings read daily for two years, start included, against that of the baseline`,
        target: { atMost: 0.5 },
        runs: RUNS,
        units: ['ms', 'ms of the baseline'],
        run: async () => ({ against: await timed(theirs), measured: await timed(ours) }),
      }),
    ]
  } finally {
    for (const database of databases) await database.drop()
    rmSync(folder, { recursive: true })
  }
}

/** Fills a migrated database through SQL alone: names of the tables' columns are what builds have in common. */
async function fill(url: string): Promise<void> {
  const session = new Client({ connectionString: url })
  await session.connect()
  try {
    for (const statement of FILL) await session.query(statement)
  } finally {
    await session.end()
  }
}

const LISTING_ID = '(918273645546372000 + listing)::text'

/**
 * What a sync asks for: the week before, that of the scrape day and five ahead, on Sundays twelve. Page views grow with
 * each scrape day until the night has passed; any digits will do for the rest.
 */
const ASKED = `
  SELECT listing, scrape::date AS day, scrape::date - extract(dow FROM scrape)::integer + 7 * ahead AS week
  FROM generate_series(date '${FIRST_DAY}', date '${LAST_DAY}', interval '1 day') AS scrape
  CROSS JOIN generate_series(-1, 12) AS ahead
  CROSS JOIN generate_series(1, ${LISTINGS}) AS listing
  WHERE ahead <= 5 OR extract(dow FROM scrape) = 0`

const views = (night: string, times: number): string =>
  `((20 + (listing * 31 + ${night} - date '2024-01-01') % 40) * ${times} * least(1, 1 - (${night} - day) / 90.0))::integer`

const WEEK_COLUMNS = `account_id, "time", airbnb_listing_id, window_start, window_end, p2_impressions_value,
  search_conversion_rate_value, p3_impressions_value, listing_conversion_rate_value, conversion_rate_value`
const WEEK = `'${ACCOUNT}', day, ${LISTING_ID}, week, week + 6, 20 * ${views('week', 7)}, 0.05, ${views('week', 7)}, 0.01, 0.0005`

const FILL = [
  `INSERT INTO airbnb.accounts (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
   VALUES ('${ACCOUNT}', 'x', 'x', 'x', TRUE)`,
  `INSERT INTO airbnb.listings (account_id, airbnb_listing_id, listing_name, first_seen_on, last_seen_on, last_synced_day)
   SELECT '${ACCOUNT}', ${LISTING_ID}, 'Listing ' || listing, '${FIRST_DAY}', '${LAST_DAY}', '${LAST_DAY}'
   FROM generate_series(1, ${LISTINGS}) AS listing`,
  `INSERT INTO airbnb.list_of_metrics (${WEEK_COLUMNS}) SELECT ${WEEK} FROM (${ASKED}) AS asked`,
  `INSERT INTO airbnb.chart_summary (${WEEK_COLUMNS}, p3_impressions_value_change, conversion_rate_value_change)
   SELECT ${WEEK}, 40, 0.0001 FROM (${ASKED}) AS asked`,
  `INSERT INTO airbnb.chart_query (account_id, "time", airbnb_listing_id, metric_date, p3_impressions_your_value,
     p3_impressions_similar_value, conversion_rate_your_value, conversion_rate_similar_value)
   SELECT '${ACCOUNT}', day, ${LISTING_ID}, night::date, ${views('night::date', 1)}, 20, 0.01, 0.02
   FROM (${ASKED}) AS asked CROSS JOIN generate_series(week, week + 6, interval '1 day') AS night`,
  'VACUUM ANALYZE airbnb.list_of_metrics, airbnb.chart_summary, airbnb.chart_query',
]
