import type { OperationName } from 'insights-transform'
import { NetworkError } from './errors.ts'

/** One HTTP request, ready to go. */
export interface OutgoingRequest {
  readonly operation: OperationName
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** The headers of an answer; those of `fetch` are such. */
export interface AnswerHeaders {
  /** A header by its lower-case name, several of that name joined by commas; `null` without one. */
  get(name: string): string | null
  has(name: string): boolean
  /** The values of all `Set-Cookie` headers. */
  getSetCookie(): readonly string[]
}

/** An answer and its whole body. */
export interface ReceivedAnswer {
  readonly status: number
  readonly headers: AnswerHeaders
  readonly text: string
}

/**
 * Sends a request and reads its answer to the end, following no redirect.
 *
 * @throws {@link NetworkError}, and {@link ApiError} for a body without end
 */
export type Exchange = (request: OutgoingRequest, signal: AbortSignal) => Promise<ReceivedAnswer>

/** The error for what broke on the way. */
export function networkError(operation: OperationName, what: string, cause: unknown): NetworkError {
  const reason = reasonOf(cause)
  return new NetworkError(`${operation} ${what}${reason === null ? '' : ` (${reason})`}`, {
    operation,
    cause,
    reason,
  })
}

/** fetch wraps what happened in a TypeError, and a name with several addresses that in an AggregateError. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return reasonOf(error.cause)
}
