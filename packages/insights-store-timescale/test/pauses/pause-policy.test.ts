import { expect, test } from 'vitest'
import { pauseWaitMs } from '../../src/pauses/pause-policy.ts'

test('waits a minute, then twice as long each time, up to a quarter of an hour', () => {
  expect([1, 2, 3, 4, 5, 6, 500].map((failures) => pauseWaitMs(failures, null) / 60_000)).toEqual([
    1, 2, 4, 8, 15, 15, 15,
  ])
})

test('waits as long as the answer says, from a minute to an hour', () => {
  expect([0, 90_000, 3_600_000, 86_400_000].map((retryAfterMs) => pauseWaitMs(5, retryAfterMs))).toEqual([
    60_000, 90_000, 3_600_000, 3_600_000,
  ])
})
