import { expect, test } from 'vitest'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, heldRun, hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { expireSession, inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  const empty = emptiedStore(open)

  test('is nothing where nothing is to be done', async () => {
    const store = await empty()
    await addAccount(store)
    await storeRun(store, { status: 'succeeded' })
    await storeRun(store, { status: 'partial', scrape_day: YESTERDAY, next_attempt_at: inMinutes(-5) })
    const nothing = { queued: 0, active: 0, waiting: 0, oldestDueSeconds: null }
    expect(await store.runs.backlog({ today: TODAY })).toEqual(nothing)
  })

  test('counts what is due, carried out and waiting, and tells how old the oldest due one is', async () => {
    const store = await empty()
    await heldRun(store)
    const stored = { a: -3, b: -10, c: 5, d: 9, e: 0 }
    for (const [account_id, minutes] of Object.entries(stored)) {
      await addAccount(store, account_id)
      const status = minutes > 0 ? 'rate_limited' : 'queued'
      if (minutes !== 0) await storeRun(store, { account_id, status, next_attempt_at: inMinutes(minutes) })
    }
    // A dead holder's run is due since the lease ended.
    const dead = await hold(store, 'e')
    await storeRun(store, { account_id: 'e', status: 'running', started_at: inMinutes(-60) })
    await dead.release()
    const { oldestDueSeconds, ...counts } = await store.runs.backlog({ today: TODAY })
    expect(counts).toEqual({ queued: 3, active: 1, waiting: 2 })
    expect(oldestDueSeconds).toBeGreaterThanOrEqual(600)
    expect(oldestDueSeconds).toBeLessThan(660)
    expect(await store.runs.due({ today: TODAY, limit: 10 })).toHaveLength(counts.queued)
  })

  test('counts a run as carried out although its account was disabled or its session has expired meanwhile', async () => {
    const store = await empty()
    await heldRun(store, { trigger: 'scheduled' })
    await store.accounts.update(ACCOUNT, { isActive: false })
    await expireSession(store)
    expect(await store.runs.backlog({ today: TODAY })).toMatchObject({ queued: 0, active: 1, waiting: 0 })
    await expireLease(store)
    expect(await store.runs.backlog({ today: TODAY })).toMatchObject({ queued: 0, active: 0, waiting: 0 })
  })
})
