import { DatabaseTimeoutError } from '../errors.ts'

/**
 * An answer of the database, waited for so long and no longer: a statement's own time-out is the server's, and nothing
 * comes from there through a connection that is only half alive.
 *
 * @param giveUp ends the session, so that what still waits for it fails.
 * @throws DatabaseTimeoutError where none came in time.
 */
export function answerInTime<Answer>(
  answer: Promise<Answer>,
  withinMs: number,
  giveUp: (error: DatabaseTimeoutError) => void,
): Promise<Answer> {
  // One promise for each statement and no race of several: a service asks thousands a second.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new DatabaseTimeoutError(withinMs)
      giveUp(error)
      reject(error)
    }, withinMs)
    // An answer given up fails once its session has ended, when nobody waits for it any more.
    const settle =
      <Value>(how: (value: Value) => void) =>
      (value: Value): void => {
        clearTimeout(timer)
        how(value)
      }
    answer.then(settle(resolve), settle(reject))
  })
}
