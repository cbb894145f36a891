import { databaseErrorCode } from '../database-error-code.ts'

/** A standby ends a statement as a serialization failure, and a session that idles in a transaction as one as well. */
const CONFLICT_STATES: ReadonlySet<string | null> = new Set(['40001', '40P01', '57P04'])

/**
 * Whether a standby ended a statement because it stood in the way of replaying what the database wrote: rows that it still
 * read were cleaned up, or a table was locked. A second try mostly succeeds.
 */
export function isRecoveryConflict(error: unknown): boolean {
  return (
    error instanceof Error &&
    CONFLICT_STATES.has(databaseErrorCode(error)) &&
    /conflict with recovery/i.test(error.message)
  )
}
