import { expect, test } from 'vitest'
import { AirbnbInsightsClient, type AirbnbInsightsClientOptions } from '../src/index.ts'
import { CREDENTIALS } from './support/credentials.ts'

test.each<[string, Partial<AirbnbInsightsClientOptions>, string]>([
  ['a base URL that is none', { baseUrl: 'airbnb' }, 'baseUrl'],
  ['a base URL of another scheme', { baseUrl: 'ftp://www.airbnb.com' }, 'baseUrl'],
  ['a base URL with a query', { baseUrl: 'https://www.airbnb.com/?a=1' }, 'baseUrl'],
  ['a time-out of nothing', { timeoutMs: 0 }, 'timeoutMs'],
  ['a time-out beyond what timers can do', { timeoutMs: 2 ** 31 }, 'timeoutMs'],
  ['a time-out that is no number', { timeoutMs: Number.NaN }, 'timeoutMs'],
  ['half a retry', { retry: { retries: 1.5 } }, 'retry.retries'],
  ['a negative interval', { rateLimit: { minIntervalMs: -1 } }, 'rateLimit.minIntervalMs'],
  ['a jitter above 1', { rateLimit: { jitter: 1.1 } }, 'rateLimit.jitter'],
  [
    'to stop after no throttle',
    { rateLimit: { maxConsecutiveThrottles: 0 } },
    'rateLimit.maxConsecutiveThrottles',
  ],
  ['a web key over two lines', { webKey: 'a\nb' }, 'webKey'],
  ['half a day of lag', { baseDayLagDays: 1.5 }, 'baseDayLagDays'],
  ['an empty locale', { locale: '' }, 'locale'],
  ['an unknown operation', { operations: JSON.parse('{"Chart":"a"}') }, 'operations'],
])('refuses %s, naming the option', (_, options, argument) => {
  expect(() => new AirbnbInsightsClient({ credentials: CREDENTIALS, ...options })).toThrow(
    expect.objectContaining({ name: 'InvalidArgumentError', code: 'invalid_argument', argument }),
  )
})
