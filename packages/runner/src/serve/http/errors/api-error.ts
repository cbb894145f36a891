import { type ErrorCode, statusOf } from './error-codes.ts'

/** What an {@link ApiError} carries beside its message. */
interface ApiErrorOptions {
  /** For programs, in snake_case. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  /** For the log alone. */
  readonly cause?: unknown
}

/** An answer that says no. Its message goes to the caller, so it holds nothing of the service's inside. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly statusCode: number
  readonly details: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, message: string, { details = {}, headers = {}, cause }: ApiErrorOptions = {}) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.statusCode = statusOf(code)
    this.details = details
    this.headers = headers
  }
}

/** The header that says in how many whole seconds to come back; at least one. */
export function retryAfter(ms: number): { 'retry-after': string } {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) }
}
