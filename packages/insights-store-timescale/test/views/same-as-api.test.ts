import { deepStrictEqual } from 'node:assert/strict'
import * as fc from 'fast-check'
import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { nightRow, weekRow } from '../samples/night-rows.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { dayAfter, LISTING, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const ACCOUNTS = [ACCOUNT, OTHER_ACCOUNT]
const LISTINGS = [LISTING, OTHER_LISTING]
/** Scrape days, the last ones so late that some nights are behind them and others were read before they were counted. */
const DAYS = [0, 1, 2, 3, 40, 41, 92].map((days) => dayAfter('2026-01-04', days))
const NIGHTS = [3, 4, 5, 6, 90, 91, 93, 94, 95, 96].map((days) => dayAfter('2026-01-04', days))
/** Sundays, and one that is none, as in databases of the Python system. */
const WEEKS = ['2026-01-04', '2026-01-11', '2026-01-14']

/** One account's reading of a day. */
interface Reading {
  readonly account: number
  readonly day: number
  readonly listing: number
  readonly views: readonly (number | null)[]
  readonly similar: number
  readonly weeks: readonly { impressions: number; views: number; bookedNights: number }[]
  readonly days: number
  readonly occupancy: readonly (number | null)[]
}

const small = fc.integer({ min: 0, max: 2 })
const readings = fc.array(
  fc.record({
    account: fc.integer({ min: 0, max: 1 }),
    day: fc.integer({ min: 0, max: DAYS.length - 1 }),
    listing: fc.integer({ min: 0, max: 1 }),
    views: fc.array(fc.option(small, { freq: 5 }), { minLength: NIGHTS.length, maxLength: NIGHTS.length }),
    similar: fc.integer({ min: 2, max: 12 }),
    weeks: fc.array(fc.record({ impressions: small, views: small, bookedNights: small }), {
      minLength: WEEKS.length,
      maxLength: WEEKS.length,
    }),
    days: fc.constantFrom(6, 6, 6, 27),
    occupancy: fc.array(fc.option(fc.constantFrom(0, 0.5, 1), { freq: 1 }), { maxLength: NIGHTS.length }),
  }),
  { minLength: 1, maxLength: 10 },
)

async function read(store: Store, reading: Reading): Promise<void> {
  const accountId = String(ACCOUNTS[reading.account])
  const listingId = String(LISTINGS[reading.listing])
  const scrapeDay = String(DAYS[reading.day])
  await store.metrics.upsert({
    accountId,
    scrapeDay,
    chartQuery: NIGHTS.map((night, index) =>
      nightRow(night, [reading.views[index] ?? null, reading.similar], { listingId }),
    ),
    listOfMetrics: WEEKS.map((week, index) => ({
      ...weekRow(week, reading.weeks[index] ?? { impressions: 0, views: 0, bookedNights: 0 }, listingId),
      window_end: dayAfter(week, reading.days),
    })),
    chartSummary: WEEKS.map((week, index) => ({
      airbnb_listing_id: listingId,
      window_start: week,
      window_end: dayAfter(week, 6),
      p3_impressions_value: reading.weeks[index]?.views ?? null,
    })),
    metricPoints: reading.occupancy.flatMap((value, index) => {
      const night = NIGHTS[index]
      if (value === null || night === undefined) return []
      const key = {
        airbnb_listing_id: listingId,
        metric: 'occupancy_rate',
        series: 'your',
        granularity: 'DAY',
      }
      return [{ ...key, metric_date: night, value, value_string: null, value_type: null, value_raw: null }]
    }),
  })
}

/** Rows that a person asks for by SQL, in the schema, in the order of these columns. */
async function select(store: Store, what: string, account: string, order: string, values: unknown[] = []) {
  const [before = '', after = ''] = what.split('$1')
  const from = values.length === 0 ? sql.raw(before) : sql`${sql.raw(before)}${values[0]}${sql.raw(after)}`
  const { rows } = await sql<Record<string, unknown>>`
    SELECT * FROM ${sql.id(store.schema)}.${from} AS rows WHERE account_id = ${account}
    ORDER BY ${sql.raw(order)}`.execute(store.db)
  return rows
}

/** The same columns in whatever order. */
const sorted = (rows: readonly object[]) =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))),
  )

async function compare(store: Store): Promise<void> {
  for (const accountId of ACCOUNTS) {
    for (const table of METRIC_TABLE_NAMES) {
      const order = 'airbnb_listing_id, 5, 6, 7, 8, 9'
      const latest = await select(store, `${table}_latest`, accountId, order)
      const told = await store.metrics.latest({ table, accountId })
      deepStrictEqual(
        new Set(sorted(latest).map((row) => JSON.stringify(row))),
        new Set(sorted(told).map((row) => JSON.stringify(row))),
      )
      for (const asOf of DAYS) {
        const then = await select(store, `${table}_as_of($1::date)`, accountId, order, [asOf])
        const known = await store.metrics.asOf({ table, accountId, asOf })
        deepStrictEqual(
          sorted(then)
            .map((row) => JSON.stringify(row))
            .toSorted(),
          sorted(known)
            .map((row) => JSON.stringify(row))
            .toSorted(),
          `${table} as of ${asOf}`,
        )
      }
    }
    const funnel = (rows: Record<string, unknown>[]) =>
      rows.map((row) => ({
        listingId: row['airbnb_listing_id'] ?? null,
        week: row['week'],
        listings: row['listings'] ?? 1,
        scrapeDay: row['read_on'],
        impressions: numberOf(row['impressions']),
        pageViews: numberOf(row['page_views']),
        bookedNights: numberOf(row['booked_nights']),
        searchToListing: row['search_to_listing'],
        listingToBooking: row['listing_to_booking'],
        conversion: row['conversion'],
      }))
    deepStrictEqual(
      funnel(await select(store, 'weeks', accountId, 'airbnb_listing_id, week')),
      await store.analysis.weeklyFunnel({ accountId }),
    )
    deepStrictEqual(
      funnel(await select(store, 'account_weeks', accountId, 'week')),
      await store.analysis.weeklyFunnel({ accountId, per: 'account' }),
    )
    const nights = await select(store, 'nights_ahead', accountId, 'airbnb_listing_id, night')
    deepStrictEqual(
      nights.map((row) => ({
        listingId: row['airbnb_listing_id'],
        night: row['night'],
        own: row['page_views'],
        similar: row['similar_page_views'],
        readOn: row['read_on'],
        changedOn: row['changed_on'],
        gained: row['gained'],
        looksTaken: row['looks_taken'],
        takenFrom: row['taken_from'],
      })),
      await store.analysis.nights({ accountId }),
    )
  }
}

/** A sum comes as text where it may not fit. */
const numberOf = (value: unknown): number | null => (value === null ? null : Number(value))

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('views and functions say what the API says, whatever was read when', async () => {
    const told = fc.assert(
      fc.asyncProperty(readings, async (all) => {
        const store = await empty()
        for (const accountId of ACCOUNTS) await addAccount(store, accountId)
        for (const reading of all.toSorted((one, other) => one.day - other.day)) await read(store, reading)
        await compare(store)
      }),
      { numRuns: 8 },
    )
    await expect(told).resolves.toBeUndefined()
  }, 300_000)

  test('every view, its columns and every function say what they are', async () => {
    const store = await open()
    const { rows } = await sql<{ name: string; comment: string | null }>`
      SELECT c.relname || coalesce('.' || a.attname, '') AS name, d.description AS comment
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN LATERAL (
        SELECT 0 AS attnum, NULL::name AS attname UNION ALL
        SELECT attnum, attname FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) AS a ON TRUE
      LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = a.attnum AND d.classoid = 'pg_class'::regclass
      WHERE n.nspname = ${store.schema} AND c.relkind = 'v' AND c.relname <> 'metric_values'
      UNION ALL
      SELECT p.proname, d.description FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass
      WHERE n.nspname = ${store.schema}`.execute(store.db)
    expect(rows.length).toBeGreaterThan(60)
    expect(rows.filter(({ comment }) => comment === null)).toEqual([])
  })
}, ALL_FLAVOURS)
