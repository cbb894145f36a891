import { readAnsiCQuoted } from './ansi-c-quoting.ts'

/**
 * Splits a command into words as bash does: '…', "…", $'…', backslashes and continued lines. Nothing is expanded.
 *
 * @returns `null` when the command breaks off within quotes
 */
export function splitBash(command: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let at = 0
  while (at < command.length) {
    const char = command.charAt(at)
    if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
      at += 1
      continue
    }
    const continued = /^\\\r?\n/.exec(command.slice(at, at + 3))
    if (continued !== null) {
      at += continued[0].length
      continue
    }
    const piece = readPiece(command, at)
    if (piece === null) return null
    word = (word ?? '') + piece.text
    at = piece.end
  }
  if (word !== null) words.push(word)
  return words
}

/** A stretch of a word: its text unquoted, and where the next begins. */
export interface QuotedPiece {
  readonly text: string
  readonly end: number
}

function readPiece(command: string, at: number): QuotedPiece | null {
  const char = command.charAt(at)
  if (char === "'") {
    const end = command.indexOf("'", at + 1)
    return end < 0 ? null : { text: command.slice(at + 1, end), end: end + 1 }
  }
  if (char === '$' && command.charAt(at + 1) === "'") return readAnsiCQuoted(command, at + 2)
  if (char === '"') return readDoubleQuoted(command, at + 1)
  if (char === '\\') return { text: command.charAt(at + 1), end: at + 2 }
  return { text: char, end: at + 1 }
}

function readDoubleQuoted(command: string, start: number): QuotedPiece | null {
  let text = ''
  for (let at = start; at < command.length; at++) {
    const char = command.charAt(at)
    if (char === '"') return { text, end: at + 1 }
    const next = command.charAt(at + 1)
    if (char === '\\' && next === '\n') at += 1
    else if (char === '\\' && '"\\$`'.includes(next) && next !== '') {
      text += next
      at += 1
    } else text += char
  }
  return null
}
