import type { QuotedPiece } from '../text/quoted-piece.ts'

/** How a shell quotes. */
export interface ShellQuoting {
  /** Reads the quoted or plain stretch that begins here; `null` where its closing quote is missing. */
  readonly readPiece: (command: string, at: number) => QuotedPiece | null
  /** What stands before the break of a line that goes on. */
  readonly continuation: string
}

/** The words of a command, unquoted. */
export interface CommandWords {
  readonly words: readonly string[]
  /** False where the command breaks off within quotes: its last word is missing then. */
  readonly whole: boolean
}

/**
 * Splits a command into words. Nothing is expanded. A line's break ends it where the next line holds no argument: what
 * follows is a mail's text, a terminal's next prompt, or output.
 */
export function splitWords(command: string, { readPiece, continuation }: ShellQuoting): CommandWords {
  const words: string[] = []
  let word: string | null = null
  let at = 0
  while (at < command.length) {
    const char = command.charAt(at)
    // People lose the line break behind a backslash, or get spaces between the two.
    const space = char === continuation && /\s/.test(command.charAt(at + 1)) ? at + 1 : at
    if (/\s/.test(command.charAt(space))) {
      if (word !== null) words.push(word)
      word = null
      if (space === at && char === '\n' && !goesOn(command, at)) break
      at = space === at ? at + 1 : endOfLine(command, space)
      continue
    }
    const piece = readPiece(command, at)
    if (piece === null) return { words, whole: false }
    word = (word ?? '') + piece.text
    at = piece.end
  }
  if (word !== null) words.push(word)
  return { words, whole: true }
}

const BLANKS = /[^\S\n]*\n?/y

/** Just behind the line break that only blanks separate from here, or else behind the blanks. */
function endOfLine(command: string, at: number): number {
  BLANKS.lastIndex = at
  BLANKS.test(command)
  return BLANKS.lastIndex
}

const NEXT_ARGUMENT = /\n[^\S\n]*(?:[-–—]|"|\$?'|https?:\/\/)|\n\s*--?[A-Za-z]/iy

function goesOn(command: string, at: number): boolean {
  NEXT_ARGUMENT.lastIndex = at
  return NEXT_ARGUMENT.test(command)
}
