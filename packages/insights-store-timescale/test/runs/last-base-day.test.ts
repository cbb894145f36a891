import { expect, test } from 'vitest'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { inMinutes, storeRun } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  test('the newest run that measured a base day tells it', async () => {
    const store = await open()
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) await addAccount(store, accountId)
    expect(await store.runs.lastBaseDay(ACCOUNT)).toBeNull()
    const run = (scrape_day: string, base_day: string | null, minutes: number, account_id = ACCOUNT) =>
      storeRun(store, {
        account_id,
        status: 'succeeded',
        scrape_day,
        base_day,
        created_at: inMinutes(minutes),
      })
    await run('2026-06-14', '2026-06-12', -40)
    await run('2026-06-15', '2026-06-13', -30)
    await run('2026-06-15', '2026-06-14', -20)
    // One that ended before anything was measured, and a day that was synced later than the one after it.
    await run('2026-06-16', null, -10)
    await run('2026-06-13', '2026-06-10', -5)
    await run('2026-06-17', '2026-06-16', -5, OTHER_ACCOUNT)
    expect(await store.runs.lastBaseDay(ACCOUNT)).toEqual({ scrapeDay: '2026-06-15', baseDay: '2026-06-14' })
  })
})
