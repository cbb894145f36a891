import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterStart,
  afterSuccess,
  afterThrottle,
  INITIAL_PACE,
  intervalMs,
  type Pace,
  startDelayMs,
  stoppedForMs,
} from '../src/pacing-policy.ts'

const OPTIONS = { minIntervalMs: 500, jitter: 0.5, maxConsecutiveThrottles: 3, cooldownMs: 300_000 }
const UNPACED = { ...OPTIONS, minIntervalMs: 0 }
const MIDDLE = 0.5

const throttled = (pace: Pace, retryAfterMs: number | null = null, options = OPTIONS, now = 0): Pace =>
  afterThrottle(pace, options, now, retryAfterMs)

/** The same step several times. */
const times = (count: number, step: (pace: Pace) => Pace, pace: Pace): Pace =>
  Array.from({ length: count }).reduce<Pace>((reached) => step(reached), pace)

describe('at full pace', () => {
  test('the first request goes at once', () => {
    expect(startDelayMs(INITIAL_PACE, OPTIONS, 0, MIDDLE)).toBe(0)
  })

  test.each([
    [0, 250],
    [0.5, 500],
    [0.75, 625],
  ])('the next one waits its interval, jittered: %d → %d ms', (random, expected) => {
    expect(startDelayMs(afterStart(INITIAL_PACE, 1000), OPTIONS, 1000, random)).toBe(expected)
  })

  test('time that has passed anyway counts', () => {
    const pace = afterStart(INITIAL_PACE, 1000)
    expect(startDelayMs(pace, OPTIONS, 1400, MIDDLE)).toBe(100)
    expect(startDelayMs(pace, OPTIONS, 9000, MIDDLE)).toBe(0)
  })

  test('no wait leaves the bounds of the jitter', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(random, fc.double({ min: 0, max: 1, noNaN: true }), (number, jitter) => {
        const delay = startDelayMs(afterStart(INITIAL_PACE, 0), { ...OPTIONS, jitter }, 0, number)
        expect(delay).toBeGreaterThanOrEqual(500 * (1 - jitter) - 1e-9)
        expect(delay).toBeLessThanOrEqual(500 * (1 + jitter) + 1e-9)
      }),
    )
  })
})

describe('a 429', () => {
  test('halves the pace, and the next one halves it again', () => {
    expect(intervalMs(throttled(INITIAL_PACE), OPTIONS)).toBe(1000)
    expect(intervalMs(times(2, throttled, INITIAL_PACE), OPTIONS)).toBe(2000)
  })

  test('does not slow down without end', () => {
    expect(intervalMs(times(20, throttled, INITIAL_PACE), OPTIONS)).toBe(8000)
  })

  test('success restores the pace step by step, and no further', () => {
    const slow = throttled(INITIAL_PACE)
    const intervals = [1, 2, 3, 4, 5].map((count) => intervalMs(times(count, afterSuccess, slow), OPTIONS))
    expect(intervals).toEqual([875, 750, 625, 500, 500])
  })

  test('lets nothing out before its Retry-After is over', () => {
    const pace = throttled(afterStart(INITIAL_PACE, 0), 10_000)
    expect(startDelayMs(pace, OPTIONS, 4000, MIDDLE)).toBe(6000)
    expect(startDelayMs(pace, OPTIONS, 10_000, MIDDLE)).toBe(0)
  })

  test('slows down a client that is not paced, which recovers fully', () => {
    expect(startDelayMs(afterStart(INITIAL_PACE, 0), UNPACED, 0, MIDDLE)).toBe(0)
    const slow = throttled(afterStart(INITIAL_PACE, 0), null, UNPACED)
    expect(startDelayMs(slow, UNPACED, 0, MIDDLE)).toBe(200)
    expect(startDelayMs(times(4, afterSuccess, slow), UNPACED, 0, MIDDLE)).toBe(0)
  })
})

describe('sustained 429s', () => {
  test('stop the client at the third in a row', () => {
    const two = times(2, throttled, INITIAL_PACE)
    expect(stoppedForMs(two, 0)).toBe(0)
    expect(stoppedForMs(throttled(two), 0)).toBe(300_000)
    expect(stoppedForMs(throttled(two), 299_999)).toBe(1)
    expect(stoppedForMs(throttled(two), 300_000)).toBe(0)
  })

  test('for as long as the server asks, when that is longer', () => {
    expect(stoppedForMs(throttled(times(2, throttled, INITIAL_PACE), 900_000), 0)).toBe(900_000)
  })

  test('not when a success comes between', () => {
    const pace = times(2, throttled, afterSuccess(times(2, throttled, INITIAL_PACE)))
    expect(stoppedForMs(pace, 0)).toBe(0)
  })

  test('at once again when the first request after the stop is throttled too', () => {
    const stopped = times(3, throttled, INITIAL_PACE)
    expect(stoppedForMs(throttled(stopped, null, OPTIONS, 300_000), 300_000)).toBe(300_000)
  })
})

test('whatever happens, intervals stay between the full pace and 16 times that', () => {
  const step = fc.constantFrom<(pace: Pace) => Pace>(afterSuccess, throttled, (pace) => afterStart(pace, 0))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const interval = intervalMs(
        steps.reduce<Pace>((pace, next) => next(pace), INITIAL_PACE),
        OPTIONS,
      )
      expect(interval).toBeGreaterThanOrEqual(500)
      expect(interval).toBeLessThanOrEqual(8000)
    }),
  )
})
