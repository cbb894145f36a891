import { setTimeout as delay } from 'node:timers/promises'
import { databaseErrorCode } from '../database-error-code.ts'

/** Serialization failure, and deadlock: the server has undone all of it, and a second try mostly succeeds. */
const TRANSIENT: ReadonlySet<string | null> = new Set(['40001', '40P01'])

/** So often is it tried in all. */
const ATTEMPTS = 6
/** At the most before the second try, twice as long before each further one: whoever met must not meet again. */
const FIRST_PAUSE_MS = 20

/**
 * Does what two sessions were in each other's way in again, a few times.
 *
 * @param attempt a whole transaction, or one statement outside of any: nothing of it has taken effect where it fails.
 */
export async function pastConflicts<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (tried === ATTEMPTS || !TRANSIENT.has(databaseErrorCode(error))) throw error
      await delay(Math.random() * FIRST_PAUSE_MS * 2 ** tried)
    }
  }
}
