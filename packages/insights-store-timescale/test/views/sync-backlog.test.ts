import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { heldRun } from '../samples/held-run.ts'
import { addAccount } from '../samples/sample-account.ts'
import { expireSession, inMinutes, storeRun } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const COM = 'https://www.airbnb.com'
const wall = (accountId: string, network = 'default') => ({
  network,
  site: COM,
  accountId,
  reason: 'captcha',
})

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  let store: Store

  beforeEach(async () => {
    store = await empty()
    await store.db.deleteFrom('pauses').execute()
    await sql`DELETE FROM ${tableIn(store.schema, 'site_answers')}`.execute(store.db)
  })

  const backlog = async () => {
    const { rows } = await sql<{
      network: string
      queued: number
      active: number
      waiting: number
      oldest_due_seconds: number | null
    }>`SELECT * FROM ${sql.id(store.schema, 'sync_backlog')} ORDER BY network`.execute(store.db)
    return rows
  }

  /** What workers of a network see themselves. */
  const seenByWorkers = (network: string) => {
    const today = new Date().toISOString().slice(0, 10)
    return store.runs.backlog({ today, from: { network, defaultSite: COM } })
  }

  test('has a row for the default network where nothing was ever done', async () => {
    const nothing = { network: 'default', queued: 0, active: 0, waiting: 0, oldest_due_seconds: null }
    expect(await backlog()).toEqual([nothing])
  })

  test('counts what workers count', async () => {
    const today = new Date().toISOString().slice(0, 10)
    await heldRun(store)
    const stored = { a: -3, b: -10, c: 5, d: -1, e: -2 }
    for (const [account_id, minutes] of Object.entries(stored)) {
      await addAccount(store, account_id)
      const status = minutes > 0 ? 'rate_limited' : 'queued'
      await storeRun(store, { account_id, status, scrape_day: today, next_attempt_at: inMinutes(minutes) })
    }
    await store.accounts.update('d', { isActive: false })
    await expireSession(store, 'e')
    const [row] = await backlog()
    expect(row).toMatchObject({ network: 'default', queued: 3, active: 1, waiting: 1 })
    expect(row?.oldest_due_seconds).toBeGreaterThanOrEqual(600)
    const { queued, active, waiting } = await seenByWorkers('default')
    expect(row).toMatchObject({ queued, active, waiting })
  })

  test('lets wait what a pause holds back, in its network alone', async () => {
    for (const account_id of ['1', '2', '3']) {
      await addAccount(store, account_id)
      await storeRun(store, { account_id, next_attempt_at: inMinutes(-1) })
    }
    await store.db
      .updateTable('accounts')
      .set({ base_url: 'https://www.airbnb.de' })
      .where('account_id', '=', '3')
      .execute()
    await store.db.updateTable('accounts').set({ base_url: COM }).where('account_id', '=', '2').execute()
    await store.pauses.meet(wall('1', 'office'))
    expect(await backlog()).toMatchObject([
      { network: 'default', queued: 3, waiting: 0 },
      { network: 'office', queued: 1, waiting: 2 },
    ])
    for (const { network, queued, waiting } of await backlog())
      expect(await seenByWorkers(network)).toMatchObject({ queued, waiting })
  })
})
