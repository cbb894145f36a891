import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { openStore } from '../../src/open-store.ts'
import { heldRun, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, listingRows, OTHER_LISTING } from '../samples/sample-rows.ts'
import { TEST_KEY } from '../support/describe-stores.ts'

const onServer = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: process.env['TEST_DATABASE_URL'] })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** A database of another encoding than UTF-8. */
async function databaseIn(encoding: string) {
  const name = `test_${Math.floor(Date.now() / 1000)}_${randomBytes(6).toString('hex')}`
  await onServer(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LOCALE 'C' LOCALE_PROVIDER libc`,
  )
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
  url.pathname = `/${name}`
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`),
  }
}

describe.runIf(timescaleAvailable())('a database in LATIN1', () => {
  it('keeps what it can of a name, and fails no listing for the rest', async () => {
    await using database = await databaseIn('LATIN1')
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

  it('takes many rows at once', async () => {
    await using database = await databaseIn('LATIN1')
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
