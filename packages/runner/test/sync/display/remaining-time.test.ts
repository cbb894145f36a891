import { describe, expect, it } from 'vitest'
import { waitingAccount } from '../../../src/sync/display/account-progress.ts'
import { overallRemainingMs, remainingMs, spanOf } from '../../../src/sync/display/remaining-time.ts'
import { answered, begun, outcome, progressAfter } from './progress-events.ts'

const pace = { minIntervalMs: 500, concurrency: 2 }

describe('how long an account takes', () => {
  it('goes by the configured pace at first', () => {
    expect(remainingMs(progressAfter('1', begun(1, 100)), pace, 0)).toBe(50_000)
  })

  it('goes by the measured pace once there is one, never by a faster one than configured', () => {
    const requests = [1, 2, 3, 4, 5].map((done) => answered(done * 800, done, 105))
    const account = progressAfter('1', [...begun(1, 105), ...requests])
    expect(remainingMs(account, pace, 4000)).toBe(80_000)
    expect(remainingMs(account, { ...pace, minIntervalMs: 1000 }, 4000)).toBe(100_000)
  })

  it('adds the pause that it is in', () => {
    const throttle = {
      type: 'throttle',
      operation: 'ChartQuery',
      retryAfterMs: 3000,
      intervalMs: 500,
      stopped: false,
    } as const
    const account = progressAfter('1', [...begun(1, 10), { at: 0, client: throttle }])
    expect(remainingMs(account, pace, 1000)).toBe(2000 + 5000)
  })

  it('is unknown before the listings are, or without any pace, and nothing at the end', () => {
    expect(remainingMs(waitingAccount('1'), pace, 0)).toBeNull()
    expect(remainingMs(progressAfter('1', begun(1, 9)), { ...pace, minIntervalMs: 0 }, 0)).toBeNull()
    const ended = progressAfter('1', [
      ...begun(1, 9),
      { at: 5, sync: { type: 'run_finished', outcome: outcome('failed') } },
    ])
    expect(remainingMs(ended, pace, 9)).toBe(0)
  })
})

describe('how long all accounts take', () => {
  it('is that of the longest lane; waiting accounts count like the average', () => {
    const accounts = [progressAfter('1', begun(1, 20)), progressAfter('2', begun(1, 40)), waitingAccount('3')]
    expect(overallRemainingMs(accounts, pace, 0)).toBe(10_000 + 15_000)
    expect(overallRemainingMs(accounts, { ...pace, concurrency: 3 }, 0)).toBe(20_000)
  })

  it('is unknown while nothing is in progress', () => {
    expect(overallRemainingMs([waitingAccount('1')], pace, 0)).toBeNull()
  })
})

describe('spanOf', () => {
  it('gives each piece to the lane that is free first', () => {
    expect(spanOf([5, 1, 1, 1], 2)).toBe(5)
    expect(spanOf([5, 1, 1, 1], 1)).toBe(8)
    expect(spanOf([], 4)).toBe(0)
  })
})
