import { expect, it } from 'vitest'
import { strangersText } from '../../../src/notify/message/strangers-text.ts'

it.each([
  { what: 'what is short enough', text: 'Loft', longest: 4, told: 'Loft' },
  { what: 'letters, however wide', text: '海辺の家です', longest: 4, told: '海辺の…' },
  {
    what: 'pictures of several code points',
    text: '👨‍👩‍👧‍👦'.repeat(3),
    longest: 2,
    told: '👨…',
  },
  { what: 'lines and controls', text: 'one\n\u0007two', longest: 80, told: 'one two' },
])('$what is told in so many letters', ({ text, longest, told }) => {
  expect(strangersText(text, longest)).toBe(told)
})

it('a letter with endless marks is cut as well', () => {
  const told = strangersText(`a${'\u0301'.repeat(10_000)}`, 80)
  expect(told.length).toBeLessThanOrEqual(80 * 16 + 1)
})
