import { expect, it } from 'vitest'
import { formatCount, formatDuration, formatInstant, formatQuantity } from '../../src/output/format.ts'

it.each([
  [0, '0 ms'],
  [839.6, '840 ms'],
  [4200, '4.2 s'],
  [9960, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [185_000, '3 min 5 s'],
  [3_599_900, '1 h'],
  [7_800_000, '2 h 10 min'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

it('writes counts with thousands and the right plural', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567')
  expect([0, 1, 2000].map((count) => formatQuantity(count, 'row'))).toEqual(['0 rows', '1 row', '2,000 rows'])
  expect(formatQuantity(2, 'query', 'queries')).toBe('2 queries')
})

it('writes instants in UTC', () => {
  expect(formatInstant(new Date('2026-11-23T05:04:59.999Z'))).toBe('2026-11-23 05:04 UTC')
  expect(formatInstant(null)).toBe('never')
})
