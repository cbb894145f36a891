import { openStore, type Store } from 'insights-store-timescale'
import { ASKABLE_METRICS, addDays, STORED_METRICS } from 'insights-transform'
import { Client } from 'pg'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement, timed } from './measurement.ts'

const ACCOUNT = '120000042'
const FIRST_DAY = '2026-02-01'
/** The Sunday of the first week that is asked for. */
const FIRST_NIGHT = '2026-02-01'
const WEEKS = 8
const COMMITS = 20
/** They make the chunks and the plans. */
const WARM_UPS = 4
const SERIES = ['your', 'similar'] as const
const LONG_METRICS = ASKABLE_METRICS.filter((metric) => !STORED_METRICS.includes(metric))
const LISTINGS = 50
const NIGHTS = 365

/**
 * What it takes to commit a row of a listing with all 16 metrics, against one with the two that have columns: each day
 * two in five numbers have changed.
 */
export async function commitAllMetrics(): Promise<Measurement[]> {
  const database = await createTestDatabase({ timescale: true })
  try {
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    const commit = await committing(store)
    let run = 0
    return [
      await compare({
        name: 'commit-all-metrics',
        what: "time per row of a listing's daily commit with all 16 metrics, against that with two",
        target: { atMost: 1.5 },
        runs: COMMITS,
        warmUps: WARM_UPS,
        units: ['µs a row of 16 metrics', 'µs a row of two'],
        run: async () => {
          run += 1
          const scrapeDay = addDays(FIRST_DAY, run)
          const [two, all] = [wideRows('1', run), { ...wideRows('2', run), ...longRows('2', run) }]
          return {
            against: (1_000 * (await timed(() => commit('1', scrapeDay, two)))) / countOf(two),
            measured: (1_000 * (await timed(() => commit('2', scrapeDay, all)))) / countOf(all),
          }
        },
      }),
    ]
  } finally {
    await database.drop()
  }
}

/** One metric's latest year of 50 listings by the row, of 14 metrics that are stored so, against one that has columns. */
export async function readSeries(): Promise<Measurement[]> {
  const database = await createTestDatabase({ timescale: true })
  try {
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.migrate()
    await store.accounts.upsert(account)
    await fillYear(database.url)
    const read = async (metric: string) => {
      const rows = await store.metrics.series({ accountId: ACCOUNT, metric })
      if (rows.length !== LISTINGS * NIGHTS * SERIES.length) throw new Error(`${metric} is not whole`)
    }
    return [
      await compare({
        name: 'read-series',
        what: "one metric's latest year of 50 listings from metric_points, against the same from chart_query",
        target: { atMost: 1.3 },
        runs: 9,
        warmUps: 2,
        units: ['ms from metric_points', 'ms from chart_query'],
        run: async () => ({
          against: await timed(() => read('p3_impressions')),
          measured: await timed(() => read('occupancy_rate')),
        }),
      }),
    ]
  } finally {
    await database.drop()
  }
}

const account = {
  accountId: ACCOUNT,
  cookie: 'simsecret-bench',
  clientVersion: 'bench',
  userAgent: 'bench',
}

type Rows = Parameters<Store['commitListing']>[0]['rows']

const countOf = (rows: Rows): number => Object.values(rows).reduce((sum, { length }) => sum + length, 0)

async function committing(
  store: Store,
): Promise<(listingId: string, scrapeDay: string, rows: Rows) => Promise<void>> {
  await store.migrate()
  await store.accounts.upsert(account)
  const lease = await store.leases.acquire(ACCOUNT, { holder: 'bench', ttlMs: 600_000 })
  if (lease.busy) throw new Error('the account is held')
  const { run } = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: FIRST_DAY, lease })
  return async (listingId, scrapeDay, rows) => {
    const { inserted, updated, unchanged } = await store.commitListing({
      lease,
      runId: run.runId,
      scrapeDay,
      listing: { listingId, listingName: 'House', internalName: 'House' },
      window: { start: FIRST_NIGHT, end: addDays(FIRST_NIGHT, 7 * WEEKS - 1) },
      baseDay: null,
      rows,
      requests: 1,
    })
    if (inserted + updated + unchanged !== countOf(rows)) throw new Error('not all rows were committed')
  }
}

const days = Array.from({ length: 7 * WEEKS }, (_, index) => addDays(FIRST_NIGHT, index))
const sundays = days.filter((_, index) => index % 7 === 0)

/** How often a number has changed, on two days in five. */
const step = (run: number, index: number): number => Math.floor((2 * run + index) / 5)

function wideRows(listingId: string, run: number) {
  const named = { airbnb_listing_id: listingId, airbnb_internal_name: 'House' }
  const weeks = sundays.map((week, index) => ({
    ...named,
    window_start: week,
    window_end: addDays(week, 6),
    p3_impressions_value: 70 + step(run, index),
  }))
  const chartQuery = days.map((night, index) => ({
    ...named,
    metric_date: night,
    conversion_rate_your_value: 0.04 + step(run, index) / 1000,
    conversion_rate_your_value_string: `${(4 + step(run, index) / 10).toFixed(2)}%`,
    conversion_rate_similar_value: 0.02,
    conversion_rate_similar_value_string: '2.00%',
    p3_impressions_your_value: 40 + step(run, index),
    p3_impressions_your_value_string: String(40 + step(run, index)),
    p3_impressions_similar_value: 20,
    p3_impressions_similar_value_string: '20',
  }))
  return { chartQuery, chartSummary: weeks, listOfMetrics: weeks }
}

function longRows(listingId: string, run: number) {
  const value = (index: number) => ({
    value: 0.5 + step(run, index) / 1000,
    value_string: `${(50 + step(run, index) / 10).toFixed(2)}%`,
    value_type: 'PERCENT',
  })
  const metricPoints = LONG_METRICS.flatMap((metric, at) =>
    SERIES.flatMap((series) =>
      days.map((night, index) => ({
        airbnb_listing_id: listingId,
        metric,
        series,
        granularity: 'DAY',
        metric_date: night,
        ...value(at + index),
      })),
    ),
  )
  const metricWindows = LONG_METRICS.flatMap((metric, at) =>
    sundays.map((week, index) => ({
      airbnb_listing_id: listingId,
      metric,
      window_start: week,
      window_end: addDays(week, 6),
      ...value(at + index),
    })),
  )
  return { metricPoints, metricWindows }
}

/** What is known now of a year, laid down as daily syncs do: week by week, and of each week listing by listing. */
async function fillYear(url: string): Promise<void> {
  const session = new Client({ connectionString: url })
  await session.connect()
  const last = addDays(FIRST_DAY, NIGHTS - 1)
  const names = LONG_METRICS.map((metric, at) => `('${metric}', ${String(at)})`)
  const nights = `generate_series(date '${FIRST_DAY}', date '${last}', interval '1 day') AS night`
  const listings = `generate_series(1, ${String(LISTINGS)}) AS listing`
  const whose = `'${ACCOUNT}', '${FIRST_DAY}', '${FIRST_DAY}', '${FIRST_DAY}', (918273645546372000 + listing)::text`
  const order = `ORDER BY (night::date - date '1970-01-04') / 7, listing`
  const owners = 'account_id, "time", confirmed_on, first_read_on, airbnb_listing_id'
  try {
    await session.query(`
      INSERT INTO airbnb.chart_query_current (${owners}, airbnb_internal_name, metric_date,
        conversion_rate_your_value, conversion_rate_your_value_string, conversion_rate_similar_value,
        conversion_rate_similar_value_string, p3_impressions_your_value, p3_impressions_your_value_string,
        p3_impressions_similar_value, p3_impressions_similar_value_string)
      SELECT ${whose}, 'House ' || listing, night::date, 0.04, '4.00%', 0.02, '2.00%', 40, '40', 20, '20'
      FROM ${nights} CROSS JOIN ${listings} ${order}, night`)
    await session.query(`
      INSERT INTO airbnb.metric_points_current (${owners}, metric, series, granularity, metric_date, value,
        value_string, value_type)
      SELECT ${whose}, metric, series, 'DAY', night::date, 0.04, '4.00%', 'PERCENT'
      FROM ${nights} CROSS JOIN ${listings} CROSS JOIN (VALUES ${names.join(', ')}) AS metrics (metric, place)
      CROSS JOIN (VALUES ('your'), ('similar')) AS numbers (series)
      ${order}, place, series DESC, night`)
    await session.query('VACUUM ANALYZE airbnb.chart_query_current, airbnb.metric_points_current')
  } finally {
    await session.end()
  }
}
