import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { addAccount } from '../samples/sample-account.ts'
import { inMinutes, storeRun, TODAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const [COM, DE] = ['https://www.airbnb.com', 'https://www.airbnb.de']
const from = { network: 'home', defaultSite: COM }
const wall = (accountId: string, site = COM) => ({ network: 'home', site, accountId, reason: 'captcha' })

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  let store: Store

  /** Accounts 1 to 3 of the default site, and 4 of another; all are due, the first the longest. */
  beforeEach(async () => {
    store = await empty()
    await store.db.deleteFrom('pauses').execute()
    for (const n of [1, 2, 3, 4]) {
      await addAccount(store, `${n}`)
      await storeRun(store, { account_id: `${n}`, next_attempt_at: inMinutes(n - 60) })
    }
    await store.db.updateTable('accounts').set({ base_url: DE }).where('account_id', '=', '4').execute()
  })

  const due = async (asked: { network: string; site?: string } = from) =>
    (await store.runs.due({ today: TODAY, limit: 10, from: { ...from, ...asked } })).map(
      ({ accountId }) => accountId,
    )
  const letWaitPass = () =>
    sql`UPDATE ${tableIn(store.schema, 'pauses')} SET next_probe_at = clock_timestamp()`.execute(store.db)

  test('is nobody of that network and site', async () => {
    expect(await due()).toEqual(['1', '2', '3', '4'])
    await store.pauses.meet(wall('1'))
    expect(await due()).toEqual(['4'])
    expect(await due({ network: 'office' })).toEqual(['1', '2', '3', '4'])
    expect(await due({ ...from, site: DE })).toEqual(['1', '2', '3', '4'])
    expect(await due({ ...from, site: COM })).toEqual([])
    const { queued, waiting } = await store.runs.backlog({ today: TODAY, from })
    expect([queued, waiting]).toEqual([1, 3])
  })

  test('is one once it may be probed, of an account that has not met the wall', async () => {
    await store.pauses.meet(wall('1'))
    await store.pauses.meet(wall('2'))
    await letWaitPass()
    expect(await due()).toEqual(['4', '3'])
    await store.pauses.pass({ ...wall('3') })
    expect(await due()).toEqual(['4'])
  })

  test('is one of those that have met it where all have', async () => {
    for (const accountId of ['1', '2', '3']) await store.pauses.meet(wall(accountId))
    await letWaitPass()
    expect(await due()).toEqual(['4', '1'])
  })

  test('is everybody but the one that rests alone, which has its turn', async () => {
    await store.pauses.meet(wall('1'))
    await letWaitPass()
    await store.pauses.pass(wall('2'))
    await store.pauses.answered(wall('2'))
    await store.pauses.meet(wall('1'))
    expect(await due()).toEqual(['2', '3', '4'])
    await letWaitPass()
    expect(await due()).toEqual(['2', '3', '4', '1'])
    // While all are held back, so is the one that rests.
    await store.pauses.meet(wall('3'))
    expect(await due()).toEqual(['4'])
  })
})
