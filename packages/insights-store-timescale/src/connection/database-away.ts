import { isDatabaseTimeoutError, isDatabaseUnreachableError } from '../errors.ts'

/** SQLSTATEs of a server that is stopping, starting, full or cut off; class 08 is about connections. */
const AWAY_STATES = /^(08...|57P0[123]|53300)$/

/** System errors of a connection that is not there or broke. */
const AWAY_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOENT',
])

/** What the drivers say without a code. */
const AWAY_MESSAGES =
  /connection terminated|timeout expired|timeout exceeded when trying to connect|query read timeout|client (has encountered a connection error|was closed)|PGlite is clos/i

/** Whether an error means that the database cannot be reached or does not answer, rather than that a statement is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (isDatabaseUnreachableError(error) || isDatabaseTimeoutError(error)) return true
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return AWAY_CODES.has(code) || AWAY_STATES.test(code) || AWAY_MESSAGES.test(error.message)
}
