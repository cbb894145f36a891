import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openStore, type Store } from 'insights-store-timescale'
import type { ChartQueryRow } from 'insights-transform'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { createTestDatabase } from '../scripts/test-database.ts'
import { type Measurement, median, timed } from './measurement.ts'

const ACCOUNT = '120000042'
const SCRAPE_DAY = '2026-04-15'
const LISTINGS = 1_000
const DAYS = 200
const RUNS = 7
/** Rows in one buffer of the raw COPY. */
const ROWS_PER_BUFFER = 2_000

/** What one run measured. */
interface Run {
  copyMs: number
  coldMs: number
  unchangedMs: number
  coldWalBytes: number
  unchangedWalBytes: number
}

/** 200,000 `chart_query` rows through the public API, new and then unchanged, against a raw COPY of them. */
export async function upsert(): Promise<Measurement[]> {
  const database = await createTestDatabase({ timescale: true })
  try {
    await using store = await openStore({
      connection: database.url,
      poolMax: 1,
      allowPlaintextCredentials: true,
    })
    await store.migrate()
    await store.accounts.upsert({
      accountId: ACCOUNT,
      cookie: 'simsecret-bench',
      clientVersion: 'bench',
      userAgent: 'bench',
    })
    const session = new Client({ connectionString: database.url })
    await session.connect()
    try {
      const rows = chartRows()
      const rendered = renderRows(rows)
      await measure(session, store, rows, rendered)
      const runs: Run[] = []
      for (let run = 0; run < RUNS; run++) runs.push(await measure(session, store, rows, rendered))
      return measurements(runs)
    } finally {
      await session.end()
    }
  } finally {
    await database.drop()
  }
}

async function measure(
  session: Client,
  store: Store,
  chartQuery: readonly ChartQueryRow[],
  rendered: readonly Buffer[],
): Promise<Run> {
  const table = 'airbnb.chart_query'
  const empty = () => session.query(`TRUNCATE ${table}, ${table}_current, airbnb.confirmations`)
  const upsertAll = async (expected: 'inserted' | 'unchanged') => {
    const counts = await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery })
    if (counts[expected] !== chartQuery.length) throw new Error(`not all rows were ${expected}`)
  }
  const columns = ['account_id', 'time', ...Object.keys(chartQuery[0] ?? {})]
  const copyAll = () =>
    pipeline(
      Readable.from(rendered),
      session.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`)),
    )
  /** Each side begins after a checkpoint, so that none pays for what another left to be written. */
  const cost = async (work: () => Promise<unknown>) => {
    await session.query('CHECKPOINT')
    const before = await walPosition(session)
    const ms = await timed(work)
    return { ms, walBytes: (await walPosition(session)) - before }
  }

  await empty()
  const copy = await cost(copyAll)
  await empty()
  const cold = await cost(() => upsertAll('inserted'))
  const unchanged = await cost(() => upsertAll('unchanged'))
  return {
    copyMs: copy.ms,
    coldMs: cold.ms,
    unchangedMs: unchanged.ms,
    coldWalBytes: cold.walBytes,
    unchangedWalBytes: unchanged.walBytes,
  }
}

function measurements(runs: readonly Run[]): Measurement[] {
  const compared = (
    name: string,
    what: string,
    atMost: number,
    measured: keyof Run,
    against: keyof Run,
  ): Measurement => {
    const ratios = runs.map((run) => run[measured] / run[against])
    const medians = [measured, against].map((key) => [key, median(runs.map((run) => run[key]))])
    return {
      name,
      what,
      ratio: median(ratios),
      target: { atMost },
      runs: ratios,
      medians: Object.fromEntries(medians),
    }
  }
  const rows = `${LISTINGS * DAYS} chart_query rows through store.metrics.upsert`
  return [
    compared('upsert-cold', `${rows}, against a raw COPY`, 3, 'coldMs', 'copyMs'),
    compared('upsert-unchanged', `the same rows again, against a raw COPY`, 2.5, 'unchangedMs', 'copyMs'),
    compared(
      'upsert-unchanged-wal',
      'the WAL of that, against the WAL of the cold upsert',
      0.4,
      'unchangedWalBytes',
      'coldWalBytes',
    ),
  ]
}

async function walPosition(session: Client): Promise<number> {
  const { rows } = await session.query<{ bytes: string }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bytes`,
  )
  return Number(rows[0]?.bytes)
}

function chartRows(): ChartQueryRow[] {
  const rows: ChartQueryRow[] = []
  for (let listing = 0; listing < LISTINGS; listing++) {
    for (let day = 0; day < DAYS; day++) rows.push(chartRow(listing, day))
  }
  return rows
}

const percent = (value: number): string => `${(value * 100).toFixed(2)}%`

function chartRow(listing: number, day: number): ChartQueryRow {
  // Any digits will do, as long as they are many and differ.
  const rate = (salt: number) => ((listing * 7_919 + day * 104_729 + salt) % 99_991) / 1_999_820
  const impressions = (salt: number) => (listing * 31 + day * 17 + salt) % 400
  return {
    airbnb_listing_id: String(918_273_645_546_372_000n + BigInt(listing) * 7_919n),
    airbnb_internal_name: `Listing ${listing}`,
    metric_date: new Date(Date.UTC(2025, 9, 12 + day)).toISOString().slice(0, 10),
    conversion_rate_your_value: rate(1),
    conversion_rate_your_value_string: percent(rate(1)),
    conversion_rate_similar_value: rate(2),
    conversion_rate_similar_value_string: percent(rate(2)),
    p3_impressions_your_value: impressions(1),
    p3_impressions_your_value_string: String(impressions(1)),
    p3_impressions_similar_value: impressions(2),
    p3_impressions_similar_value_string: String(impressions(2)),
  }
}

/** COPY's text, made beforehand: nothing in these rows has to be escaped. */
function renderRows(rows: readonly ChartQueryRow[]): Buffer[] {
  const buffers: Buffer[] = []
  for (let start = 0; start < rows.length; start += ROWS_PER_BUFFER) {
    const lines = rows
      .slice(start, start + ROWS_PER_BUFFER)
      .map((row) => `${[ACCOUNT, SCRAPE_DAY, ...Object.values(row)].join('\t')}\n`)
    buffers.push(Buffer.from(lines.join('')))
  }
  return buffers
}
