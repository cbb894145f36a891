import { oneLineText } from '../output/one-line-text.ts'
import { RunnerError } from '../output/runner-error.ts'

/** What PostgreSQL says of an error, beside its message. */
interface DatabaseError extends Error {
  readonly code: string
  readonly position?: string
  readonly detail?: string
  readonly hint?: string
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[0-9A-Z]{5}$/.test(error.code)

const READ_ONLY = '25006'
const SEVERAL = 'cannot insert multiple commands into a prepared statement'
/** So much of the statement is shown from where it is wrong. */
const SHOWN = 30

/** An error of the database as one line that says where; any other error as it is. */
export function asSqlFailure(error: unknown, statement: string): unknown {
  if (!isDatabaseError(error)) return error
  const message =
    error.message === SEVERAL ? 'two statements in one: end the first with a semicolon' : error.message
  const detail = error.detail === undefined ? '' : ` (${oneLineText(error.detail)})`
  const hint = error.code === READ_ONLY ? '--write lets statements write.' : error.hint
  return new RunnerError('sql', `SQL: ${oneLineText(message)}${placeOf(error, statement)}${detail}`, {
    cause: error,
    ...(hint !== undefined && { hint: oneLineText(hint) }),
  })
}

/** Where in the statement: line, column, and what stands there. */
function placeOf({ position }: DatabaseError, statement: string): string {
  if (position === undefined) return ''
  // PostgreSQL counts code points, of which JavaScript halves some.
  const characters = Array.from(statement)
  const before = characters.slice(0, Number(position) - 1).join('')
  const rest = characters.slice(Number(position) - 1).join('')
  const line = before.split('\n').length
  const column = Array.from(before.split('\n').at(-1) ?? '').length + 1
  const [first = ''] = rest.split('\n')
  const shown = oneLineText(first.slice(0, SHOWN))
  const at = shown === '' ? 'at the end' : `at ${JSON.stringify(shown)}`
  return `, line ${String(line)}, column ${String(column)}, ${at}`
}
