import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AbortError,
  type AirbnbInsightsError,
  ApiError,
  AuthenticationError,
  BlockedError,
  NetworkError,
  RateLimitError,
  ResponseShapeError,
  StaleOperationError,
  StaleWebKeyError,
  TimeoutError,
} from '../src/index.ts'
import { decideRetry } from '../src/retry-policy.ts'

const OPTIONS = { retries: 4, baseDelayMs: 1000, maxDelayMs: 5000, maxRetryAfterMs: 60_000 }

const decide = (error: AirbnbInsightsError, attempt = 1, retryAfterMs: number | null = null, random = 0.5) =>
  decideRetry({ error, attempt, retryAfterMs }, OPTIONS, random)

const NETWORK = new NetworkError('reset', {})
const THROTTLED = new RateLimitError('429', { retryAfterMs: 300_000, status: 429 })

test.each<[string, AirbnbInsightsError]>([
  ['network errors', NETWORK],
  ['time-outs', new TimeoutError('late', { timeoutMs: 1 })],
  ['429', THROTTLED],
  ['500', new ApiError('500', { status: 500 })],
  ['503', new ApiError('503', { status: 503 })],
])('%s are tried again', (_, error) => {
  expect(decide(error)).toEqual({ kind: 'retry', delayMs: 500 })
})

test.each<[string, AirbnbInsightsError]>([
  ['an expired session', new AuthenticationError('401', { status: 401, reason: 'unauthorized' })],
  ['a wall', new BlockedError('503', { status: 503, reason: 'maintenance', retryAfterMs: 1000 })],
  ['a wrong shape', new ResponseShapeError('shape', { issues: [] })],
  ['an abort', new AbortError('aborted')],
  ['a stale hash', new StaleOperationError('ChartQuery', { hashes: ['x'], status: 400 })],
  ['a stale web key', new StaleWebKeyError({ status: 400 })],
  ['GraphQL errors', new ApiError('200', { status: 200 })],
  ['a client error', new ApiError('418', { status: 418 })],
])('%s is not, even when the server names a time', (_, error) => {
  expect(decide(error, 1, 1000)).toEqual({ kind: 'give_up' })
})

describe('the wait', () => {
  test('is anything from nothing to a ceiling that doubles up to the maximum', () => {
    const ceilings = [1, 2, 3, 4].map((attempt) => decide(NETWORK, attempt, null, 0.999_999_9))
    expect(ceilings.map((decision) => ('delayMs' in decision ? decision.delayMs : null))).toEqual([
      1000, 2000, 4000, 5000,
    ])
    expect(decide(NETWORK, 3, null, 0)).toEqual({ kind: 'retry', delayMs: 0 })
  })

  test('ends with the retries', () => {
    expect(decide(NETWORK, 4)).toMatchObject({ kind: 'retry' })
    expect(decide(NETWORK, 5)).toEqual({ kind: 'give_up' })
  })

  test('is as long as Retry-After says, up to the limit', () => {
    expect(decide(THROTTLED, 1, 60_000)).toEqual({ kind: 'retry', delayMs: 60_000 })
    expect(decide(THROTTLED, 1, 60_001)).toEqual({ kind: 'come_back_later', retryAfterMs: 60_001 })
    expect(decide(THROTTLED, 5, 60_001)).toEqual({ kind: 'come_back_later', retryAfterMs: 60_001 })
  })

  test('is never shorter than Retry-After nor longer than both it and the maximum', () => {
    const attempt = fc.integer({ min: 1, max: 4 })
    const retryAfter = fc.option(fc.integer({ min: 0, max: 60_000 }))
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(attempt, retryAfter, random, (attemptNumber, retryAfterMs, number) => {
        const decision = decide(THROTTLED, attemptNumber, retryAfterMs, number)
        if (decision.kind !== 'retry') throw new Error('It must be tried again')
        expect(decision.delayMs).toBeGreaterThanOrEqual(retryAfterMs ?? 0)
        expect(decision.delayMs).toBeLessThanOrEqual(Math.max(retryAfterMs ?? 0, OPTIONS.maxDelayMs))
      }),
    )
  })
})
