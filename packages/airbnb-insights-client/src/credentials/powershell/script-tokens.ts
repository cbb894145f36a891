import { readDoubleQuoted, readSingleQuoted } from './powershell-quoting.ts'

/** A piece of a PowerShell script: a text that was quoted, a word, or a mark such as `(` or `@{`. */
export interface ScriptToken {
  readonly kind: 'text' | 'word' | 'mark'
  readonly text: string
}

/** The pieces of a script. */
export interface ScriptTokens {
  readonly tokens: readonly ScriptToken[]
  /** False where the script breaks off within quotes. */
  readonly whole: boolean
}

const SKIPPED = /(?:[^\S\n]|`[^\S\n]*\n)+/y
const MARK = /@\{|[(){},;=\n]/y
const WORD = /[^\s(){},;='"`]+|`/y

/** Takes a script apart. Line breaks are marks: they part the entries of a table. */
export function scriptTokens(script: string): ScriptTokens {
  const tokens: ScriptToken[] = []
  let at = 0
  while (at < script.length) {
    const char = script.charAt(at)
    if (char === '"' || char === "'") {
      const piece = char === '"' ? readDoubleQuoted(script, at + 1) : readSingleQuoted(script, at + 1)
      if (piece === null) return { tokens, whole: false }
      tokens.push({ kind: 'text', text: piece.text })
      at = piece.end
      continue
    }
    const skipped = matchAt(SKIPPED, script, at)
    const mark = skipped === '' ? matchAt(MARK, script, at) : ''
    const word = skipped === '' && mark === '' ? matchAt(WORD, script, at) : ''
    if (mark !== '') tokens.push({ kind: 'mark', text: mark })
    if (word !== '') tokens.push({ kind: 'word', text: word })
    at += Math.max(1, skipped.length + mark.length + word.length)
  }
  return { tokens, whole: true }
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
