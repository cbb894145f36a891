import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { openStore, type Store } from 'insights-store-timescale'
import { addDays } from 'insights-transform'
import { Client } from 'pg'
import { createTestDatabase } from '../scripts/test-database.ts'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { compare, type Measurement, median, timed } from './measurement.ts'
import { tellWhatIsKnown } from './tell-what-is-known.ts'
import { fillTwoYears, LAST_DAY, listingIdOf, TWO_YEARS_ACCOUNT } from './two-years.ts'

const RUNS = 5
const BIN = 'packages/runner/dist/bin.js'
const HERE = fileURLToPath(new URL('..', import.meta.url))
const YEAR = { from: addDays(LAST_DAY, -364), to: LAST_DAY }
const MIDDLE = addDays(LAST_DAY, -182)
/** 98 nights and 28 rows of weeks. */
const WEEKS_ASKED = 14
const COMMITS = 60
/** They make the chunk and the plans. */
const WARM_UPS = 5

/**
 * Two years of 50 listings, read daily, of which three in five re-reads say what was known: what reading and writing them
 * takes with a history of changes and what is known now beside it, against a row for each reading that is searched.
 */
export async function history(): Promise<Measurement[]> {
  const theirs = await createTestDatabase({ timescale: true })
  const ours = await createTestDatabase({ timescale: true })
  const session = new Client({ connectionString: theirs.url })
  try {
    for (const { url } of [theirs, ours]) {
      await using store = await openStore({ connection: url, allowPlaintextCredentials: true })
      await store.migrate()
      await fillTwoYears(url)
    }
    await session.connect()
    await using store = await openStore({ connection: ours.url, allowPlaintextCredentials: true })
    await tellWhatIsKnown(ours.url)
    const all = await bytes(ours.url)
    await store.maintenance.convertHistory('changes')
    await rewrite(ours.url)
    const changes = await bytes(ours.url)
    return [
      {
        name: 'history-bytes',
        what: 'bytes of all tables of insights, indexes included, with a history of changes, against a row for each reading',
        ratio: changes / all,
        target: { atMost: 0.5 },
        runs: [changes / all],
        medians: { 'MB of changes': changes / 1e6, 'MB of all rows': all / 1e6 },
      },
      await read('read-latest', 'what is known now of one year of 50 listings', 0.05, {
        ours: () => store.metrics.latest({ accountId: TWO_YEARS_ACCOUNT, ...YEAR }),
        theirs: () => session.query(sorted(YEAR)),
      }),
      await read('read-as-of', 'what was known in the middle of it', 0.25, {
        ours: () => store.metrics.asOf({ accountId: TWO_YEARS_ACCOUNT, ...YEAR, asOf: MIDDLE }),
        theirs: () => session.query(sorted({ ...YEAR, asOf: MIDDLE })),
      }),
      ...(await commandLine(ours.url)),
      ...(await commits(store, theirs.url)),
    ]
  } finally {
    await session.end()
    await theirs.drop()
    await ours.drop()
  }
}

/** The statement that one writes first: sort all rows of the nights, and take the newest of each. */
function sorted({ from, to, asOf }: { from: string; to: string; asOf?: string }): string {
  return `SELECT DISTINCT ON (airbnb_listing_id, metric_date) * FROM airbnb.chart_query
    WHERE account_id = '${TWO_YEARS_ACCOUNT}' AND metric_date BETWEEN '${from}' AND '${to}'
      ${asOf === undefined ? '' : `AND "time" <= '${asOf}'`}
    ORDER BY airbnb_listing_id, metric_date, "time" DESC`
}

async function read(
  name: string,
  what: string,
  atMost: number,
  { ours, theirs }: { ours: () => Promise<unknown>; theirs: () => Promise<unknown> },
): Promise<Measurement> {
  return await compare({
    name,
    what: `${what}, two years of daily scrapes, against DISTINCT ON over a row for each reading`,
    target: { atMost },
    runs: RUNS,
    units: ['ms', 'ms DISTINCT ON'],
    run: async () => ({ against: await timed(theirs), measured: await timed(ours) }),
  })
}

/** `report` and `export` against another build, whose database has a row for each reading. */
async function commandLine(url: string): Promise<Measurement[]> {
  const baseline = baselineFolder()
  if (baseline === undefined) {
    sayLeftOut('report-2y and export-2y')
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-history-'))
  const theirs = await createTestDatabase({ timescale: true })
  const running =
    (root: string, database: string) =>
    async (...args: string[]): Promise<void> => {
      const env = { PATH: process.env['PATH'], DATABASE_URL: database, ENV_FILE: '/dev/null' }
      await promisify(execFile)(process.execPath, [join(root, BIN), ...args], { cwd: folder, env })
    }
  const [they, we] = [running(baseline, theirs.url), running(HERE, url)]
  const against = async (name: string, what: string, atMost: number, ...args: string[]) =>
    await compare({
      name,
      what: `${what} of 50 listings read daily for two years, start included, against that of the baseline`,
      target: { atMost },
      runs: RUNS,
      units: ['ms', 'ms of the baseline'],
      run: async () => ({
        against: await timed(() => they(...args)),
        measured: await timed(() => we(...args)),
      }),
    })
  try {
    await they('migrate', 'up')
    await fillTwoYears(theirs.url)
    return [
      await against('report-2y', 'the report', 0.25, 'report', '--output', 'report.html'),
      await against(
        'export-2y',
        'a CSV of all nights',
        0.35,
        'export',
        'chart_query',
        '--output',
        'nights.csv',
      ),
    ]
  } finally {
    await theirs.drop()
    rmSync(folder, { recursive: true })
  }
}

/** A listing's daily commit, of which three in five numbers are as they were, by both builds. */
async function commits(store: Store, plain: string): Promise<Measurement[]> {
  const baseline = baselineFolder()
  if (baseline === undefined) return []
  const entry = pathToFileURL(join(baseline, 'packages/insights-store-timescale/dist/index.js')).href
  const build = (await import(entry)) as typeof import('insights-store-timescale')
  const session = new Client({ connectionString: plain })
  await session.connect()
  const runs: { time: number; wal: number; ourMs: number; theirMs: number }[] = []
  try {
    await using other = await build.openStore({ connection: plain, allowPlaintextCredentials: true })
    const [theirs, ours] = [await committing(other), await committing(store)]
    for (let run = -WARM_UPS; run < COMMITS; run += 1) {
      const rows = dailyRows(listingIdOf(1), run)
      const scrapeDay = addDays(LAST_DAY, 2 + WARM_UPS + run)
      const their = await measured(session, () => theirs(scrapeDay, rows))
      const our = await measured(session, () => ours(scrapeDay, rows))
      if (run < 0) continue
      runs.push({ time: our.ms / their.ms, wal: our.bytes / their.bytes, ourMs: our.ms, theirMs: their.ms })
    }
  } finally {
    await session.end()
  }
  const what = "of a listing's daily commit, three in five numbers as they were, against that of the baseline"
  const times = runs.map(({ time }) => time)
  const [ourMs, theirMs] = [median(runs.map((run) => run.ourMs)), median(runs.map((run) => run.theirMs))]
  return [
    measurement('commit', `time ${what}`, times, 1.2, { ms: ourMs, 'ms of the baseline': theirMs }),
    measurement(
      'commit-wal',
      `WAL ${what}`,
      runs.map(({ wal }) => wal),
      1.1,
      {},
    ),
  ]
}

type Rows = ReturnType<typeof dailyRows>

/** Commits days of a listing in one run that goes on. */
async function committing(store: Store): Promise<(scrapeDay: string, rows: Rows) => Promise<void>> {
  const lease = await store.leases.acquire(TWO_YEARS_ACCOUNT, { holder: 'bench', ttlMs: 600_000 })
  if (lease.busy) throw new Error('the account is held')
  const { run } = await store.runs.begin({ accountId: TWO_YEARS_ACCOUNT, scrapeDay: LAST_DAY, lease })
  return async (scrapeDay, rows) => {
    await store.commitListing({
      lease,
      runId: run.runId,
      scrapeDay,
      listing: { listingId: listingIdOf(1), listingName: 'House 1', internalName: 'House 1' },
      window: { start: LAST_DAY, end: addDays(LAST_DAY, 7 * WEEKS_ASKED - 1) },
      baseDay: null,
      rows,
      requests: 2 * WEEKS_ASKED,
    })
  }
}

const measurement = (
  name: string,
  what: string,
  ratios: number[],
  atMost: number,
  medians: Record<string, number>,
): Measurement => ({ name, what, ratio: median(ratios), target: { atMost }, runs: ratios, medians })

async function measured(session: Client, work: () => Promise<void>): Promise<{ ms: number; bytes: number }> {
  const place = async () =>
    (await session.query<{ at: string }>('SELECT pg_current_wal_insert_lsn() AS at')).rows[0]?.at ?? '0/0'
  const from = await place()
  const ms = await timed(work)
  const { rows } = await session.query<{ bytes: string }>('SELECT pg_wal_lsn_diff($1, $2) AS bytes', [
    await place(),
    from,
  ])
  return { ms, bytes: Number(rows[0]?.bytes) }
}

function dailyRows(listingId: string, run: number) {
  const named = { airbnb_listing_id: listingId, airbnb_internal_name: 'House 1' }
  // On two days in five each number changes.
  const step = (index: number) => Math.floor((2 * run + index) / 5)
  const chartQuery = Array.from({ length: 7 * WEEKS_ASKED }, (_, index) => ({
    ...named,
    metric_date: addDays(LAST_DAY, index),
    conversion_rate_your_value: 0.04 + step(index) / 1000,
    conversion_rate_your_value_string: `${(4 + step(index) / 10).toFixed(2)}%`,
    conversion_rate_similar_value: 0.02,
    conversion_rate_similar_value_string: '2.00%',
    p3_impressions_your_value: 40 + step(index),
    p3_impressions_your_value_string: String(40 + step(index)),
    p3_impressions_similar_value: 20,
    p3_impressions_similar_value_string: '20',
  }))
  const weeks = Array.from({ length: WEEKS_ASKED }, (_, index) => ({
    ...named,
    window_start: addDays(LAST_DAY, 7 * index),
    window_end: addDays(LAST_DAY, 7 * index + 6),
    p3_impressions_value: 70 + step(index),
  }))
  return { chartQuery, chartSummary: weeks, listOfMetrics: weeks }
}

/** Writes the tables anew, as they would be if the history had always been kept so. */
async function rewrite(url: string): Promise<void> {
  await onSession(url, 'VACUUM (FULL, ANALYZE)')
}

async function bytes(url: string): Promise<number> {
  return Number(
    await onSession(
      url,
      `SELECT (SELECT sum(hypertable_size(format('airbnb.%I', hypertable_name)::regclass))
         FROM timescaledb_information.hypertables WHERE hypertable_schema = 'airbnb')
       + (SELECT sum(pg_total_relation_size(format('airbnb.%I', tablename)::regclass)) FROM pg_tables
         WHERE schemaname = 'airbnb' AND (tablename LIKE '%_current' OR tablename = 'confirmations')) AS answer`,
    ),
  )
}

async function onSession(url: string, statement: string): Promise<unknown> {
  const session = new Client({ connectionString: url })
  await session.connect()
  try {
    const { rows } = await session.query<{ answer: unknown }>(statement)
    return rows[0]?.answer
  } finally {
    await session.end()
  }
}
