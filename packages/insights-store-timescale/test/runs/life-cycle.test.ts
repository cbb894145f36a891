import { describe, expect, test } from 'vitest'
import { isLeaseLostError, isRunNotRunningError } from '../../src/errors.ts'
import type { Store } from '../../src/open-store.ts'
import {
  isPending,
  isUnfinished,
  LIFE_CYCLE,
  outcomeOfListings,
  type RunEvent,
  retriesLeft,
  STATUSES_AFTER,
} from '../../src/runs/life-cycle.ts'
import { RETRY_POLICY } from '../../src/runs/retry-policy.ts'
import { type Run } from '../../src/runs/run.ts'
import { RUN_STATUSES, type RunStatus } from '../../src/runs/run-status.ts'
import { emptiedStore } from '../samples/emptied-store.ts'
import { expireLease, hold } from '../samples/held-run.ts'
import { ACCOUNT, addAccount, cookieOf } from '../samples/sample-account.ts'
import { expireSession, inMinutes, storeRun, TODAY, YESTERDAY } from '../samples/stored-run.ts'
import { describeStores } from '../support/describe-stores.ts'

const past = inMinutes(-5)
const future = inMinutes(5)
const EVENTS = Object.keys(LIFE_CYCLE.queued) as RunEvent[]

const after = (status: RunStatus): RunStatus[] =>
  EVENTS.flatMap((event) => STATUSES_AFTER[LIFE_CYCLE[status][event]] ?? [])
const begunRun = (status: RunStatus, full = false) => ({ status, full, startedAt: past })

const begin = async (store: Store, how: { runId?: string; full?: boolean } = {}) => {
  await using lease = await hold(store)
  return await store.runs.begin({ accountId: ACCOUNT, scrapeDay: TODAY, lease, ...how })
}
const dueIds = async (store: Store) =>
  (await store.runs.due({ today: TODAY, limit: 10 })).map(({ runId }) => runId)
const decided = (event: RunEvent) => RUN_STATUSES.map((status) => LIFE_CYCLE[status][event])

describe('the table', () => {
  test('decides on every event for every status', () => {
    expect(EVENTS).toHaveLength(14)
    for (const status of RUN_STATUSES)
      expect(Object.keys(LIFE_CYCLE[status]).sort()).toEqual([...EVENTS].sort())
  })

  test('leads from a new run to every status, and from each on to a run that succeeds', () => {
    const reached = (from: RunStatus): Set<RunStatus> => {
      const found = new Set([from])
      for (const status of found) for (const next of after(status)) found.add(next)
      return found
    }
    for (const status of RUN_STATUSES.filter((name) => name !== 'succeeded')) {
      expect(reached(status)).toEqual(new Set(RUN_STATUSES))
    }
    expect(after('succeeded')).toEqual([])
  })

  test('sends for nothing that would not go on', () => {
    for (const status of RUN_STATUSES) {
      const { come_due: due, take_up: takeUp } = LIFE_CYCLE[status]
      expect([status, due === 'keep']).toEqual([status, takeUp === 'nothing_missing'])
    }
  })

  test('counts retries of what has failed, and of nothing else', () => {
    const left = RUN_STATUSES.map((status) => [status, retriesLeft({ status, retries: 1 })])
    const counted = RETRY_POLICY.maxRetries - 1
    expect(left.filter(([, retries]) => retries !== null)).toEqual([
      ['partial', counted],
      ['failed', counted],
    ])
    expect(retriesLeft({ status: 'failed', retries: RETRY_POLICY.maxRetries + 1 })).toBe(0)
  })

  test('calls unfinished all that has not succeeded, and as much as is wanted', () => {
    for (const status of RUN_STATUSES) {
      expect(isUnfinished(begunRun(status), { full: false })).toBe(status !== 'succeeded')
      expect(isUnfinished(begunRun(status), { full: true })).toBe(false)
      expect(isUnfinished(begunRun(status, true), { full: true })).toBe(status !== 'succeeded')
      expect(isPending({ status, nextAttemptAt: null })).toBe(status === 'queued' || status === 'running')
      expect(isPending({ status, nextAttemptAt: past })).toBe(status !== 'succeeded')
    }
    expect(isUnfinished({ status: 'queued', full: false, startedAt: null }, { full: true })).toBe(true)
  })

  test.each([
    [{ total: 3, succeeded: 3 }, 'succeeded'],
    [{ total: 0, succeeded: 0 }, 'succeeded'],
    [{ total: 3, succeeded: 1 }, 'partial'],
    [{ total: 3, succeeded: 0 }, 'failed'],
    [{ total: 3, succeeded: 3, moreKnown: true }, 'partial'],
    [{ total: 0, succeeded: 0, moreKnown: true }, 'partial'],
    [{ total: 3, succeeded: 0, moreKnown: true }, 'failed'],
  ] as const)('says how a run of %o ends: %s', (listings, outcome) => {
    expect(outcomeOfListings(listings)).toBe(outcome)
  })
})

describeStores((_name, open) => {
  const empty = emptiedStore(open)
  /** The only run of the account, of this status, with its next attempt due. */
  const withRun = async (status: RunStatus, values: Parameters<typeof storeRun>[1] = {}) => {
    const store = await empty()
    await addAccount(store)
    const started_at = status === 'queued' ? null : past
    const runId = await storeRun(store, { status, next_attempt_at: past, started_at, ...values })
    const run = async (): Promise<Run | undefined> => await store.runs.get(runId)
    return { store, runId, run }
  }

  describe.each(RUN_STATUSES)('a run that is %s', (status) => {
    const decisions = LIFE_CYCLE[status]
    const going = {
      go_on: true,
      go_on_rested: true,
      try_again: true,
      begin_anew: false,
      nothing_missing: false,
    }

    test(`when a sync begins: ${decisions.begin}`, async () => {
      const { store, runId, run } = await withRun(status)
      const begun = await begin(store)
      const goesOn = going[decisions.begin]
      expect(begun.run.status).toBe('running')
      expect(begun.run.runId === runId).toBe(goesOn)
      expect((await run())?.status).toBe(goesOn ? 'running' : status)
      expect((await run())?.retries).toBe(decisions.begin === 'try_again' ? 1 : 0)
      const rests = await withRun(status, { next_attempt_at: future })
      expect((await begin(rests.store)).kind === 'resting').toBe(decisions.begin === 'go_on_rested')
    })

    test(`when a worker was sent for it: ${decisions.take_up}`, async () => {
      const { store, runId, run } = await withRun(status)
      const { kind } = await begin(store, { runId })
      const goesOn = going[decisions.take_up]
      expect(kind).toBe(goesOn ? (status === 'queued' ? 'started' : 'resumed') : 'nothing_missing')
      expect((await run())?.status).toBe(goesOn ? 'running' : status)
      expect((await run())?.retries).toBe(decisions.take_up === 'try_again' ? 1 : 0)
    })

    test(`when its time comes: ${decisions.come_due}`, async () => {
      for (const scrape_day of [TODAY, YESTERDAY]) {
        const { store, runId } = await withRun(status, { scrape_day })
        const onItsDay = decisions.come_due === 'send_on_its_day' && scrape_day === TODAY
        expect(await dueIds(store)).toEqual(decisions.come_due === 'send' || onItsDay ? [runId] : [])
      }
    })

    test(`when somebody asks for a run: ${decisions.request}`, async () => {
      const { store, runId, run } = await withRun(status, {
        next_attempt_at: status === 'queued' ? past : null,
      })
      const asked = await store.runs.request({ accountId: ACCOUNT, scrapeDay: TODAY })
      expect(asked.run?.runId === runId).toBe(decisions.request !== 'begin_anew')
      expect((await run())?.status).toBe(status)
      expect(await dueIds(store)).toEqual([asked.run?.runId])
    })

    test(`when somebody asks for it again: ${decisions.retry}`, async () => {
      const { store, runId, run } = await withRun(status, { retries: 3, next_attempt_at: null })
      const { kind } = (await store.runs.retry(runId, { today: TODAY })) ?? {}
      expect(kind === 'nothing_missing').toBe(decisions.retry === 'nothing_missing')
      expect(await run()).toMatchObject({ status, retries: decisions.retry === 'revive' ? 0 : 3 })
      expect(await dueIds(store)).toEqual(decisions.retry === 'nothing_missing' ? [] : [runId])
    })

    test(`when its holder gives it back: ${decisions.release}; or ends it: ${decisions.finish}`, async () => {
      for (const [decision, end] of [
        [decisions.release, 'queued'],
        [decisions.finish, 'failed'],
      ] as const) {
        const { store, runId, run } = await withRun(status)
        await using lease = await hold(store)
        const ended =
          end === 'queued'
            ? store.runs.release({ lease, runId, requestsDone: 1 })
            : store.runs.finish({ lease, runId, status: end })
        const refused = await ended.then(() => false, isRunNotRunningError)
        expect(refused).toBe(decision === 'refuse')
        expect((await run())?.status).toBe(decision === 'refuse' ? status : end)
      }
    })

    test(`when it cannot begin yet: ${decisions.postpone}`, async () => {
      for (const next_attempt_at of [past, null]) {
        const { store, runId, run } = await withRun(status, { next_attempt_at })
        await store.runs.postpone(runId, future)
        const waitsOn = decisions.postpone === 'wait_on' && next_attempt_at !== null
        expect((await run())?.nextAttemptAt).toEqual(
          decisions.postpone === 'wait' || waitsOn ? future : next_attempt_at,
        )
      }
    })

    test(`when somebody wants it to be cancelled: ${decisions.cancel}`, async () => {
      const { store, runId, run } = await withRun(status)
      await store.runs.cancel(runId)
      const cancelled = decisions.cancel === 'cancel' ? 'cancelled' : status
      expect(await run()).toMatchObject({ status: cancelled, nextAttemptAt: null })
      expect(await dueIds(store)).toEqual([])
    })

    test(`when its account gets new credentials: ${decisions.renew_session}`, async () => {
      for (const error_code of ['account_removed', 'other']) {
        const { store, run } = await withRun(status, { next_attempt_at: null, error_code })
        await store.accounts.update(ACCOUNT, { cookie: cookieOf(ACCOUNT, 2) })
        const revived = decisions.renew_session === 'make_due_if_removed' && error_code === 'account_removed'
        expect((await run())?.nextAttemptAt !== null).toBe(decisions.renew_session === 'make_due' || revived)
        expect((await run())?.status).toBe(status)
      }
    })

    test(`when its account is removed: ${decisions.remove_account}`, async () => {
      const { store, run } = await withRun(status)
      await store.accounts.remove(ACCOUNT)
      const cancelled = decisions.remove_account === 'cancel' ? 'cancelled' : status
      expect(await run()).toMatchObject({ status: cancelled, nextAttemptAt: null })
    })

    test(`when the schedule finds that its account is not to be synced: ${decisions.withdraw}`, async () => {
      const { store, run } = await withRun(status, { trigger: 'scheduled' })
      await expireSession(store)
      await store.runs.schedule({ today: TODAY, slots: [], spreadSeconds: 1 })
      expect((await run()) === undefined).toBe(decisions.withdraw === 'delete_unbegun')
    })

    test(`when another run begins: ${decisions.give_way}`, async () => {
      const { store, runId, run } = await withRun(status, { started_at: past })
      expect((await begin(store, { full: true })).run.runId).not.toBe(runId)
      const interrupted = decisions.give_way === 'interrupt'
      expect((await run())?.status).toBe(interrupted ? 'failed' : status)
      expect((await run())?.nextAttemptAt).toEqual(decisions.give_way === 'keep' ? past : null)
    })

    test(`when a run of a later day begins: ${decisions.day_over}`, async () => {
      const { store, runId, run } = await withRun(status, { scrape_day: YESTERDAY })
      const begun = await begin(store)
      expect(begun.run.scrapeDay).toBe(TODAY)
      expect(begun.run.runId === runId).toBe(decisions.day_over === 'carry_over')
      const becomes = { carry_over: 'running', interrupt: 'failed', stop_trying: status } as const
      expect(await run()).toMatchObject({ status: becomes[decisions.day_over], nextAttemptAt: null })
    })

    test('whose holder is not there any more is not written to', async () => {
      const { store, runId, run } = await withRun(status)
      const lease = await hold(store)
      await expireLease(store)
      const before = await run()
      const late = store.runs.finish({ lease, runId, status: 'succeeded' })
      await expect(late).rejects.toSatisfy(isLeaseLostError)
      expect(await run()).toEqual(before)
    })
  })
})

test('every decision that the table may hold is in it', () => {
  expect(Object.fromEntries(EVENTS.map((event) => [event, [...new Set(decided(event))].sort()]))).toEqual({
    begin: ['begin_anew', 'go_on', 'go_on_rested', 'try_again'],
    take_up: ['go_on', 'go_on_rested', 'nothing_missing', 'try_again'],
    come_due: ['keep', 'send', 'send_on_its_day'],
    request: ['begin_anew', 'join', 'make_due'],
    retry: ['join', 'nothing_missing', 'revive'],
    release: ['queue', 'refuse'],
    finish: ['end', 'refuse'],
    postpone: ['keep', 'wait', 'wait_on'],
    cancel: ['cancel', 'stop_trying'],
    renew_session: ['keep', 'make_due', 'make_due_if_removed'],
    remove_account: ['cancel', 'stop_trying'],
    withdraw: ['delete_unbegun', 'keep'],
    give_way: ['interrupt', 'keep', 'stop_trying'],
    day_over: ['carry_over', 'interrupt', 'stop_trying'],
  })
})
