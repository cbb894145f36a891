import type { QuotedPiece } from '../text/quoted-piece.ts'
import type { ShellQuoting } from '../text/split-words.ts'

/** The quoting of a Windows program's command line, once cmd has taken its carets away. */
export const WINDOWS_PROGRAM: ShellQuoting = { readPiece, continuation: '^' }

/**
 * Takes the carets away as cmd.exe does, in both ways in which browsers quote: `^"…^"` with everything escaped, and
 * `"…"`.
 *
 * In cmd's own double quotes a caret is no escape, yet browsers have put them there, before punctuation only; and `^%^7B`
 * is theirs for `%7B`, lest cmd takes it for a variable.
 */
export function withoutCarets(command: string): string {
  let text = ''
  let inQuotes = false
  for (let at = 0; at < command.length; at++) {
    const char = command.charAt(at)
    if (char !== '^') {
      if (char === '"') inQuotes = !inQuotes
      text += char
      continue
    }
    CONTINUED.lastIndex = at
    const continued = CONTINUED.exec(command)
    if (continued !== null) {
      // The character behind a continued line is escaped too: that is how a line break gets into a value.
      at += continued[0].length
      if (command.charAt(at) === '\n') text += '\n'
      else at -= 1
      continue
    }
    const next = command.charAt(at + 1)
    const escapes = !inQuotes || /[^\w\s]/.test(next) || text.endsWith('%')
    if (!escapes) text += char
    else {
      text += next
      at += 1
    }
  }
  return text
}

const CONTINUED = /\^[^\S\n]*\n/y
const PLAIN = /[^\s"\\]+/y
const BACKSLASHES = /\\*"?/y

function readPiece(text: string, at: number): QuotedPiece | null {
  const char = text.charAt(at)
  if (char === '"') return readQuoted(text, at + 1)
  if (char === '\\') return readBackslashes(text, at)
  PLAIN.lastIndex = at
  const plain = PLAIN.exec(text)?.[0] ?? char
  return { text: plain, end: at + plain.length }
}

function readQuoted(text: string, start: number): QuotedPiece | null {
  let value = ''
  let at = start
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '\\') {
      const piece = readBackslashes(text, at)
      value += piece.text
      at = piece.end
    } else if (char !== '"') {
      value += char
      at += 1
    } else if (text.charAt(at + 1) === '"') {
      value += '"'
      at += 2
    } else return { text: value, end: at + 1 }
  }
  return null
}

/** Backslashes count in pairs before a quote, and stand for themselves elsewhere. */
function readBackslashes(text: string, at: number): QuotedPiece {
  BACKSLASHES.lastIndex = at
  const run = BACKSLASHES.exec(text)?.[0] ?? ''
  if (!run.endsWith('"')) return { text: run, end: at + run.length }
  const backslashes = run.length - 1
  const escapesQuote = backslashes % 2 === 1
  return {
    text: '\\'.repeat(Math.floor(backslashes / 2)) + (escapesQuote ? '"' : ''),
    end: at + backslashes + (escapesQuote ? 1 : 0),
  }
}
