import type { QuotedPiece } from '../text/quoted-piece.ts'
import type { ShellQuoting } from '../text/split-words.ts'

/**
 * The quoting of PowerShell, in which people write `curl.exe` by hand: '…' and "…" with the quote doubled within, and
 * backticks. Some versions need `\"` for a quote that reaches the program, so it is taken for one.
 */
export const POWERSHELL: ShellQuoting = { readPiece, continuation: '`' }

const PLAIN = /[^\s'"`]+/y

const SPECIAL: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function readPiece(command: string, at: number): QuotedPiece | null {
  const char = command.charAt(at)
  if (char === "'") return readSingleQuoted(command, at + 1)
  if (char === '"') return readDoubleQuoted(command, at + 1, '"\\')
  if (char === '`') return { text: unescaped(command.charAt(at + 1)), end: at + 2 }
  PLAIN.lastIndex = at
  const text = PLAIN.exec(command)?.[0] ?? char
  return { text, end: at + text.length }
}

/** Reads '…', just behind the opening quote; `null` where the closing one is missing. */
export function readSingleQuoted(command: string, start: number): QuotedPiece | null {
  let text = ''
  let at = start
  for (;;) {
    const end = command.indexOf("'", at)
    if (end < 0) return null
    text += command.slice(at, end)
    if (command.charAt(end + 1) !== "'") return { text, end: end + 1 }
    text += "'"
    at = end + 2
  }
}

const CHARACTER_CODE = /\$\(\[char\](\d{1,5})\)/y

/**
 * Reads "…", just behind the opening quote; `null` where the closing one is missing. `$([char]233)` is how browsers write
 * what is not ASCII.
 *
 * @param quoteEscapes - the characters that make a quote behind them one of the text
 */
export function readDoubleQuoted(command: string, start: number, quoteEscapes = '"'): QuotedPiece | null {
  let text = ''
  for (let at = start; at < command.length; at++) {
    const char = command.charAt(at)
    const next = command.charAt(at + 1)
    const quotes = next === '"' && quoteEscapes.includes(char)
    CHARACTER_CODE.lastIndex = at
    const coded = char === '$' ? CHARACTER_CODE.exec(command) : null
    if (coded !== null) {
      text += String.fromCharCode(Number(coded[1]))
      at += coded[0].length - 1
    } else if (quotes || (char === '`' && next !== '')) {
      text += quotes ? '"' : unescaped(next)
      at += 1
    } else if (char === '"') return { text, end: at + 1 }
    else text += char
  }
  return null
}

const unescaped = (char: string): string => SPECIAL[char] ?? char
