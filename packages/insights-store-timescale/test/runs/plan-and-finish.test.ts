import { expect, test } from 'vitest'
import { isRunNotRunningError } from '../../src/errors.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, hold, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { LISTING, listingRows, OTHER_LISTING } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

const window = { start: '2025-06-01', end: '2025-06-07' }

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('enter the listings as pending, with the totals', async () => {
    const store = await empty()
    const { runId } = await heldRun(store)
    expect(await store.runs.get(runId)).toMatchObject({ listingsTotal: 2, requestsTotal: 40 })
    const { listingName, internalName } = listingNames()
    expect(await store.runs.listings(runId)).toEqual(
      [LISTING, OTHER_LISTING].map((listingId) => ({
        runId,
        listingId,
        listingName,
        internalName,
        status: 'pending',
        window: null,
        baseDay: null,
        requests: 0,
        rows: { inserted: 0, updated: 0, unchanged: 0 },
        attempts: 0,
        error: null,
        finishedAt: null,
      })),
    )
  })

  test('count as succeeded only what is committed, and move last_sync_at with that alone', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const commit = (listingId: string) =>
      store.commitListing({
        lease,
        runId,
        scrapeDay: SCRAPE_DAY,
        listing: listingNames(listingId),
        window,
        baseDay: null,
        rows: listingRows(5, listingId),
        requests: 4,
      })
    await commit(LISTING)
    const early = await store.runs.finish({ runId, lease, status: 'succeeded' })
    expect(early).toMatchObject({
      status: 'partial',
      listingsTotal: 2,
      listingsSucceeded: 1,
      listingsFailed: 0,
    })
    expect((await store.accounts.get(ACCOUNT))?.lastSyncAt).toBeNull()

    await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease })
    await store.runs.plan({
      runId,
      lease,
      listings: [LISTING, OTHER_LISTING].map(listingNames),
      requestsTotal: 8,
    })
    await commit(OTHER_LISTING)
    const run = await store.runs.finish({ runId, lease, status: 'succeeded' })
    expect(run).toMatchObject({
      status: 'succeeded',
      listingsSucceeded: 2,
      listingsFailed: 0,
      rows: { inserted: 14, updated: 0, unchanged: 0 },
    })
    expect((await store.accounts.get(ACCOUNT))?.lastSyncAt).toEqual(run.finishedAt)
  })

  test.each(['partial', 'failed', 'auth_failed', 'rate_limited', 'cancelled'] as const)(
    '%s does not move last_sync_at',
    async (status) => {
      const store = await empty()
      const { lease, runId } = await heldRun(store)
      const nextAttemptAt = new Date('2025-07-14T10:00:00Z')
      const error = { code: 'some_code', message: 'some message' }
      const run = await store.runs.finish({ runId, lease, status, error, nextAttemptAt })
      expect(run).toMatchObject({ status, error, nextAttemptAt })
      expect(run.finishedAt).toBeInstanceOf(Date)
      expect((await store.accounts.get(ACCOUNT))?.lastSyncAt).toBeNull()
    },
  )

  test('plan again: what failed is pending, what is committed stays, what is gone is dropped', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.commitListing({
      lease,
      runId,
      scrapeDay: SCRAPE_DAY,
      listing: listingNames(),
      window,
      baseDay: null,
      rows: listingRows(5),
      requests: 4,
    })
    const error = { code: 'response_shape', message: 'odd', traceId: 't1' }
    await store.failListing({ lease, runId, listing: listingNames(OTHER_LISTING), requests: 1, error })
    await store.runs.finish({ runId, lease, status: 'partial' })
    await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease })
    await store.runs.plan({
      runId,
      lease,
      listings: [LISTING, OTHER_LISTING, '7'].map(listingNames),
      requestsTotal: 9,
    })
    const shown = (await store.runs.listings(runId)).map((entry) => [
      entry.listingId,
      entry.status,
      entry.error,
    ])
    expect(shown).toEqual([
      ['7', 'pending', null],
      [LISTING, 'succeeded', null],
      [OTHER_LISTING, 'pending', null],
    ])
    await store.runs.plan({ runId, lease, listings: [LISTING].map(listingNames), requestsTotal: 4 })
    expect(await store.runs.get(runId)).toMatchObject({
      listingsTotal: 1,
      listingsSucceeded: 1,
      listingsFailed: 0,
      requestsTotal: 4,
    })
  })

  test('a run that has ended, is unknown, or is of another account is not written to', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await addAccount(store, OTHER_ACCOUNT)
    await using other = await hold(store, OTHER_ACCOUNT)
    const before = await store.runs.finish({ runId, lease, status: 'cancelled' })
    const unknown = '00000000-0000-4000-8000-000000000000'
    const error = { code: 'x', message: 'y' }
    for (const held of [
      { runId, lease },
      { runId, lease: other },
      { runId: unknown, lease },
      { runId: 'no-uuid', lease },
    ]) {
      for (const write of [
        () => store.runs.plan({ ...held, listings: [], requestsTotal: 1 }),
        () => store.runs.recordRequests({ ...held, requestsDone: 5 }),
        () => store.runs.addNote({ ...held, note: { code: 'a', message: 'b' } }),
        () => store.runs.finish({ ...held, status: 'succeeded' }),
        () => store.failListing({ ...held, listing: listingNames(), requests: 1, error }),
      ]) {
        const refusal: unknown = await write().catch((failure: unknown) => failure)
        expect(isRunNotRunningError(refusal) && refusal.runId).toBe(held.runId)
      }
    }
    expect(await store.runs.get(runId)).toEqual(before)
  })
})
