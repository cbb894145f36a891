import type { Store } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const TODAY = '2026-04-15'
const TOMORROW = '2026-04-16'
const ACCOUNT = '310000002'
const [FIRST, SECOND] = ['999000000000000201', '999000000000000202']

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
})

/** A simulator with two listings, synced on one day and moved to another. */
async function syncedOnce(nextDay: string) {
  const listings = [FIRST, SECOND].map((listingId) => ({ listingId }))
  const simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings }],
    today: TODAY,
  })
  await syncAll(store, simulator)
  simulator.setToday(nextDay)
  return simulator
}

/** The weeks of a listing that were read on a scrape day, whether they said anything new or not. */
const weeksOf = async (scrapeDay: string, listingId = FIRST) => {
  const weeks = await store.metrics.latest({ table: 'chart_summary', accountId: ACCOUNT, listingId })
  return weeks.filter((row) => row.confirmed_on === scrapeDay).map((row) => row.window_start)
}

const nights = (rows: { chartQuery: readonly { airbnb_listing_id: string; metric_date: string }[] }) =>
  rows.chartQuery.map((row) => [row.airbnb_listing_id, row.metric_date])

test('nothing is lost: nothing is noted, and only the usual weeks are asked', async () => {
  await using simulator = await syncedOnce(TOMORROW)
  const { first } = await syncAll(store, simulator)
  expect(first.run?.notes).toEqual([])
  expect((await weeksOf(TOMORROW)).at(0)).toBe('2026-04-05')
})

test('of a table that was emptied, all that is still served is asked again, once', async () => {
  await using simulator = await syncedOnce(TOMORROW)
  const before = await storedRows(store, ACCOUNT)
  await sql`TRUNCATE airbnb.chart_query`.execute(store.db)

  const { first, progress } = await syncAll(store, simulator)
  const message =
    'Rows that were stored are not in the database any more: 2 listings, nights from 2025-10-19 to 2026-07-04 (chart_query). Airbnb still serves these nights: they are asked again.'
  expect(first).toMatchObject({ status: 'succeeded', run: { notes: [{ code: 'rows_lost', message }] } })
  expect(progress).toContainEqual({ type: 'note', accountId: ACCOUNT, code: 'rows_lost', message })
  expect(nights(await storedRows(store, ACCOUNT))).toEqual(nights(before))

  const again = await syncAll(store, simulator)
  expect(again.first.run?.notes).toEqual([])
})

test('a restore that brought cursors without any row leads to a backfill', async () => {
  await using simulator = await syncedOnce(TOMORROW)
  for (const table of METRIC_TABLE_NAMES) await sql`TRUNCATE ${sql.id('airbnb', table)}`.execute(store.db)
  const { first } = await syncAll(store, simulator)
  expect(first.run?.notes).toMatchObject([{ code: 'rows_lost' }])
  const weeks = await weeksOf(TOMORROW)
  expect([weeks.at(0), weeks.at(-1), weeks.length]).toEqual(['2025-10-19', '2026-06-28', 37])
})

test('a hole in the middle is asked again, and the other listing is left alone', async () => {
  await using simulator = await syncedOnce(TOMORROW)
  await store.db
    .deleteFrom('list_of_metrics')
    .where('airbnb_listing_id', '=', FIRST)
    .where('window_start', 'in', ['2026-01-04', '2026-01-11'])
    .execute()
  const { first } = await syncAll(store, simulator)
  expect(first.run?.notes).toMatchObject([
    { message: expect.stringContaining('1 listing, nights from 2026-01-04 to 2026-01-17 (list_of_metrics)') },
  ])
  expect((await weeksOf(TOMORROW)).at(0)).toBe('2026-01-04')
  expect((await weeksOf(TOMORROW, SECOND)).at(0)).toBe('2026-04-05')
})

test('what is not served any more is told once, and not asked for', async () => {
  // 122 days later: the 180 days back begin in February.
  const later = '2026-08-15'
  await using simulator = await syncedOnce(later)
  await sql`TRUNCATE airbnb.chart_query`.execute(store.db)
  const { first } = await syncAll(store, simulator)
  expect(first).toMatchObject({ status: 'succeeded' })
  expect(first.run?.notes).toEqual([
    {
      code: 'rows_lost',
      message:
        'Rows that were stored are not in the database any more: 2 listings, nights from 2025-10-19 to 2026-07-04 (chart_query). What Airbnb still serves is asked again; only a backup has those of 2 listings, nights from 2025-10-19 to 2026-02-21 (chart_query).',
    },
  ])
  expect((await weeksOf(later)).at(0)).toBe('2026-02-22')
  expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
  expect((await syncAll(store, simulator)).first.run?.notes).toEqual([])
})

test('a run that is resumed asks again what was lost after its commit', async () => {
  await using simulator = await syncedOnce(TODAY)
  await store.db.updateTable('sync_runs').set({ status: 'cancelled', finished_at: new Date() }).execute()
  await store.db.deleteFrom('chart_summary').where('airbnb_listing_id', '=', FIRST).execute()
  const { first } = await syncAll(store, simulator)
  expect(first).toMatchObject({
    status: 'succeeded',
    run: { listingsTotal: 2, listingsSucceeded: 2, notes: [{ code: 'rows_lost' }] },
  })
  expect((await weeksOf(TODAY)).length).toBe(37)
})
