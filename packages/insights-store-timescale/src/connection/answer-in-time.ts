import { DatabaseTimeoutError } from '../errors.ts'

/**
 * An answer of the database, waited for so long and no longer: a statement's own time-out is the server's, and nothing
 * comes from there through a connection that is only half alive.
 *
 * @param giveUp ends the session, so that what still waits for it fails.
 * @throws DatabaseTimeoutError where none came in time.
 */
export async function answerInTime<Answer>(
  answer: Promise<Answer>,
  withinMs: number,
  giveUp: (error: DatabaseTimeoutError) => void,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new DatabaseTimeoutError(withinMs)
      giveUp(error)
      reject(error)
    }, withinMs)
  })
  // It fails once its session has ended, when nobody waits for it any more.
  answer.catch(() => {})
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
