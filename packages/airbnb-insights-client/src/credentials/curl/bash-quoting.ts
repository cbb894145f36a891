import { readCEscaped } from '../text/c-escapes.ts'
import type { QuotedPiece } from '../text/quoted-piece.ts'
import type { ShellQuoting } from '../text/split-words.ts'

/** The quoting of bash and its like: '…', "…", $'…' and backslashes. */
export const BASH: ShellQuoting = { readPiece, continuation: '\\' }

const PLAIN = /[^\s'"$\\]+/y

function readPiece(command: string, at: number): QuotedPiece | null {
  const char = command.charAt(at)
  const next = command.charAt(at + 1)
  if (char === "'") {
    const end = command.indexOf("'", at + 1)
    return end < 0 ? null : { text: command.slice(at + 1, end), end: end + 1 }
  }
  if (char === '$' && next === "'") return readCEscaped(command, at + 2)
  if (char === '"') return readDoubleQuoted(command, at + 1)
  if (char === '$' && next === '"') return readDoubleQuoted(command, at + 2)
  if (char === '\\') return { text: next, end: at + 2 }
  PLAIN.lastIndex = at
  const text = PLAIN.exec(command)?.[0] ?? char
  return { text, end: at + text.length }
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
