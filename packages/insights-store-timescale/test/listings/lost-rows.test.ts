import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Lease } from '../../src/leases/leases.ts'
import type { MetricRows } from '../../src/metrics/metric-rows.ts'
import type { Store } from '../../src/open-store.ts'
import { regclassText, tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import {
  chartRow,
  dayAfter,
  LISTING,
  listOfMetricsRow,
  OTHER_LISTING,
  pointRow,
  summaryRow,
  windowRow,
} from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const WEEKS = ['2025-06-01', '2025-06-08', '2025-06-15']
const LAST_MONTH = '2025-06-14'

/** What a listing's weeks give: seven nights and a row of each other table. */
const rowsOfWeeks = (weeks: readonly string[], listingId = LISTING) => ({
  chartQuery: weeks.flatMap((week) =>
    Array.from({ length: 7 }, (_, night) => chartRow(dayAfter(week, night), { listingId })),
  ),
  chartSummary: weeks.map((week) => summaryRow(week, listingId)),
  listOfMetrics: weeks.map((week) => listOfMetricsRow(week, listingId)),
})

/** The same weeks with other numbers. */
const changed = ({ chartQuery, ...rows }: ReturnType<typeof rowsOfWeeks>) => ({
  ...rows,
  chartQuery: chartQuery.map((row) => ({ ...row, p3_impressions_your_value: 99 })),
})

const commitWeeks = async (
  store: Store,
  held: { lease: Lease; runId: string },
  {
    weeks = WEEKS,
    listingId = LISTING,
    scrapeDay = SCRAPE_DAY,
    rows = rowsOfWeeks(weeks, listingId),
    rowsLost = false,
  }: {
    weeks?: readonly string[]
    listingId?: string
    scrapeDay?: string
    rows?: MetricRows
    rowsLost?: boolean
  } = {},
) => {
  await store.commitListing({
    ...held,
    scrapeDay,
    listing: listingNames(listingId),
    window: { start: weeks[0] ?? '', end: dayAfter(weeks.at(-1) ?? '', 6) },
    baseDay: null,
    rows,
    rowsLost,
    requests: 1,
  })
}

const weekOf = async (store: Store, week: string) =>
  await store.db
    .selectFrom('stored_weeks')
    .selectAll()
    .where('airbnb_listing_id', '=', LISTING)
    .where('week_start', '=', week)
    .executeTakeFirst()

const lostWeek = (weekStart: string | null, more: object = {}) => ({
  listingId: LISTING,
  weekStart,
  readOn: SCRAPE_DAY,
  tables: METRIC_TABLE_NAMES,
  ...more,
})

describeStores((_name, open, flavour) => {
  const empty = emptiedStore(open)

  test('nothing is missed where all is there, nor where a week had no rows', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held, { rows: rowsOfWeeks(WEEKS.slice(0, 1)) })
    await commitWeeks(store, held, { listingId: OTHER_LISTING, rows: {} })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
    expect(await store.listings.lostRows(OTHER_ACCOUNT)).toEqual([])
  })

  test('a table that was emptied is missed, week by week, and only that one', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held)
    await commitWeeks(store, held, { listingId: OTHER_LISTING, weeks: WEEKS.slice(2) })
    await sql`TRUNCATE ${tableIn(store.schema, 'chart_summary')}`.execute(store.db)
    const tables = ['chart_summary']
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([
      ...WEEKS.map((week) => lostWeek(week, { tables })),
      lostWeek('2025-06-15', { listingId: OTHER_LISTING, tables }),
    ])
  })

  test('a single night that another tool deleted is missed, until its week is committed again', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held)
    await store.db.deleteFrom('chart_query').where('metric_date', '=', '2025-06-10').execute()
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([
      lostWeek('2025-06-08', { tables: ['chart_query'] }),
    ])
    await commitWeeks(store, held, { weeks: ['2025-06-08'], rowsLost: true })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
  })

  test('a number of one metric among many of the same night is missed, and so is a window', async () => {
    const store = await empty()
    const held = await heldRun(store)
    const nights = Array.from({ length: 7 }, (_, night) => dayAfter('2025-06-08', night))
    const metrics = ['occupancy_rate', 'overall']
    await commitWeeks(store, held, {
      rows: {
        ...rowsOfWeeks(WEEKS),
        metricPoints: metrics.flatMap((metric) =>
          nights.flatMap((night) => [
            pointRow(night, { metric }),
            pointRow(night, { metric, series: 'similar' }),
            pointRow(night, { metric, listingId: OTHER_LISTING }),
          ]),
        ),
        metricWindows: [windowRow('2025-06-08'), windowRow('2025-06-08', { nights: 28 })],
      },
    })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
    expect(await weekOf(store, '2025-06-08')).toMatchObject({ metric_points: 28, metric_windows: 2 })
    await store.db
      .deleteFrom('metric_points')
      .where('metric', '=', 'overall')
      .where('series', '=', 'similar')
      .where('metric_date', '=', '2025-06-10')
      .execute()
    const lost = [lostWeek('2025-06-08', { tables: ['metric_points'] })]
    expect(await store.listings.lostRows(ACCOUNT)).toEqual(lost)
    await store.db.deleteFrom('metric_windows').where('window_end', '>', '2025-06-30').execute()
    const both = [lostWeek('2025-06-08', { tables: ['metric_points', 'metric_windows'] })]
    expect(await store.listings.lostRows(ACCOUNT)).toEqual(both)
    await store.listings.writeOff(held.lease, both as never)
    expect(await weekOf(store, '2025-06-08')).toMatchObject({ metric_points: 27, metric_windows: 1 })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
  })

  test('a commit of fewer metrics vouches for these alone', async () => {
    const store = await empty()
    const held = await heldRun(store)
    const metricPoints = [pointRow('2025-06-01'), pointRow('2025-06-01', { metric: 'overall' })]
    await commitWeeks(store, held, { rows: { ...rowsOfWeeks(WEEKS), metricPoints } })
    await commitWeeks(store, held, { scrapeDay: '2025-07-15' })
    expect(await weekOf(store, '2025-06-01')).toMatchObject({ read_on: '2025-07-15', metric_points: 0 })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
  })

  test('what a later scrape day has read again is there, whatever became of the earlier reading', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held, { scrapeDay: LAST_MONTH })
    await commitWeeks(store, held, { rows: changed(rowsOfWeeks(WEEKS.slice(1))), weeks: WEEKS.slice(1) })
    // An older reading that comes late vouches for nothing newer.
    await commitWeeks(store, held, { scrapeDay: '2025-06-13' })
    await store.db.deleteFrom('chart_query').where('time', '<', SCRAPE_DAY).execute()
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([
      lostWeek('2025-06-01', { readOn: LAST_MONTH, tables: ['chart_query'] }),
    ])
  })

  test('a row that several scrape days have confirmed is missed when it is gone', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held, { scrapeDay: LAST_MONTH })
    await commitWeeks(store, held, { weeks: WEEKS.slice(1) })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
    await store.db.deleteFrom('chart_query').where('metric_date', '=', '2025-06-15').execute()
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([
      lostWeek('2025-06-15', { tables: ['chart_query'] }),
    ])
    await commitWeeks(store, held, { weeks: ['2025-06-15'], scrapeDay: '2025-07-15', rowsLost: true })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
  })

  test('a cursor of which no week is known vouches for nothing that is there', async () => {
    const store = await empty()
    await commitWeeks(store, await heldRun(store))
    await store.db.deleteFrom('stored_weeks').execute()
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([lostWeek(null)])
  })

  test('what is written off is missed no more, and what is left of it still is', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held)
    await commitWeeks(store, held, { listingId: OTHER_LISTING })
    await store.db.deleteFrom('stored_weeks').where('airbnb_listing_id', '=', OTHER_LISTING).execute()
    await sql`TRUNCATE ${tableIn(store.schema, 'chart_query')}`.execute(store.db)
    await store.listings.writeOff(held.lease, await store.listings.lostRows(ACCOUNT))
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
    const [, other] = await store.listings.list(ACCOUNT)
    expect(other).toMatchObject({ listingId: OTHER_LISTING, lastSyncedDay: null })
    await sql`TRUNCATE ${tableIn(store.schema, 'chart_summary')}`.execute(store.db)
    expect(await store.listings.lostRows(ACCOUNT)).toEqual(
      WEEKS.map((week) => lostWeek(week, { tables: ['chart_summary'] })),
    )
  })

  test('nothing is written off without the lease', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held)
    await sql`TRUNCATE ${tableIn(store.schema, 'chart_query')}`.execute(store.db)
    const lost = await store.listings.lostRows(ACCOUNT)
    await held.lease.release()
    await expect(store.listings.writeOff(held.lease, lost)).rejects.toMatchObject({ code: 'lease_lost' })
    expect(await store.listings.lostRows(ACCOUNT)).toEqual(lost)
  })

  test('retention drops on purpose: nobody misses it', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held, { scrapeDay: '2025-01-14' })
    await commitWeeks(store, held, { weeks: WEEKS.slice(1) })
    await store.maintenance.apply({ dropAfterDays: 60, compressAfterDays: null, today: SCRAPE_DAY })
    // Where there are chunks, rows may live longer than asked: they are not vouched for any more all the same.
    await store.db.deleteFrom('chart_query').where('time', '=', '2025-01-14').execute()
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
    await store.maintenance.apply({ compressAfterDays: null })
  })

  if (flavour.database !== 'timescale') return

  test('a chunk that was dropped is missed: the weeks that were read last while it was filled', async () => {
    const store = await empty()
    const held = await heldRun(store)
    await commitWeeks(store, held, { scrapeDay: '2025-01-14' })
    await commitWeeks(store, held, { rows: changed(rowsOfWeeks(WEEKS.slice(1))), weeks: WEEKS.slice(1) })
    const relation = regclassText(store.schema, 'chart_query')
    await sql`SELECT drop_chunks(${relation}::regclass, older_than => DATE '2025-03-01')`.execute(store.db)
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([
      lostWeek('2025-06-01', { readOn: '2025-01-14', tables: ['chart_query'] }),
    ])
  })
}, ALL_FLAVOURS)
