import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { type AccountProgress, waitingAccount } from '../../../src/sync/display/account-progress.ts'
import { progressLines } from '../../../src/sync/display/progress-lines.ts'
import { answered, begun, listingFinished, outcome, progressAfter } from './progress-events.ts'

const lines = (
  accounts: readonly AccountProgress[],
  { width = 120, now = 0, maxAccounts = 12 } = {},
): string[] =>
  progressLines(accounts, {
    width,
    now,
    maxAccounts,
    style: (_, text) => text,
    pace: { minIntervalMs: 500, concurrency: 4 },
  })

const running = progressAfter('120000042', [
  ...begun(5, 390),
  answered(0, 78, 390),
  listingFinished(0, 'Loft', 1256),
])

describe('progressLines', () => {
  it('of one account is one line: listings, requests, rows, how long', () => {
    expect(lines([running])).toEqual([
      '120000042  ████░░░░░░░░░░░░░░░░░░░░  1/5 listings  78/390 requests  1,256 rows  ~2 min 36 s',
    ])
  })

  it('of several begins with one for all, in columns', () => {
    const throttle = {
      type: 'throttle',
      operation: 'ChartQuery',
      retryAfterMs: 2000,
      intervalMs: 500,
      stopped: false,
    } as const
    const paused = progressAfter('2', [...begun(4, 312), { at: 0, client: throttle }])
    const ended = progressAfter('3', [
      { at: 0, sync: { type: 'run_finished', outcome: outcome('auth_failed') } },
    ])
    expect(lines([running, paused, ended, waitingAccount('4')], { now: 500 })).toEqual([
      '1/4 accounts  ██░░░░░░░░░░░░░░░░░░░░░░  1/9 listings  78/702 requests  1,256 rows  ~2 min 38 s',
      '120000042     ████░░░░░░░░░░░░░░░░░░░░  1/5 listings  78/390 requests  1,256 rows  ~2 min 36 s',
      '2             ░░░░░░░░░░░░░░░░░░░░░░░░  0/4 listings   0/312 requests      0 rows  429 in 1.5 s',
      '3             ░░░░░░░░░░░░░░░░░░░░░░░░                                             ✗ auth_failed',
      '4             ░░░░░░░░░░░░░░░░░░░░░░░░                                             waiting',
    ])
  })

  it.each([120, 80, 60, 40])('fits a terminal of %i columns, giving up the last numbers first', (width) => {
    const shown = lines([running, waitingAccount('4')], { width })
    for (const line of shown) expect(stringWidth(line)).toBeLessThanOrEqual(width)
    expect(shown.some((line) => line.includes('1,256 rows'))).toBe(width >= 80)
    expect(shown.some((line) => line.includes('1/5 listings'))).toBe(width >= 60)
  })

  it('of more accounts than there is room for shows those in progress', () => {
    const waiting = Array.from({ length: 20 }, (_, index) => waitingAccount(String(index)))
    const shown = lines([...waiting, running], { maxAccounts: 3 })
    expect(shown).toHaveLength(2)
    expect(shown[0]).toContain('0/21 accounts')
    expect(shown[1]).toContain('120000042')
  })

  it('says how many listings failed', () => {
    const failed = progressAfter('1', [...begun(2, 20), listingFinished(0, 'Attic', 'failed')])
    expect(lines([failed])[0]).toContain('1 failed, ~5 s')
  })
})
