import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { TableName } from '../../src/database.ts'
import { isAccountNotFoundError } from '../../src/errors.ts'
import { tableIn } from '../../src/store-context.ts'
import { TABLES } from '../../src/tables.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun, listingNames, SCRAPE_DAY } from '../samples/held-run.ts'
import { ACCOUNT, accountInput, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { listingRows, pointRow, windowRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('hides the account and keeps what it has, until upsert restores it', async () => {
    const store = await empty()
    await addAccount(store)
    await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, ...listingRows(2) })
    await store.accounts.remove(ACCOUNT)
    expect(await store.accounts.get(ACCOUNT)).toBeUndefined()
    expect(await store.accounts.credentials(ACCOUNT)).toBeUndefined()
    expect(await store.accounts.list()).toEqual([])
    const [hidden] = await store.accounts.list({ includeDeleted: true })
    expect(hidden?.deletedAt).toBeInstanceOf(Date)
    expect(
      isAccountNotFoundError(await store.accounts.remove(ACCOUNT).catch((error: unknown) => error)),
    ).toBe(true)
    expect(
      isAccountNotFoundError(await store.accounts.update(ACCOUNT, {}).catch((error: unknown) => error)),
    ).toBe(true)

    const { account, created } = await store.accounts.upsert(accountInput())
    expect(created).toBe(false)
    expect(account.deletedAt).toBeNull()
    expect(await store.metrics.latest({ accountId: ACCOUNT })).toHaveLength(2)
  })

  test('purges all that the account has, and nothing of another', async () => {
    const store = await empty()
    const { lease, runId } = await heldRun(store)
    const listing = listingNames()
    const window = { start: '2025-06-01', end: '2025-06-28' }
    await store.commitListing({
      lease,
      runId,
      scrapeDay: SCRAPE_DAY,
      listing,
      window,
      baseDay: null,
      requests: 1,
      rows: {
        ...listingRows(3),
        metricPoints: [pointRow('2025-06-01')],
        metricWindows: [windowRow('2025-06-01')],
      },
    })
    await store.accountMetrics.answered(ACCOUNT, SCRAPE_DAY, ['overall'])
    await addAccount(store, OTHER_ACCOUNT)
    await store.metrics.upsert({ accountId: OTHER_ACCOUNT, scrapeDay: SCRAPE_DAY, ...listingRows(2) })
    await lease.release()

    await store.accounts.remove(ACCOUNT)
    await store.accounts.remove(ACCOUNT, { purge: true })
    for (const table of Object.keys(TABLES) as TableName[]) {
      const { rows } = await sql<{ rest: string }>`
        SELECT row::text AS rest FROM ${tableIn(store.schema, table)} AS row
        WHERE row::text LIKE ${`%${ACCOUNT}%`}`.execute(store.db)
      expect({ table, rest: rows.length }).toEqual({ table, rest: 0 })
    }
    expect(await store.runs.listings(runId)).toEqual([])
    expect(await store.metrics.latest({ accountId: OTHER_ACCOUNT })).toHaveLength(2)
  })

  test('cannot purge what is not there', async () => {
    const store = await empty()
    const error = await store.accounts.remove('999', { purge: true }).catch((failure: unknown) => failure)
    expect(isAccountNotFoundError(error)).toBe(true)
  })
})
