import { expect, test } from 'vitest'
import { plainFields, plainText } from '../../../src/mcp/server/plain-text.ts'

test.each([
  ['control characters', 'a\u0000b\u001b[31mc\u0085d', 'ab[31mcd'],
  ['lines', 'one\r\n\n two\u2028three', 'one two three'],
  ['what turns the direction', 'a\u202Eb\u2066c', 'abc'],
  ['words in characters nobody sees', 'Loft\u{E0049}\u{E0067}\u{E006E}\u200B\u{E0101}', 'Loft'],
  ['half a character', 'a\uD800b', 'a\uFFFDb'],
  ['emoji and other scripts', 'Lac 🏡 بيت', 'Lac 🏡 بيت'],
])('%s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain)
})

test('an endless text is cut', () => {
  expect(plainText('x'.repeat(5_000))).toBe(`${'x'.repeat(2_000)}…`)
})

const hide = (text: string): string => text.replaceAll('secret', '[redacted]')

test('every text of a value is made plain and free of secrets, names of fields too', () => {
  expect(plainFields({ 'a\nsecret': ['x\u200By', 1, null, { b: 'my secret' }] }, hide)).toEqual({
    'a [redacted]': ['xy', 1, null, { b: 'my [redacted]' }],
  })
})
