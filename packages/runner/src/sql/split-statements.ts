/** Texts, names and comments, in which a semicolon ends nothing; without their end they go on. */
const WHOLE = [
  /--[^\n]*/y,
  /[eE]'(?:[^'\\]|''|\\.)*(?:'|$)/sy,
  /'(?:[^']|'')*(?:'|$)/sy,
  /"(?:[^"]|"")*(?:"|$)/sy,
  /\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$.*?(?:\$\1\$|$)/sy,
]
/** A name or word, so that the dollar in it begins no text. */
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y

/** Statements that end with a semicolon, and what follows the last of them. */
export interface SplitStatements {
  readonly statements: readonly string[]
  /** What has not ended yet; empty where there is nothing but space and comments. */
  readonly rest: string
}

/**
 * Splits SQL into statements, as far as semicolons do. It decides nothing but where one ends: the server itself refuses
 * two in one.
 */
export function splitStatements(sql: string): SplitStatements {
  const statements: string[] = []
  let start = 0
  let at = 0
  let body = new RoutineBody()
  while (at < sql.length) {
    const end = sql.startsWith('/*', at) ? endOfComment(sql, at) : endOfWhole(sql, at)
    const word = end > at ? undefined : wordAt(sql, at)
    if (word !== undefined) body.take(word)
    if (end > at) at = end
    else if (word !== undefined) at += word.length
    else if (sql[at] === ';' && !body.isOpen) {
      const statement = sql.slice(start, at).trim()
      if (saysSomething(statement)) statements.push(statement)
      at += 1
      start = at
      body = new RoutineBody()
    } else at += 1
  }
  const rest = sql.slice(start)
  return { statements, rest: saysSomething(rest) ? rest : '' }
}

function endOfWhole(sql: string, at: number): number {
  for (const pattern of WHOLE) {
    pattern.lastIndex = at
    if (pattern.test(sql)) return pattern.lastIndex
  }
  return at
}

function wordAt(sql: string, at: number): string | undefined {
  WORD.lastIndex = at
  return WORD.exec(sql)?.[0]
}

/** The body of a function between BEGIN ATOMIC and its END: semicolons in it end statements of the function. */
class RoutineBody {
  readonly #first: string[] = []
  #depth = 0

  /** Whether it has begun and not ended. */
  get isOpen(): boolean {
    return this.#depth > 0
  }

  /** Takes the next word of the statement. */
  take(word: string): void {
    const upper = word.toUpperCase()
    if (this.#first.length < WORDS_TO_TELL) this.#first.push(upper)
    if (!MAKES_ROUTINE.test(this.#first.join(' '))) return
    if (upper === 'BEGIN' || (upper === 'CASE' && this.isOpen)) this.#depth += 1
    if (upper === 'END' && this.isOpen) this.#depth -= 1
  }
}

const MAKES_ROUTINE = /^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE)\b/
const WORDS_TO_TELL = 4

/** Comments nest. */
function endOfComment(sql: string, start: number): number {
  let depth = 0
  for (let at = start; at < sql.length; at += 1) {
    if (sql.startsWith('/*', at)) depth += 1
    else if (sql.startsWith('*/', at)) depth -= 1
    else continue
    at += 1
    if (depth === 0) return at + 1
  }
  return sql.length
}

/** Whether there is more than space and comments. */
function saysSomething(sql: string): boolean {
  let at = 0
  while (at < sql.length) {
    if (sql.startsWith('/*', at)) at = endOfComment(sql, at)
    else if (sql.startsWith('--', at)) {
      const line = sql.indexOf('\n', at)
      at = line === -1 ? sql.length : line
    } else if (/\s/.test(sql[at] ?? '')) at += 1
    else return true
  }
  return false
}
