import {
  isAbortError,
  isAirbnbInsightsError,
  isAuthenticationError,
  isBlockedError,
  isNetworkError,
  isRateLimitError,
  isResponseShapeError,
  isStaleOperationError,
  isStaleWebKeyError,
  isTimeoutError,
} from 'airbnb-insights-client'
import { isInsightsStoreError, isLeaseLostError } from 'insights-store-timescale'
import { messageOf } from '../output/message-of.ts'
import { isRunnerError } from '../output/runner-error.ts'
import type { SyncFailure } from './sync-outcome.ts'
import type { ListingError } from './sync-progress.ts'

/** Any error as a code and a message; every message that reaches here is free of secrets. */
export function failureOf(error: unknown): SyncFailure {
  // A lease that could not be renewed because the database was gone: nobody took it.
  if (isLeaseLostError(error) && error.cause !== undefined) return failureOf(error.cause)
  if (isAirbnbInsightsError(error) || isInsightsStoreError(error) || isRunnerError(error)) {
    return { code: error.code, message: error.message, cause: error }
  }
  const message = messageOf(error)
  return {
    code: isDatabaseError(error) || isPlainError(error) ? 'database' : 'unexpected',
    message,
    cause: error,
  }
}

/**
 * The failure of one listing, after which the next can still be asked; null where the error concerns the whole
 * account: its session, its pace, what stands in between, the operations' hashes, the website's key, the base day, the lease, the database.
 */
export function listingFailure(error: unknown): ListingError | null {
  if (isRejectedByDatabase(error)) return { code: 'row_rejected', message: error.message }
  if (!isAirbnbInsightsError(error)) return null
  if (isAuthenticationError(error) || isBlockedError(error) || isRateLimitError(error)) return null
  if (isStaleOperationError(error) || isStaleWebKeyError(error) || isAbortError(error)) return null
  const { code, message, traceId } = error
  const where = isResponseShapeError(error)
    ? { path: error.issues[0]?.path ?? null, responseBody: error.body }
    : {}
  return { code, message, traceId, ...where }
}

/** Whether an error says that the API could not be reached, rather than what it answered. */
export function isUnreachable(error: unknown): boolean {
  return isNetworkError(error) || isTimeoutError(error)
}

/** Data exceptions and constraint violations: the rows are at fault, and other listings' may be well. */
function isRejectedByDatabase(error: unknown): error is Error {
  return isDatabaseError(error) && /^2[23]/.test(error.code)
}

/** What pg says of a connection that broke, or that the pool could not make, has no code and no class of its own. */
function isPlainError(error: unknown): boolean {
  return error instanceof Error && Object.getPrototypeOf(error) === Error.prototype
}

/** Errors of the drivers carry an SQLSTATE or a system error code. */
function isDatabaseError(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return /^[0-9A-Z]{5}$/.test(error.code) || /^E[A-Z]+$/.test(error.code)
}
