import type { OperationName } from 'insights-transform'
import { blockedError } from './blocked-answer.ts'
import type { BlockedError } from './errors.ts'

/** The words in which undici tells that a proxy refused, with the status: there is no other place where it stands. */
const REFUSALS = [/^Proxy response \((40[37]|451)\) !== 200/, /^Proxy Authentication Required \((407)\)/]

/**
 * The error of a proxy that did not let a request through to Airbnb at all; `null` where something else went wrong. A
 * proxy that could not reach Airbnb itself is trouble on the way like any other.
 */
export function proxyRefusal(error: unknown, operation: OperationName): BlockedError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const status = refusedWith(cause)
    if (status !== null) return blockedError('proxy', { operation, status }, { cause: error })
  }
  return null
}

function refusedWith(error: Error): number | null {
  // To fetch, an answer 407 is an error without a word, and the only one that is.
  if (error.message === '' && Object.getPrototypeOf(error) === Error.prototype) return 407
  const status = REFUSALS.map((words) => words.exec(error.message)?.[1]).find((found) => found !== undefined)
  return status === undefined ? null : Number(status)
}
