import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CuttableLine, layLine } from '../../../../scripts/cuttable-line.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { transact } from '../../src/connection/transact.ts'
import { isDatabaseTimeoutError, isLeaseLostError } from '../../src/errors.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import { heldRun, hold, holdBriefly, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { listingRows, OTHER_LISTING } from '../samples/sample-rows.ts'

const QUERY_TIMEOUT_MS = 500

/** What something threw, and after how many milliseconds. */
const failureOf = async (work: Promise<unknown>): Promise<{ error: unknown; afterMs: number }> => {
  const begun = performance.now()
  const error: unknown = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  return { error, afterMs: performance.now() - begun }
}

describe.runIf(timescaleAvailable())('a connection that falls silent and stays open', () => {
  let database: TestDatabase
  let line: CuttableLine
  let store: Store
  beforeAll(async () => {
    database = await createTestDatabase()
    await using direct = await openStore({ connection: database.url })
    await direct.migrate()
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    line = await layLine(database.url)
    store = await openStore({
      connection: line.url,
      allowPlaintextCredentials: true,
      queryTimeoutMs: QUERY_TIMEOUT_MS,
    })
  })
  afterEach(async () => {
    await store.close()
    await line[Symbol.asyncDispose]()
  })

  /** Opens so many sessions of the pool, all of them idle afterwards. */
  const warmUp = async (sessions: number): Promise<void> => {
    await Promise.all(Array.from({ length: sessions }, () => sql`SELECT pg_sleep(0.05)`.execute(store.db)))
  }

  it('fails what waits for it in time, and all who come after take a new one', async () => {
    await warmUp(5)
    expect(line.freeze()).toBe(5)

    const { error, afterMs } = await failureOf(store.accounts.get(ACCOUNT))
    expect(isDatabaseTimeoutError(error) && error.waitedMs).toBe(QUERY_TIMEOUT_MS)
    expect(String(error)).toMatch(/has not answered for 0\.5 s/)
    expect(afterMs).toBeLessThan(QUERY_TIMEOUT_MS + 1_000)

    // The other four were as dead: none of them is tried.
    const begun = performance.now()
    expect(await store.accounts.get(ACCOUNT)).toBeUndefined()
    expect(performance.now() - begun).toBeLessThan(QUERY_TIMEOUT_MS)
  })

  it('fails a transaction with the reason, not with that of its rollback', async () => {
    const { error } = await failureOf(
      store.db.transaction().execute(async (tx) => {
        await sql`SELECT 1`.execute(tx)
        line.freeze()
        await sql`SELECT 2`.execute(tx)
      }),
    )
    expect(isDatabaseTimeoutError(error)).toBe(true)
  })

  it('keeps the locks of a transaction of the store’s own for seconds, not for as long as it is open', async () => {
    const lock = sql`LOCK TABLE ${sql.id(store.schema, 'accounts')} IN SHARE ROW EXCLUSIVE MODE`
    const { error } = await failureOf(
      transact(store.db, async (tx) => {
        await lock.execute(tx)
        line.freeze()
        await sql`SELECT 1`.execute(tx)
      }),
    )
    expect(isDatabaseTimeoutError(error)).toBe(true)
    // Another process tries for so long what a run has to have: `fencedTransaction`, and `outlast` in the runner.
    await using other = await openStore({ connection: database.url, queryTimeoutMs: 12_000 })
    await transact(other.db, (tx) => lock.execute(tx))
  })

  it('ends an export that is read from it', async () => {
    await addAccount(store)
    await store.metrics.upsert({
      accountId: ACCOUNT,
      scrapeDay: SCRAPE_DAY,
      chartQuery: listingRows(40_000).chartQuery,
    })
    const begun = performance.now()
    const read = async (): Promise<void> => {
      for await (const rows of store.metrics.stream({ accountId: ACCOUNT })) {
        expect(rows.length).toBeGreaterThan(0)
        line.freeze()
      }
    }
    const { error } = await failureOf(read())
    expect(isDatabaseTimeoutError(error)).toBe(true)
    // What reads much gets five times as long.
    expect(performance.now() - begun).toBeLessThan(5 * QUERY_TIMEOUT_MS + 2_000)
  })

  it('does not keep a store from being closed, nor a session that is in use', async () => {
    await warmUp(3)
    const hanging = store.db.transaction().execute(async (tx) => sql`SELECT pg_sleep(60)`.execute(tx))
    const failed = failureOf(hanging)
    await wait(100)
    line.freeze()
    const begun = performance.now()
    await store.close()
    expect(performance.now() - begun).toBeLessThan(3_000)
    expect((await failed).error).toBeInstanceOf(Error)
  })

  it('costs no lease its holder', async () => {
    await addAccount(store)
    await warmUp(4)
    await using lease = await holdBriefly(store, 4_000, 800)
    expect(line.freeze()).toBeGreaterThan(3)
    await wait(5_000)
    expect(lease.signal.aborted).toBe(false)
    await expect(store.leases.current(ACCOUNT)).resolves.toMatchObject({ token: lease.token })
  })

  it('that stays so costs a lease, and the loss says that it was the database', async () => {
    await using patient = await openStore({
      connection: line.url,
      allowPlaintextCredentials: true,
      queryTimeoutMs: 4_000,
    })
    await addAccount(patient)
    const lease = await holdBriefly(patient, 800, 200)
    line.pause()
    await expect.poll(() => lease.signal.aborted, { timeout: 5_000 }).toBe(true)
    const reason: unknown = lease.signal.reason
    expect(isLeaseLostError(reason) && isDatabaseTimeoutError(reason.cause)).toBe(true)
    line.mend()
  })

  it('does not lose a listing, nor count it twice', async () => {
    const { lease, runId } = await heldRun(store)
    line.freeze()
    const counts = await store.commitListing({
      lease,
      runId,
      scrapeDay: SCRAPE_DAY,
      listing: listingNames(OTHER_LISTING),
      window: { start: '2025-07-01', end: '2025-07-28' },
      baseDay: null,
      rows: { chartQuery: listingRows(28, OTHER_LISTING).chartQuery },
      requests: 7,
    })
    expect(counts.tables.chart_query).toEqual({ inserted: 28, updated: 0, unchanged: 0 })
    expect(await store.runs.get(runId)).toMatchObject({
      listingsSucceeded: 1,
      rows: { inserted: 28, updated: 0, unchanged: 0 },
    })
    await lease.release()
  })

  it('that is refused to be opened any more is an error in time as well', async () => {
    line.pause()
    const { error, afterMs } = await failureOf(store.ping())
    expect(error).toBeInstanceOf(Error)
    expect(afterMs).toBeLessThan(3 * QUERY_TIMEOUT_MS + 1_000)
    const again = await failureOf(store.ping())
    expect(again.afterMs).toBeLessThan(QUERY_TIMEOUT_MS + 1_000)
    line.mend()
    await store.ping()
    const lease = await hold(store)
    await lease.release()
  })
})
