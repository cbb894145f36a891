import { expect, test } from 'vitest'
import { BackOffs, backOffMs } from '../../../src/operator/plan/back-off.ts'
import { ChangeBudget } from '../../../src/operator/plan/change-budget.ts'

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
