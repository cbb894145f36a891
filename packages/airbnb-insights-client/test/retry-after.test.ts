import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRetryAfter } from '../src/retry-after.ts'

const NOW = Date.UTC(2026, 3, 15, 5, 0, 0)

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['1.5', 1500],
  ['99999999999999', 604_800_000],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 604_800_000],
  ['Wed, 15 Apr 2026 05:01:00 GMT', 60_000],
  ['Wed, 15 Apr 2026 04:00:00 GMT', 0],
])('%j means %d ms', (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected)
})

test.each([null, '', 'soon', '-5', '5 apples'])('%j means nothing', (header) => {
  expect(parseRetryAfter(header, NOW)).toBeNull()
})

test('any HTTP date is as far away as it says, never before now and never after a week', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000_000 }), (seconds) => {
      const header = new Date(NOW + seconds * 1000).toUTCString()
      expect(parseRetryAfter(header, NOW)).toBe(Math.min(604_800_000, Math.max(0, seconds * 1000)))
    }),
  )
})
