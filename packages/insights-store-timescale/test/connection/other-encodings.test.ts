import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'
import { heldRun, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, listingRows, OTHER_LISTING, pointRow } from '../samples/sample-rows.ts'
import { TEST_KEY } from '../support/describe-stores.ts'

describe.runIf(timescaleAvailable())('a database in LATIN1', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createTestDatabase({ encoding: 'LATIN1' })
  })
  afterEach(() => database.drop())
  it('keeps what it can of a name, and fails no listing for the rest', async () => {
    await using store = await openStore({ connection: database.url, credentialKeys: [TEST_KEY] })
    expect(store.server.lossyEncoding).toBe('LATIN1')
    await store.migrate()
    const held = await heldRun(store)
    const names = [
      { listingId: LISTING, listingName: 'Zürich 🏡', internalName: 'See — 海' },
      { listingId: OTHER_LISTING, listingName: 'Plain', internalName: 'Plain' },
    ]
    await store.listings.recordSeen(ACCOUNT, SCRAPE_DAY, names)
    expect(await store.listings.list(ACCOUNT)).toMatchObject([
      { listingName: 'Zürich ?', internalName: 'See ? ?' },
      { listingName: 'Plain' },
    ])
    const window = { start: '2025-06-01', end: '2025-06-07' }
    for (const listing of names) {
      await store.commitListing({
        ...held,
        scrapeDay: SCRAPE_DAY,
        listing,
        window,
        baseDay: null,
        requests: 1,
        rows: listingRows(7, listing.listingId),
      })
    }
    await store.runs.addNote({ ...held, note: { code: 'drift_metric', message: 'Neu: “€” 🏡' } })
    const run = await store.runs.get(held.runId)
    expect(run).toMatchObject({ listingsSucceeded: 2, notes: [{ message: 'Neu: ??? ?' }] })
    const again = await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      ...listingRows(7),
    })
    expect(again).toMatchObject({ inserted: 0, updated: 0, unchanged: 9 })
  })

  it('takes two metrics whose names become one for it as one, and misses none', async () => {
    await using store = await openStore({ connection: database.url, credentialKeys: [TEST_KEY] })
    await store.migrate()
    const held = await heldRun(store)
    const counts = await store.commitListing({
      ...held,
      scrapeDay: SCRAPE_DAY,
      listing: { listingId: LISTING },
      window: { start: '2025-06-01', end: '2025-06-07' },
      baseDay: null,
      requests: 1,
      rows: {
        metricPoints: [
          pointRow('2025-06-01', { metric: 'доход', value: 1 }),
          pointRow('2025-06-01', { metric: 'спрос', value: 2 }),
          pointRow('2025-06-01', { metric: 'spros', value: 3 }),
        ],
      },
    })
    expect(counts).toMatchObject({ inserted: 2, updated: 0, unchanged: 0 })
    const rows = await store.metrics.latest({ table: 'metric_points', accountId: ACCOUNT })
    expect(rows.map(({ metric, value }) => [metric, value])).toEqual([
      ['?????', 2],
      ['spros', 3],
    ])
    expect(await store.listings.lostRows(ACCOUNT)).toEqual([])
  })

  it('takes many rows at once', async () => {
    await using store = await openStore({ connection: database.url, credentialKeys: [TEST_KEY] })
    await store.migrate()
    await heldRun(store)
    const chartQuery = Array.from({ length: 2_500 }, (_, index) => chartRow(dayAfter('2020-01-01', index)))
    const input = { accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery }
    expect(await store.metrics.upsert(input)).toMatchObject({ inserted: 2_500 })
    expect(await store.metrics.upsert(input)).toMatchObject({ unchanged: 2_500 })
    const [row] = await store.metrics.latest({ accountId: ACCOUNT })
    expect(row?.airbnb_internal_name).toBe('Sea view ?')
  })
})
