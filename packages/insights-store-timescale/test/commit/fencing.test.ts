import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { TableName } from '../../src/database.ts'
import { isLeaseLostError } from '../../src/errors.ts'
import type { Lease } from '../../src/leases/leases.ts'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { TABLES } from '../../src/tables.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, cookieOf } from '../samples/sample-account.ts'
import { listingRows } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

/** Everything that a lease holder may write, tried with a lease. */
const writes = (store: Store, lease: Lease, runId: string): Record<string, () => Promise<unknown>> => ({
  commitListing: () =>
    store.commitListing({
      lease,
      runId,
      scrapeDay: SCRAPE_DAY,
      listing: listingNames(),
      baseDay: '2025-07-11',
      requests: 8,
      window: { start: '2025-06-01', end: '2025-06-07' },
      rows: listingRows(7),
      credentials: { cookie: cookieOf(ACCOUNT, 9), ifVersion: 1 },
    }),
  failListing: () =>
    store.failListing({
      lease,
      runId,
      listing: listingNames(),
      requests: 1,
      error: { code: 'x', message: 'y' },
    }),
  begin: () => store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease }),
  plan: () => store.runs.plan({ runId, lease, listings: [], requestsTotal: 1 }),
  recordRequests: () => store.runs.recordRequests({ runId, lease, requestsDone: 99 }),
  addNote: () => store.runs.addNote({ runId, lease, note: { code: 'x', message: 'y' } }),
  finish: () => store.runs.finish({ runId, lease, status: 'succeeded' }),
})

/** All that the store holds, as text, but for the leases. */
const everything = async (store: Store): Promise<Record<string, string[]>> => {
  const tables = (Object.keys(TABLES) as TableName[]).filter((table) => table !== 'account_leases')
  const read = async (table: TableName) => {
    const { rows } = await sql<{ row: string }>`
      SELECT md5(row::text) AS row FROM ${tableIn(store.schema, table)} AS row ORDER BY 1`.execute(store.db)
    return [table, rows.map(({ row }) => row)] as const
  }
  const contents: (readonly [string, string[]])[] = []
  for (const table of tables) contents.push(await read(table))
  return Object.fromEntries(contents)
}

/** Tries everything with a lease that no longer counts: what was refused for that, and whether all is as before. */
const tryAll = async (store: Store, lease: Lease, runId: string) => {
  const before = await everything(store)
  const refused: string[] = []
  for (const [name, write] of Object.entries(writes(store, lease, runId))) {
    const error: unknown = await write().catch((failure: unknown) => failure)
    if (isLeaseLostError(error) && error.token === lease.token) refused.push(name)
  }
  return { refused, unchanged: isDeepStrictEqual(await everything(store), before) }
}

const allRefused = {
  refused: ['commitListing', 'failListing', 'begin', 'plan', 'recordRequests', 'addNote', 'finish'],
  unchanged: true,
}

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('a stale token writes nothing once somebody else has the account', async () => {
    const store = await empty()
    const { lease: stale, runId } = await heldRun(store)
    await expireLease(store)
    await using next = await hold(store, ACCOUNT, 'next')
    expect(next.token).toBeGreaterThan(stale.token)
    expect(await tryAll(store, stale, runId)).toEqual(allRefused)
  })

  test('a lease that has run out writes nothing, though nobody took the account', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await expireLease(store)
    expect(await tryAll(store, lease, runId)).toEqual(allRefused)
  })

  test('a released lease writes nothing', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await lease.release()
    expect(await tryAll(store, lease, runId)).toEqual(allRefused)
  })

  test('the lease on a removed account writes nothing', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    await store.accounts.remove(ACCOUNT)
    expect(await tryAll(store, lease, runId)).toEqual(allRefused)
  })

  test.each(['commitListing', 'finish', 'recordRequests'])(
    '%s says that the account was removed, or purged',
    async (name) => {
      const store = await empty()
      const { lease, runId } = await heldRun(store)
      const write = writes(store, lease, runId)[name]
      for (const purge of [false, true]) {
        await store.accounts.remove(ACCOUNT, { purge })
        await expect(write?.()).rejects.toThrow(`The account ${ACCOUNT} was removed meanwhile.`)
      }
    },
  )

  test('a commit waits for a removal under way, and writes nothing', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const { commitListing } = writes(store, lease, runId)
    const before = await store.runs.get(runId)
    const removal = Promise.withResolvers<void>()
    const removing = Promise.withResolvers<void>()
    const removed = store.db.transaction().execute(async (tx) => {
      await tx
        .updateTable('accounts')
        .set({ deleted_at: new Date() })
        .where('account_id', '=', ACCOUNT)
        .execute()
      removing.resolve()
      await removal.promise
    })
    await removing.promise
    const committing = commitListing?.().catch((failure: unknown) => failure)
    await wait(200)
    removal.resolve()
    await removed
    expect(isLeaseLostError(await committing)).toBe(true)
    expect(await store.runs.get(runId)).toEqual(before)
    expect(await store.metrics.latest({ accountId: ACCOUNT })).toEqual([])
  })

  test('the lease in force writes each of them', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    for (const [name, write] of Object.entries(writes(store, lease, runId))) {
      const before = await everything(store)
      await write()
      expect({ name, changed: !isDeepStrictEqual(await everything(store), before) }).toEqual({
        name,
        changed: true,
      })
    }
  })
})
