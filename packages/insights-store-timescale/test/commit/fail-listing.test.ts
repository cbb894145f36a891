import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT } from '../samples/sample-account.ts'
import { LISTING, listingRows, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

const window = { start: '2025-06-01', end: '2025-06-07' }
const error = {
  code: 'response_shape',
  message: 'not as expected 🤷',
  path: 'data.porygon',
  traceId: 'trace-9',
  responseBody: '<html>\u0000</html>',
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('enters what went wrong, and moves no cursor', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.listings.recordSeen(ACCOUNT, SCRAPE_DAY, [listingNames()])
    await store.failListing({
      lease,
      runId,
      listing: listingNames(),
      window,
      requests: 3,
      requestsDone: 4,
      error,
    })
    const [failed] = await store.runs.listings(runId)
    expect(failed).toMatchObject({
      listingId: LISTING,
      status: 'failed',
      window,
      requests: 3,
      attempts: 1,
      error: { ...error, responseBody: '<html>\uFFFD</html>' },
    })
    expect(await store.runs.get(runId)).toMatchObject({
      listingsTotal: 2,
      listingsSucceeded: 0,
      listingsFailed: 1,
      requestsDone: 4,
    })
    expect(await store.listings.list(ACCOUNT)).toMatchObject([{ lastSyncedDay: null }])
  })

  test('counts a listing once that fails twice and then succeeds', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const listing = listingNames(OTHER_LISTING)
    for (const code of ['network', 'timeout']) {
      await store.failListing({ lease, runId, listing, requests: 1, error: { code, message: 'no answer' } })
      expect(await store.runs.get(runId)).toMatchObject({ listingsFailed: 1, listingsSucceeded: 0 })
    }
    await store.commitListing({
      lease,
      runId,
      scrapeDay: SCRAPE_DAY,
      listing,
      window,
      baseDay: null,
      requests: 4,
      rows: listingRows(2, OTHER_LISTING),
    })
    expect(await store.runs.get(runId)).toMatchObject({
      listingsTotal: 2,
      listingsFailed: 0,
      listingsSucceeded: 1,
    })
    const [, entry] = await store.runs.listings(runId)
    expect(entry).toMatchObject({ status: 'succeeded', error: null, attempts: 3, requests: 6 })
  })

  test('cuts a body that is far too long', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const responseBody = 'x'.repeat(1_000_000)
    await store.failListing({
      lease,
      runId,
      listing: listingNames(),
      requests: 1,
      error: { ...error, responseBody },
    })
    const [entry] = await store.runs.listings(runId)
    expect(entry?.error?.responseBody).toMatch(/^x{200000}… \(1000000 characters in all\)$/)
  })
})
