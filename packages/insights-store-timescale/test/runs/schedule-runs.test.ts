import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ScheduleInput } from '../../src/runs/schedule-runs.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, OTHER_ACCOUNT } from '../samples/sample-account.ts'
import { expireSession, inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

/** Half an hour, as by default; when each of these accounts has its turn in it, on whichever server. */
const SPREAD_SECONDS = 1800
const OFFSETS = {
  '120000042': 1404,
  '411427786': 823,
  '1': 947,
  'hôte "x"': 939,
}

const TWO_DAYS_AGO = { scrape_day: '2025-07-12', created_at: inMinutes(-2 * 1440) }
/** A slot of which the whole spread has passed. */
const PASSED = inMinutes(-60)
const pass: ScheduleInput = { today: TODAY, slots: [PASSED], spreadSeconds: SPREAD_SECONDS }
const nothing = { queued: 0, withdrawn: 0 }

const secondsAgo = (seconds: number) => [new Date(Date.now() - seconds * 1000)]

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  type Store = Awaited<ReturnType<typeof empty>>
  const withAccount = async () => {
    const store = await empty()
    await addAccount(store)
    return store
  }
  /** An account whose last scheduled run was the day before yesterday. */
  const withHistory = async (accountId = ACCOUNT, store?: Store) => {
    const within = store ?? (await empty())
    await addAccount(within, accountId)
    await storeRun(within, {
      account_id: accountId,
      status: 'succeeded',
      trigger: 'scheduled',
      ...TWO_DAYS_AGO,
    })
    return within
  }
  const queuedRuns = (store: Store) => store.runs.list({ status: 'queued' })

  test('queues one run for an account and slot, due at once, however often it passes', async () => {
    const store = await withHistory()
    expect(await store.runs.schedule(pass)).toEqual({ queued: 1, withdrawn: 0 })
    expect(await store.runs.schedule(pass)).toEqual(nothing)
    const queued = await queuedRuns(store)
    expect(queued).toMatchObject([
      { accountId: ACCOUNT, trigger: 'scheduled', full: false, scrapeDay: TODAY },
    ])
    const due = await store.runs.due({ today: TODAY, limit: 10 })
    expect(due).toEqual(queued.map(({ runId, accountId }) => ({ runId, accountId, askedBySpan: null })))
  })

  test('queues none again once it has ended, also on the next day until the next slot', async () => {
    const store = await withHistory()
    await store.runs.schedule(pass)
    await store.db.updateTable('sync_runs').set({ status: 'failed', next_attempt_at: null }).execute()
    expect(await store.runs.schedule(pass)).toEqual(nothing)
    expect(await store.runs.schedule({ ...pass, today: '2025-07-15' })).toEqual(nothing)
  })

  test('queues nothing before the slot, nor without any', async () => {
    const store = await withHistory()
    for (const slots of [[], [inMinutes(1)], [inMinutes(1440)]]) {
      expect(await store.runs.schedule({ ...pass, slots })).toEqual(nothing)
    }
  })

  test.each(Object.entries(OFFSETS))(
    'gives account %s its turn %i s after each slot',
    async (accountId, offset) => {
      const store = await withHistory(accountId)
      expect(await store.runs.schedule({ ...pass, slots: secondsAgo(offset - 20) })).toEqual(nothing)
      expect(await store.runs.schedule({ ...pass, slots: secondsAgo(offset + 1) })).toMatchObject({
        queued: 1,
      })
    },
  )

  test('has everybody’s turn within the spread, and at once without one', async () => {
    const store = await empty()
    for (let n = 0; n < 30; n++) await withHistory(`${n}`, store)
    const spread = { ...pass, slots: [inMinutes(-1)], spreadSeconds: 120 }
    const { queued } = await store.runs.schedule(spread)
    expect(queued).toBeGreaterThan(0)
    expect(queued).toBeLessThan(30)
    const rest = await store.runs.schedule({ ...spread, slots: [inMinutes(-2)] })
    expect(queued + rest.queued).toBe(30)
    await store.db.deleteFrom('sync_runs').where('status', '=', 'queued').execute()
    const now = { ...pass, slots: [new Date(Date.now() - 100)], spreadSeconds: 0 }
    expect(await store.runs.schedule(now)).toMatchObject({ queued: 30 })
  })

  test('queues at once for an account without any run, whatever the slots', async () => {
    const store = await withAccount()
    const soon = { ...pass, slots: [] }
    expect(await store.runs.schedule(soon)).toMatchObject({ queued: 1 })
    expect(await store.runs.schedule(soon)).toEqual(nothing)
  })

  test('catches up a slot that was missed, once', async () => {
    const store = await withHistory()
    const slots = [inMinutes(-26 * 60), inMinutes(60 - 24 * 60)]
    expect(await store.runs.schedule({ ...pass, slots })).toMatchObject({ queued: 1 })
    await store.db.updateTable('sync_runs').set({ status: 'succeeded', next_attempt_at: null }).execute()
    expect(await store.runs.schedule({ ...pass, slots, today: '2025-07-15' })).toEqual(nothing)
    const next = { ...pass, slots: [...slots, new Date()], spreadSeconds: 1, today: '2025-07-15' }
    await expect.poll(() => store.runs.schedule(next)).toMatchObject({ queued: 1 })
  })

  test.each(['oldest', 'newest'])('takes the slots %s first', async (first) => {
    const store = await withHistory()
    const slots = [inMinutes(-25 * 60), PASSED, inMinutes(23 * 60)]
    if (first === 'newest') slots.reverse()
    expect(await store.runs.schedule({ ...pass, slots })).toMatchObject({ queued: 1 })
  })

  test('does not catch up what the last scheduled run came after', async () => {
    const store = await withAccount()
    await storeRun(store, {
      status: 'partial',
      trigger: 'scheduled',
      scrape_day: YESTERDAY,
      created_at: inMinutes(-1),
    })
    expect(await store.runs.schedule(pass)).toEqual(nothing)
  })

  test('makes one scheduled run of a scrape day, whatever the slots', async () => {
    const store = await withAccount()
    await storeRun(store, { status: 'succeeded', trigger: 'scheduled', created_at: inMinutes(-5 * 60) })
    expect(await store.runs.schedule(pass)).toEqual(nothing)
  })

  test('waits for a manual run that is open, and makes up for one that did not bring all', async () => {
    const store = await withHistory()
    const manual = await storeRun(store, { status: 'running', created_at: inMinutes(-1) })
    expect(await store.runs.schedule(pass)).toEqual(nothing)
    for (const [status, queued] of [
      ['queued', 0],
      ['partial', 1],
    ] as const) {
      await store.db.updateTable('sync_runs').set({ status }).where('run_id', '=', manual).execute()
      expect(await store.runs.schedule(pass)).toEqual({ queued, withdrawn: 0 })
    }
  })

  test('queues nothing for a day that is complete, whoever asked for it', async () => {
    const store = await withHistory()
    await storeRun(store, { status: 'succeeded', trigger: 'manual', created_at: inMinutes(-90) })
    expect(await store.runs.schedule(pass)).toEqual(nothing)
    const yesterday = await withHistory(OTHER_ACCOUNT, store)
    const created_at = inMinutes(-1440)
    const run = { status: 'succeeded', trigger: 'manual', scrape_day: YESTERDAY, created_at } as const
    await storeRun(yesterday, { ...run, account_id: OTHER_ACCOUNT })
    expect(await store.runs.schedule(pass)).toEqual({ queued: 1, withdrawn: 0 })
    expect(await queuedRuns(store)).toMatchObject([{ accountId: OTHER_ACCOUNT, scrapeDay: TODAY }])
  })

  test('leaves out who is disabled, removed or without a session, and takes back what they had queued', async () => {
    const store = await empty()
    for (const accountId of ['1', '2', '3', '4']) await withHistory(accountId, store)
    const change = async () => {
      await store.accounts.update('1', { isActive: false })
      await expireSession(store, '2')
      await store.accounts.remove('3')
    }
    await store.runs.schedule(pass)
    await change()
    // What was removed is cancelled with it.
    expect(await store.runs.schedule(pass)).toEqual({ queued: 0, withdrawn: 2 })
    expect(await queuedRuns(store)).toMatchObject([{ accountId: '4' }])
    expect(await store.runs.schedule(pass)).toEqual(nothing)
    await store.accounts.update('1', { isActive: true })
    expect(await store.runs.schedule(pass)).toEqual({ queued: 1, withdrawn: 0 })
  })

  test('takes back nothing that was asked for by hand or has started', async () => {
    const store = await withAccount()
    await store.runs.request({ accountId: ACCOUNT, scrapeDay: TODAY })
    await addAccount(store, OTHER_ACCOUNT)
    await using lease = await hold(store, OTHER_ACCOUNT)
    await store.runs.begin({ accountId: OTHER_ACCOUNT, scrapeDay: TODAY, trigger: 'scheduled', lease })
    for (const { accountId } of await store.accounts.list()) {
      await store.accounts.update(accountId, { isActive: false })
    }
    expect(await store.runs.schedule(pass)).toEqual(nothing)
    expect(await store.runs.list()).toHaveLength(2)
  })

  test('looks at one account alone where it is told to', async () => {
    const store = await withHistory(OTHER_ACCOUNT, await withHistory())
    expect(await store.runs.schedule({ ...pass, accountId: ACCOUNT })).toMatchObject({ queued: 1 })
    expect(await queuedRuns(store)).toMatchObject([{ accountId: ACCOUNT }])
    await store.accounts.update(ACCOUNT, { isActive: false })
    expect(await store.runs.schedule({ ...pass, accountId: OTHER_ACCOUNT })).toEqual({
      queued: 1,
      withdrawn: 0,
    })
  })

  test('makes one run each in ten passes at once', async () => {
    const store = await empty()
    await using other = await open({ keepData: true })
    for (let n = 0; n < 20; n++) await withHistory(`${n}`, store)
    const passes = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? store : other).runs.schedule(pass))
    const reports = await Promise.all(passes)
    expect(reports.reduce((sum, { queued }) => sum + queued, 0)).toBe(20)
    const accounts = (await queuedRuns(store)).map(({ accountId }) => accountId)
    expect(new Set(accounts).size).toBe(20)
  })

  test('runs a queued one past midnight as that of the new day, and queues no other', async () => {
    const store = await withHistory()
    await store.runs.schedule({ ...pass, today: YESTERDAY })
    const [queued] = await queuedRuns(store)
    expect(await store.runs.schedule(pass)).toEqual(nothing)
    await using lease = await hold(store)
    const runId = String(queued?.runId)
    const { run } = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, runId, lease })
    expect(run).toMatchObject({ runId, scrapeDay: TODAY, trigger: 'scheduled', attempts: 1 })
    await store.runs.finish({ runId, lease, status: 'succeeded' })
    expect(
      await store.runs.schedule({ ...pass, slots: [new Date(Date.now() - 1)], spreadSeconds: 0 }),
    ).toEqual(nothing)
  })

  test('queues nothing beside a run that begins at the same time', async () => {
    const store = await withHistory()
    const { scheduled } = await store.db.transaction().execute(async (tx) => {
      // As whoever begins a run does.
      await tx.selectFrom('accounts').select('account_id').forShare().execute()
      const report = store.runs.schedule(pass)
      await setTimeout(100)
      await tx
        .insertInto('sync_runs')
        .values({ account_id: ACCOUNT, status: 'running', scrape_day: TODAY })
        .execute()
      return { scheduled: report }
    })
    expect(await scheduled).toEqual(nothing)
    expect(await store.runs.list()).toHaveLength(2)
  })
})
