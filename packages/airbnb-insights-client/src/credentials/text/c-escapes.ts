import type { QuotedPiece } from './quoted-piece.ts'

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/**
 * Reads a text with escapes as C has them: bash's $'…', which browsers choose as soon as a value holds a quote or anything
 * beyond ASCII, and the texts of JavaScript.
 *
 * @param start - just behind the opening quote
 * @param quote - what closes it
 * @returns `null` when the closing quote is missing
 */
export function readCEscaped(command: string, start: number, quote = "'"): QuotedPiece | null {
  let text = ''
  let at = start
  while (at < command.length) {
    const char = command.charAt(at)
    if (char === quote) return { text, end: at + 1 }
    if (char !== '\\') {
      text += char
      at += 1
      continue
    }
    const rest = command.slice(at + 1, at + 10)
    const coded =
      /^(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8}))/.exec(rest) ?? /^([0-7]{1,3})/.exec(rest)
    if (coded !== null) {
      const digits = coded.slice(1).find((group) => group !== undefined) ?? ''
      text += String.fromCodePoint(Math.min(Number.parseInt(digits, /^[xuU]/.test(rest) ? 16 : 8), 0x10ffff))
      at += 1 + coded[0].length
      continue
    }
    const escaped = rest.charAt(0)
    text += SIMPLE[escaped] ?? escaped
    at += 2
  }
  return null
}
