/** What a statement is made of, as far as it matters here: names, and everything else character by character. */
export interface SqlToken {
  /** `name` is unquoted or quoted, as PostgreSQL understands it. */
  readonly kind: 'name' | 'other'
  readonly text: string
  readonly quoted: boolean
  /** Where it begins. */
  readonly at: number
}

const PIECES = [
  { kind: 'comment', pattern: /--[^\n\r]*/y },
  { kind: 'text', pattern: /[eE]'(?:[^'\\]|\\[^]|'')*'/y },
  { kind: 'text', pattern: /(?:[bBxXnN])?'(?:[^']|'')*'/y },
  // To PostgreSQL, whatever is not ASCII is a letter.
  { kind: 'text', pattern: /\$((?:[a-zA-Z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?)\$[^]*?\$\1\$/y },
  { kind: 'quoted', pattern: /"(?:[^"]|"")+"/y },
  { kind: 'name', pattern: /[a-zA-Z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y },
  { kind: 'space', pattern: /[ \t\n\r\f\v]+/y },
  { kind: 'number', pattern: /\d+/y },
] as const

/**
 * Reads a statement into its names and signs; comments, texts and numbers are left out.
 *
 * @returns undefined where it cannot be read: a quote or a comment without end, or names written in escapes.
 */
export function sqlTokens(statement: string): readonly SqlToken[] | undefined {
  const tokens: SqlToken[] = []
  let at = 0
  while (at < statement.length) {
    if (/^u&["']/i.test(statement.slice(at, at + 3))) return undefined
    if (statement.startsWith('/*', at)) {
      const end = endOfComment(statement, at)
      if (end === undefined) return undefined
      at = end
      continue
    }
    const piece = pieceAt(statement, at)
    if (piece === undefined) {
      const sign = statement.charAt(at)
      if (sign === "'" || sign === '"') return undefined
      tokens.push({ kind: 'other', text: sign, quoted: false, at })
      at += 1
      continue
    }
    const { kind, text } = piece
    if (kind === 'name') tokens.push({ kind: 'name', text: text.toLowerCase(), quoted: false, at })
    if (kind === 'quoted')
      tokens.push({ kind: 'name', text: text.slice(1, -1).replaceAll('""', '"'), quoted: true, at })
    at += text.length
  }
  return tokens
}

function pieceAt(statement: string, at: number) {
  for (const { kind, pattern } of PIECES) {
    pattern.lastIndex = at
    const text = pattern.exec(statement)?.[0]
    if (text !== undefined) return { kind, text }
  }
  return undefined
}

/** A comment in C's way may hold others. */
function endOfComment(statement: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < statement.length; at += 1) {
    const two = statement.slice(at, at + 2)
    if (two !== '/*' && two !== '*/') continue
    depth += two === '/*' ? 1 : -1
    at += 1
    if (depth === 0) return at + 1
  }
  return undefined
}
