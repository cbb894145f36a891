import type { SimulatedRequest } from 'airbnb-insights-client/simulator'
import { describe, expect, it } from 'vitest'
import type { HeardEvent } from '../../src/demo/demo-stage.ts'
import type { DemoSync } from '../../src/demo/demo-sync.ts'
import { EXPIRED_ACCOUNT, THROTTLED_ACCOUNT, TROUBLED_ACCOUNT } from '../../src/demo/demo-world.ts'
import { checkStillExpired } from '../../src/demo/expired-session.ts'
import { checkServerError, checkThrottle } from '../../src/demo/transient-failures.ts'
import type { SyncStatus } from '../../src/sync/sync-outcome.ts'

const request = (accountId: string, more: Partial<SimulatedRequest>): SimulatedRequest => ({
  method: 'POST',
  accountId,
  operation: 'ChartQuery',
  hash: 'a'.repeat(64),
  listingId: '900000000000000001',
  listingIds: ['900000000000000001'],
  metric: 'conversion_rate',
  relativeDsStart: -24,
  relativeDsEnd: 3,
  baseDay: '2026-06-13',
  status: 200,
  fault: null,
  concurrent: 1,
  ...more,
})

const syncOf = (accountId: string, status: SyncStatus, requests: readonly SimulatedRequest[]): DemoSync => {
  const outcome = { accountId, status, run: null, error: null, retryAt: null, holder: null }
  return {
    scrapeDay: '2026-06-15',
    reports: [{ outcome, name: null, run: null, listings: [], durationMs: 1 }],
    requests,
    durationMs: 1,
    leftLines: false,
  }
}

/** A 429 that was waited out for so long, beside another account's request. */
const heard = (waitMs: number): HeardEvent[] => [
  {
    accountId: THROTTLED_ACCOUNT,
    at: 100,
    event: {
      type: 'throttle',
      operation: 'ChartQuery',
      retryAfterMs: 2000,
      intervalMs: 200,
      stopped: false,
    },
  },
  { accountId: TROUBLED_ACCOUNT, at: 110, event: { type: 'request', operation: 'ChartQuery', attempt: 1 } },
  {
    accountId: THROTTLED_ACCOUNT,
    at: 100 + waitMs,
    event: { type: 'request', operation: 'ChartQuery', attempt: 2 },
  },
]

describe('the 429', () => {
  const refused = request(THROTTLED_ACCOUNT, { status: 429, fault: 'status' })
  const log = [refused, request(TROUBLED_ACCOUNT, {}), request(THROTTLED_ACCOUNT, {})]

  it('happened where it was waited out and the same request followed', () => {
    const event = checkThrottle(syncOf(THROTTLED_ACCOUNT, 'succeeded', log), heard(2001))
    expect(event).toMatchObject({ happened: true, story: expect.stringContaining('waited 2.0 s') })
  })

  it.each([
    ['was not waited out', log, heard(300), 'succeeded'],
    ['never came', log.slice(1), [], 'succeeded'],
    [
      'was followed by another request',
      [refused, request(THROTTLED_ACCOUNT, { relativeDsStart: 4 })],
      heard(2001),
      'succeeded',
    ],
    ['ended the run', log, heard(2001), 'rate_limited'],
  ] as const)('did not happen as it should where it %s', (_, requests, events, status) => {
    expect(checkThrottle(syncOf(THROTTLED_ACCOUNT, status, requests), events).happened).toBe(false)
  })
})

const serverErrorHappened = (requests: readonly SimulatedRequest[]) =>
  checkServerError(syncOf(TROUBLED_ACCOUNT, 'partial', requests)).happened

describe('the 503', () => {
  const failed = request(TROUBLED_ACCOUNT, { status: 503, fault: 'status' })

  it('happened where the same request was sent again and answered', () => {
    expect(serverErrorHappened([failed, request(TROUBLED_ACCOUNT, {})])).toBe(true)
  })

  it('did not happen as it should where it was not repeated, or failed again', () => {
    expect(serverErrorHappened([])).toBe(false)
    expect(serverErrorHappened([failed])).toBe(false)
    expect(serverErrorHappened([failed, failed, request(TROUBLED_ACCOUNT, {})])).toBe(false)
  })
})

const stillExpired = (status: SyncStatus, requests: readonly SimulatedRequest[]) =>
  checkStillExpired(syncOf(EXPIRED_ACCOUNT, status, requests)).happened

describe('the expired session on the second day', () => {
  it('must be reported and not asked', () => {
    expect(stillExpired('auth_failed', [])).toBe(true)
    expect(stillExpired('auth_failed', [request(EXPIRED_ACCOUNT, { status: 302 })])).toBe(false)
    expect(stillExpired('succeeded', [])).toBe(false)
  })
})
