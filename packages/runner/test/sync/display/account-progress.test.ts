import { describe, expect, it } from 'vitest'
import { requestsLeft } from '../../../src/sync/display/account-progress.ts'
import { answered, begun, listingFinished, outcome, progressAfter } from './progress-events.ts'

describe('an account in progress', () => {
  it('counts listings, requests and rows', () => {
    const account = progressAfter('1', [
      ...begun(3, 30),
      answered(10, 1, 30),
      answered(20, 2, 31),
      listingFinished(30, 'Loft', 256),
      listingFinished(40, 'Attic', 'failed'),
    ])
    expect(account).toMatchObject({
      listingsTotal: 3,
      listingsDone: 1,
      listingsFailed: 1,
      requestsDone: 2,
      requestsTotal: 31,
      requestsHere: 2,
      rows: { inserted: 256, updated: 0, unchanged: 0 },
      outcome: null,
    })
  })

  it('of a resumed run counts what was stored before, and paces by what it asked itself', () => {
    const account = progressAfter('1', [...begun(4, 120, 3), answered(5, 91, 120)])
    expect(account).toMatchObject({ listingsDone: 3, requestsDone: 91, requestsHere: 1 })
  })

  it('does not expect requests that a failed listing did not come to', () => {
    const told = [...begun(2, 160), answered(1, 1, 160)]
    expect(requestsLeft(progressAfter('1', told))).toBe(159)
    expect(requestsLeft(progressAfter('1', [...told, listingFinished(2, 'Attic', 'failed')]))).toBe(80)
  })

  it('ends with its outcome', () => {
    const ended = progressAfter('1', [
      ...begun(1, 9),
      { at: 50, sync: { type: 'run_finished', outcome: outcome('partial') } },
    ])
    expect(ended).toMatchObject({ startedAt: 0, finishedAt: 50, outcome: { status: 'partial' } })
  })
})

describe('pauses', () => {
  const throttle = {
    type: 'throttle',
    operation: 'ChartQuery',
    retryAfterMs: 2000,
    intervalMs: 200,
    stopped: false,
  } as const
  const retry = {
    type: 'retry',
    operation: 'ChartQuery',
    attempt: 1,
    delayMs: 300,
    reason: 'api',
    message: 'HTTP 503',
  } as const

  it('a 429 pauses for as long as it asks, and its retry does not shorten that', () => {
    const account = progressAfter('1', [
      ...begun(1, 9),
      { at: 100, client: throttle },
      { at: 101, client: { ...retry, reason: 'rate_limited' } },
    ])
    expect(account).toMatchObject({ throttles: 1, retries: 1, pause: { until: 2100, reason: 'throttled' } })
  })

  it('a failed attempt pauses until it is repeated', () => {
    const paused = [...begun(1, 9), { at: 100, client: retry }]
    expect(progressAfter('1', paused)).toMatchObject({
      throttles: 0,
      retries: 1,
      pause: { until: 400, reason: 'retry' },
    })
    const request = { type: 'request', operation: 'ChartQuery', attempt: 2 } as const
    expect(progressAfter('1', [...paused, { at: 400, client: request }]).pause).toBeNull()
  })
})
