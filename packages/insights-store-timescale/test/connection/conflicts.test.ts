import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { transact } from '../../src/connection/transact.ts'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { hold, listingNames } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, listOfMetricsRow, summaryRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

const ROUNDS = 4
/** Sessions tell of what they met once a second at the most. */
const TOLD_WITHIN_MS = 1_100

/** How many deadlocks the database has met, once all sessions have told. */
const deadlocks = async ({ db }: Store): Promise<string> => {
  await setTimeout(TOLD_WITHIN_MS)
  const { rows } = await sql<{ deadlocks: string }>`
    SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`.execute(db)
  return rows[0]?.deadlocks ?? ''
}

/** A Sunday that nothing is known of: what is read again and says the same writes no row of the chunk. */
const newNight = (round: number): string => dayAfter('2025-06-01', 7 * round)

describeStores(
  (_name, open) => {
    test('two transactions in each other’s way both succeed, one of them at its second try', async () => {
      const context = await open.context()
      const accounts = tableIn(context.schema, 'accounts')
      for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) {
        await sql`
          INSERT INTO ${accounts} (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
          VALUES (${accountId}, 'none', '1', 'u', TRUE)`.execute(context.db)
      }
      let tries = 0
      let holding = 0
      const both = Promise.withResolvers<void>()
      const change = (first: string, second: string): Promise<void> =>
        transact(context.db, async (tx) => {
          tries += 1
          await sql`UPDATE ${accounts} SET user_agent = 'v' WHERE account_id = ${first}`.execute(tx)
          holding += 1
          if (holding === 2) both.resolve()
          await both.promise
          await sql`UPDATE ${accounts} SET user_agent = 'w' WHERE account_id = ${second}`.execute(tx)
        })
      await Promise.all([change(ACCOUNT, OTHER_ACCOUNT), change(OTHER_ACCOUNT, ACCOUNT)])
      expect(tries).toBeGreaterThanOrEqual(3)
    })

    test('what goes on failing is given up after some tries', async () => {
      const context = await open.context()
      let tries = 0
      const failing = transact(context.db, async (tx) => {
        tries += 1
        await sql`DO $$ BEGIN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END $$`.execute(
          tx,
        )
      })
      await expect(failing).rejects.toMatchObject({ code: '40001' })
      expect(tries).toBe(6)
    })

    test('what another transaction has changed meanwhile is done again', async () => {
      const context = await open.context()
      let tries = 0
      const done = await transact(context.db, async (tx) => {
        tries += 1
        if (tries === 1) {
          await sql`DO $$ BEGIN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END $$`.execute(
            tx,
          )
        }
        return 'done'
      })
      expect([done, tries]).toEqual(['done', 2])
    })

    test('the first rows of a chunk come to no deadlock, whoever writes what of them', async () => {
      const store = await open()
      const accounts = ['1001', '1002', '1003', '1004']
      for (const accountId of accounts) await addAccount(store, accountId)
      const before = await deadlocks(store)
      for (let round = 0; round < ROUNDS; round += 1) {
        const scrapeDay = dayAfter('2030-01-01', 40 * round)
        const night = newNight(round)
        const writes = accounts.map((accountId, index) =>
          store.metrics.upsert({
            accountId,
            scrapeDay,
            ...(index % 2 === 0 && { chartQuery: [chartRow(night)] }),
            chartSummary: [summaryRow(night)],
            listOfMetrics: [listOfMetricsRow(night)],
          }),
        )
        const updates = accounts.map((accountId) => store.accounts.update(accountId, { userAgent: 'new' }))
        await Promise.all([...writes, ...updates])
      }
      expect(await deadlocks(store)).toBe(before)
    })

    test('neither a commit on the first rows of a chunk nor an update of its account fails', async () => {
      const store = await open()
      await addAccount(store)
      await using lease = await hold(store)
      const before = await deadlocks(store)
      for (let round = 0; round < ROUNDS; round += 1) {
        // Each begins a chunk, and with it a foreign key, for which TimescaleDB locks all accounts.
        const scrapeDay = dayAfter('2026-01-01', 40 * round)
        const night = newNight(round)
        const { run } = await store.runs.begin({ accountId: ACCOUNT, scrapeDay, lease })
        const commit = store.commitListing({
          lease,
          runId: run.runId,
          scrapeDay,
          listing: listingNames(LISTING),
          window: { start: '2025-06-01', end: '2025-06-28' },
          baseDay: null,
          rows: {
            chartQuery: [chartRow(night)],
            chartSummary: [summaryRow(night)],
            listOfMetrics: [listOfMetricsRow(night)],
          },
          requests: 1,
        })
        const updates = Array.from({ length: 4 }, (_, index) =>
          store.accounts.update(ACCOUNT, { userAgent: `agent ${index}` }),
        )
        const [counts] = await Promise.all([commit, ...updates])
        expect(counts).toMatchObject({ inserted: 3, updated: 0, unchanged: 0 })
        await store.runs.finish({ runId: run.runId, lease, status: 'succeeded' })
      }
      expect(await deadlocks(store)).toBe(before)
    })
  },
  STORE_FLAVOURS.filter(({ database }) => database !== 'embedded'),
)
