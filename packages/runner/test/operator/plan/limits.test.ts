import { expect, test } from 'vitest'
import { BackOffs, backOffMs } from '../../../src/operator/plan/back-off.ts'
import { ChangeBudget } from '../../../src/operator/plan/change-budget.ts'
import type { Change } from '../../../src/operator/plan/plan-changes.ts'
import { PutBacks } from '../../../src/operator/plan/put-backs.ts'
import { SAMPLE_ACCOUNT, standing } from '../support/sample-worker.ts'

const POLICY = { firstMs: 1000, longestMs: 60_000 }

test('the wait doubles with each failure up to a limit, and is at least half of that', () => {
  expect([1, 2, 3, 7, 100].map((failures) => backOffMs(failures, 1, POLICY))).toEqual([
    1000, 2000, 4000, 60_000, 60_000,
  ])
  expect(backOffMs(3, 0, POLICY)).toBe(2000)
})

test('what failed waits by itself, several failures at once count as one, and only another message is news', () => {
  let now = 0
  const backOffs = new BackOffs(POLICY, { clock: () => now, random: () => 1 })
  expect(backOffs.failed('a', 'no')).toBe(true)
  expect(backOffs.failed('a', 'no')).toBe(false)
  expect([backOffs.isDue('a'), backOffs.isDue('b'), backOffs.nextInMs()]).toEqual([false, true, 1000])
  now = 1000
  expect([backOffs.isDue('a'), backOffs.nextInMs()]).toEqual([true, undefined])
  expect(backOffs.failed('a', 'no')).toBe(false)
  expect(backOffs.nextInMs()).toBe(2000)
  expect(backOffs.failed('b', 'later', 30_000)).toBe(true)
  backOffs.keepOnly(new Set(['b']))
  expect([backOffs.isDue('a'), backOffs.nextInMs()]).toEqual([true, 30_000])
  backOffs.forget('b')
  expect(backOffs.isDue('b')).toBe(true)
})

test('changes are so many in any minute', () => {
  let now = 0
  const budget = new ChangeBudget(2, () => now)
  expect([budget.take(), budget.nextInMs()]).toEqual([true, 0])
  now = 40_000
  expect([budget.take(), budget.take(), budget.nextInMs()]).toEqual([true, false, 20_000])
  now = 60_000
  expect([budget.take(), budget.take(), budget.nextInMs()]).toEqual([true, false, 40_000])
})

test('what somebody else undoes time after time is put back later each time, until it has been left alone for a while', () => {
  let now = 0
  const putBacks = new PutBacks({ clock: () => now, random: () => 1 })
  const { accountId } = SAMPLE_ACCOUNT
  const change = (replicas: number): Change => {
    const wanted = standing({ replicas })
    return { kind: 'restored', accountId, name: wanted.metadata.name, why: '', wanted, uid: 'uid' }
  }
  expect([putBacks.isDue(change(1)), putBacks.made(change(1))]).toEqual([true, 0])
  expect([putBacks.isDue(change(1)), putBacks.made(change(1))]).toEqual([true, 1])
  expect([putBacks.isDue(change(1)), putBacks.nextInMs()]).toEqual([false, 1_000])
  now = 1_000
  expect([putBacks.isDue(change(1)), putBacks.made(change(1)), putBacks.nextInMs()]).toEqual([true, 2, 2_000])
  // What the account wants anew does not wait.
  expect(putBacks.isDue(change(0))).toBe(true)
  now += 2_000 + 600_000
  expect(putBacks.made(change(1))).toBe(1)
  expect([putBacks.made(change(0)), putBacks.isDue(change(1))]).toEqual([0, true])
  putBacks.made({ ...change(0), wanted: null })
  expect([putBacks.isDue(change(0)), putBacks.made(change(0))]).toEqual([true, 0])
})
