import { expect, test } from 'vitest'
import * as api from '../src/index.ts'

const ERRORS: readonly api.AirbnbInsightsError[] = [
  new api.AuthenticationError('m', { status: 401, reason: 'unauthorized' }),
  new api.BlockedError('m', { status: 403, reason: 'bot_wall' }),
  new api.RateLimitError('m', { status: 429, retryAfterMs: 1 }),
  new api.ApiError('m', { status: 500 }),
  new api.StaleOperationError('ChartQuery', { status: 400, hashes: ['h'] }),
  new api.StaleWebKeyError({ status: 400 }),
  new api.ResponseShapeError('m', { issues: [] }),
  new api.NetworkError('m', {}),
  new api.TimeoutError('m', { timeoutMs: 1 }),
  new api.AbortError('m'),
  new api.InvalidCredentialsError('m', { reason: 'no_session' }),
  new api.InvalidArgumentError('m', { argument: 'a' }),
]

const GUARDS = new Map<string, (value: unknown) => boolean>([
  ['AuthenticationError', api.isAuthenticationError],
  ['BlockedError', api.isBlockedError],
  ['RateLimitError', api.isRateLimitError],
  ['ApiError', api.isApiError],
  ['StaleOperationError', api.isStaleOperationError],
  ['StaleWebKeyError', api.isStaleWebKeyError],
  ['ResponseShapeError', api.isResponseShapeError],
  ['NetworkError', api.isNetworkError],
  ['TimeoutError', api.isTimeoutError],
  ['AbortError', api.isAbortError],
  ['InvalidCredentialsError', api.isInvalidCredentialsError],
  ['InvalidArgumentError', api.isInvalidArgumentError],
])

test.each(ERRORS.map((error) => [error.name, error] as const))(
  '%s is known by its own guard only',
  (name, error) => {
    expect(error).toBeInstanceOf(api.AirbnbInsightsError)
    expect(api.isAirbnbInsightsError(error)).toBe(true)
    const guardsThatSayYes = Array.from(GUARDS).filter(([, guard]) => guard(error))
    expect(guardsThatSayYes.map(([guarded]) => guarded)).toEqual([name])
  },
)

test('each has a code of its own', () => {
  expect(new Set(ERRORS.map(({ code }) => code)).size).toBe(ERRORS.length)
})

test('errors of others are none of ours', () => {
  for (const value of [
    new Error('x'),
    { code: 'api' },
    Object.assign(new Error('x'), { code: 'api' }),
    null,
    'api',
  ]) {
    expect(api.isAirbnbInsightsError(value)).toBe(false)
    expect(api.isApiError(value)).toBe(false)
  }
})

test('an error keeps its cause, its operation and its trace id', () => {
  const cause = new Error('below')
  const error = new api.NetworkError('m', {
    operation: 'ChartQuery',
    traceId: 't',
    cause,
    reason: 'ECONNRESET',
  })
  expect(error).toMatchObject({ operation: 'ChartQuery', traceId: 't', cause, reason: 'ECONNRESET' })
  expect(new api.AbortError('m')).toMatchObject({ operation: null, traceId: null })
})
