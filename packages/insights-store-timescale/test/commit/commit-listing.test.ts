import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, hold, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, cookieOf } from '../samples/sample-account.ts'
import { chartRow, LISTING, listingRows, OTHER_LISTING, pointRow, windowRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

const window = { start: '2025-06-01', end: '2025-06-07' }
const commit = {
  scrapeDay: SCRAPE_DAY,
  listing: listingNames(),
  window,
  baseDay: '2025-07-11',
  rows: listingRows(7),
  requests: 8,
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('writes rows, cursor, entry and counts together', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const before = await store.runs.get(runId)
    const counts = await store.commitListing({ ...commit, lease, runId, requestsDone: 9 })
    expect(counts).toMatchObject({ inserted: 9, updated: 0, unchanged: 0 })
    expect(counts.tables.chart_summary).toEqual({ inserted: 1, updated: 0, unchanged: 0 })
    const rows = await store.metrics.latest({ accountId: ACCOUNT, listingId: LISTING })
    expect(rows.map((row) => row.time)).toEqual(Array.from({ length: 7 }, () => SCRAPE_DAY))
    const { listingName, internalName } = listingNames()
    expect(await store.listings.list(ACCOUNT)).toEqual([
      {
        listingId: LISTING,
        listingName,
        internalName,
        firstSeenOn: SCRAPE_DAY,
        lastSeenOn: SCRAPE_DAY,
        lastSyncedDay: SCRAPE_DAY,
      },
    ])
    const [entry] = await store.runs.listings(runId)
    expect(entry).toMatchObject({
      listingId: LISTING,
      status: 'succeeded',
      window,
      baseDay: '2025-07-11',
      requests: 8,
      attempts: 1,
      rows: { inserted: 9, updated: 0, unchanged: 0 },
      error: null,
    })
    expect(entry?.finishedAt).toBeInstanceOf(Date)
    expect(await store.runs.get(runId)).toMatchObject({
      listingsTotal: 2,
      listingsSucceeded: 1,
      listingsFailed: 0,
      requestsDone: 9,
      baseDay: '2025-07-11',
      rows: { inserted: 9, updated: 0, unchanged: 0 },
      sequence: (before?.sequence ?? 0) + 1,
    })
  })

  test('writes every metric of a listing, and touches no table that it has no rows of', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const chunksOf = async () => {
      const { hypertables } = await store.maintenance.status()
      return new Map(hypertables.map(({ table, chunks }) => [table, chunks]))
    }
    const scrapeDay = '2024-01-15'
    const before = await chunksOf()
    await store.commitListing({ ...commit, lease, runId, scrapeDay })
    const after = await chunksOf()
    for (const table of ['metric_points', 'metric_windows'] as const) {
      expect(after.get(table)).toBe(before.get(table))
    }
    const rows = {
      ...commit.rows,
      metricPoints: [pointRow('2025-06-01'), pointRow('2025-06-01', { series: 'similar' })],
      metricWindows: [windowRow('2025-06-01')],
    }
    const counts = await store.commitListing({ ...commit, lease, runId, rows, scrapeDay: '2024-01-16' })
    expect(counts).toMatchObject({ inserted: 3, updated: 0, unchanged: 9 })
    expect(counts.tables.metric_points).toEqual({ inserted: 2, updated: 0, unchanged: 0 })
    expect(await store.metrics.latest({ accountId: ACCOUNT, table: 'metric_points' })).toMatchObject([
      { series: 'similar', value: 0.5 },
      { series: 'your', value: 0.5 },
    ])
    const again = await store.commitListing({ ...commit, lease, runId, rows, scrapeDay: '2024-01-17' })
    expect(again).toMatchObject({ inserted: 0, updated: 0, unchanged: 12 })
    const noted = await store.db
      .selectFrom('confirmations')
      .select(['kept_in', 'lane'])
      .where('time', '=', '2024-01-17')
      .orderBy('kept_in')
      .orderBy('lane')
      .execute()
    expect(noted).toEqual([
      { kept_in: 'chart_query', lane: '' },
      { kept_in: 'chart_summary', lane: '' },
      { kept_in: 'list_of_metrics', lane: '' },
      { kept_in: 'metric_points', lane: '["occupancy_rate", "similar", "DAY"]' },
      { kept_in: 'metric_points', lane: '["occupancy_rate", "your", "DAY"]' },
      { kept_in: 'metric_windows', lane: '["nights_booked", 7]' },
    ])
  })

  test('keeps all counts true when the same is committed again', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.commitListing({ ...commit, lease, runId })
    const changed = { ...commit.rows, chartQuery: [chartRow('2025-06-01', { impressions: 11 })] }
    const counts = await store.commitListing({ ...commit, lease, runId, rows: changed })
    expect(counts).toMatchObject({ inserted: 0, updated: 1, unchanged: 2 })
    const total = { inserted: 9, updated: 1, unchanged: 2 }
    expect(await store.runs.get(runId)).toMatchObject({ listingsTotal: 2, listingsSucceeded: 1, rows: total })
    const [entry] = await store.runs.listings(runId)
    expect(entry).toMatchObject({ rows: total, attempts: 2, requests: 16 })
    expect(await store.metrics.latest({ accountId: ACCOUNT })).toHaveLength(7)
    const run = await store.runs.finish({ runId, lease, status: 'partial' })
    expect(run).toMatchObject({ listingsTotal: 2, listingsSucceeded: 1, rows: total })
  })

  test('a rerun of the day changes nothing that is the same, and a later day adds what is another', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.commitListing({ ...commit, lease, runId })
    await store.runs.plan({ runId, lease, listings: [listingNames()], requestsTotal: 8 })
    await store.runs.finish({ runId, lease, status: 'succeeded' })
    const again = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease })
    expect(await store.commitListing({ ...commit, lease, runId: again.run.runId })).toMatchObject({
      inserted: 0,
      updated: 0,
      unchanged: 9,
    })
    const scrapeDay = '2025-08-20'
    const later = await store.runs.begin({ accountId: ACCOUNT, scrapeDay, lease })
    const [first, ...others] = commit.rows.chartQuery
    const rows = { ...commit.rows, chartQuery: [{ ...first, p3_impressions_your_value: 99 }, ...others] }
    const ofLater = { ...commit, rows, scrapeDay, lease, runId: later.run.runId } as typeof commit
    expect(await store.commitListing({ ...ofLater, lease, runId: later.run.runId })).toMatchObject({
      inserted: 1,
      updated: 0,
      unchanged: 8,
    })
    expect(await store.listings.list(ACCOUNT)).toMatchObject([
      { firstSeenOn: SCRAPE_DAY, lastSyncedDay: scrapeDay },
    ])
  })

  test('never moves a cursor back', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.commitListing({ ...commit, lease, runId })
    const earlier = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: '2025-07-01', lease })
    await store.commitListing({ ...commit, scrapeDay: '2025-07-01', lease, runId: earlier.run.runId })
    expect(await store.listings.list(ACCOUNT)).toMatchObject([
      { firstSeenOn: '2025-07-01', lastSeenOn: SCRAPE_DAY, lastSyncedDay: SCRAPE_DAY },
    ])
  })

  test('stores a rotated cookie, again and again, while the credentials are those of the run', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const ifVersion = (await store.accounts.credentials(ACCOUNT))?.version ?? 0
    for (const [index, listingId] of [LISTING, OTHER_LISTING].entries()) {
      const credentials = { cookie: cookieOf(ACCOUNT, 10 + index), ifVersion }
      await store.commitListing({ ...commit, lease, runId, listing: listingNames(listingId), credentials })
      const stored = await store.accounts.credentials(ACCOUNT)
      expect(stored?.cookie === cookieOf(ACCOUNT, 10 + index)).toBe(true)
      expect(stored?.version).toBe(ifVersion)
    }
  })

  test('leaves credentials alone that were set since', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const ifVersion = (await store.accounts.credentials(ACCOUNT))?.version ?? 0
    await store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
    const credentials = { cookie: cookieOf(ACCOUNT, 9), ifVersion }
    expect(await store.commitListing({ ...commit, lease, runId, credentials })).toMatchObject({ inserted: 9 })
    const stored = await store.accounts.credentials(ACCOUNT)
    expect(stored?.cookie === cookieOf(ACCOUNT, 2)).toBe(true)
  })

  test('writes nothing at all when one row cannot be written', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const before = await store.runs.get(runId)
    const rows = { ...commit.rows, chartQuery: [chartRow('2025-06-01', { impressions: 0.5 })] }
    await expect(store.commitListing({ ...commit, lease, runId, rows })).rejects.toThrow(/0\.5/)
    expect(await store.runs.get(runId)).toEqual(before)
    expect(await store.listings.list(ACCOUNT)).toEqual([])
    expect(await store.metrics.latest({ accountId: ACCOUNT, table: 'chart_summary' })).toEqual([])
  })

  test('takes a listing without rows and without a base day, and one that was not planned', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const listing = { listingId: '42' }
    const counts = await store.commitListing({ ...commit, lease, runId, listing, rows: {}, baseDay: null })
    expect(counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 0 })
    expect(await store.runs.get(runId)).toMatchObject({ listingsTotal: 3, listingsSucceeded: 1 })
    expect(await store.listings.list(ACCOUNT)).toMatchObject([
      { listingId: '42', listingName: null, lastSyncedDay: SCRAPE_DAY },
    ])
    expect(await store.runs.listings(runId)).toContainEqual(
      expect.objectContaining({ listingId: '42', status: 'succeeded', baseDay: null }),
    )
  })

  test('goes on under the next lease of the same run', async () => {
    const store = await empty()
    const { lease: first, runId } = await heldRun(store)
    await first.release()
    await using lease = await hold(store)
    await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease })
    expect(await store.commitListing({ ...commit, lease, runId })).toMatchObject({ inserted: 9 })
  })
})
