import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { addAccount } from '../samples/sample-account.ts'
import { expireSession, inMinutes } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const hoursAgo = (count: number) => inMinutes(-60 * count)

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  type Store = Awaited<ReturnType<typeof empty>>
  const set = ({ db }: Store, id: string, columns: { last_sync_at?: Date; created_at?: Date }) =>
    db.updateTable('accounts').set(columns).where('account_id', '=', id).execute()

  test('are none where there is no account', async () => {
    const store = await empty()
    expect(await store.accounts.counts()).toEqual({ active: 0, inactive: 0, expired: 0, overdue: 0 })
  })

  test('tell who is active, expired, and overdue after 26 hours, without the removed', async () => {
    const store = await empty()
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await addAccount(store, id)
      await set(store, id, { created_at: hoursAgo(100) })
    }
    await set(store, 'a', { last_sync_at: hoursAgo(25.9) })
    await set(store, 'b', { last_sync_at: hoursAgo(26.1) })
    // Never synced: overdue only where it has been there for so long.
    await set(store, 'd', { created_at: hoursAgo(25.9) })
    await expireSession(store, 'e')
    await store.accounts.update('f', { isActive: false })
    await expireSession(store, 'f')
    await store.accounts.remove('g')
    expect(await store.accounts.counts()).toEqual({ active: 5, inactive: 1, expired: 1, overdue: 2 })
  })
})
