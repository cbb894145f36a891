import { readCEscaped } from '../text/c-escapes.ts'

/** A value read from a script, and where what follows it begins. */
export interface ScriptLiteral {
  readonly value: unknown
  readonly end: number
}

const BLANKS = /(?:\s|\/\/[^\n]*\n)*/y
const BARE_KEY = /[\w$-]+/y
const BARE_VALUE = /-?[\w.]+/y
/** Deeper than any request is. */
const DEEPEST = 20

/**
 * Reads a literal of JavaScript: a text in any of its quotes, an object or a list of literals, a number or a word. Nothing
 * is run.
 *
 * @returns `null` where it breaks off, or is no literal
 */
export function readLiteral(script: string, start: number, depth = 0): ScriptLiteral | null {
  const at = afterBlanks(script, start)
  const char = script.charAt(at)
  if (char === '"' || char === "'" || char === '`') return readText(script, at)
  if (char === '{' || char === '[') return depth > DEEPEST ? null : readEntries(script, at, depth)
  BARE_VALUE.lastIndex = at
  const word = BARE_VALUE.exec(script)?.[0]
  return word === undefined ? null : { value: word, end: at + word.length }
}

/** Behind the blanks and comments that begin here. */
export function afterBlanks(script: string, at: number): number {
  BLANKS.lastIndex = at
  BLANKS.test(script)
  return BLANKS.lastIndex
}

function readEntries(script: string, start: number, depth: number): ScriptLiteral | null {
  const isObject = script.charAt(start) === '{'
  const close = isObject ? '}' : ']'
  const entries: [key: string, value: unknown][] = []
  let at = afterBlanks(script, start + 1)
  while (script.charAt(at) !== close) {
    let key = ''
    if (isObject) {
      const named = readKey(script, at)
      if (named === null) return null
      key = String(named.value)
      at = afterBlanks(script, named.end)
      if (script.charAt(at) !== ':') return null
      at += 1
    }
    const literal = readLiteral(script, at, depth + 1)
    if (literal === null) return null
    entries.push([key, literal.value])
    at = afterBlanks(script, literal.end)
    if (script.charAt(at) === ',') at = afterBlanks(script, at + 1)
    else if (script.charAt(at) !== close) return null
  }
  const value = isObject ? Object.fromEntries(entries) : entries.map(([, entry]) => entry)
  return { value, end: at + 1 }
}

function readKey(script: string, at: number): ScriptLiteral | null {
  if (/["'`]/.test(script.charAt(at))) return readText(script, at)
  BARE_KEY.lastIndex = at
  const key = BARE_KEY.exec(script)?.[0]
  return key === undefined ? null : { value: key, end: at + key.length }
}

function readText(script: string, start: number): ScriptLiteral | null {
  const quote = script.charAt(start)
  const piece = readCEscaped(script, start + 1, quote)
  // Within backticks anything may be computed, and a line ends no other text.
  if (
    piece === null ||
    (quote === '`' ? piece.text.includes('${') : script.slice(start, piece.end).includes('\n'))
  )
    return null
  return { value: piece.text, end: piece.end }
}
