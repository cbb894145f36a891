import {
  isAirbnbInsightsError,
  isAuthenticationError,
  isBlockedError,
  isInvalidCredentialsError,
  isRateLimitError,
} from 'airbnb-insights-client'
import type { FastifyError } from 'fastify'
import {
  isAccountNotFoundError,
  isCredentialDecryptionError,
  isDatabaseAway,
  isMissingCredentialKeyError,
  isPlaintextCredentialsError,
} from 'insights-store-timescale'
import { isPausedError } from '../../../session/paused-error.ts'
import { ApiError, retryAfter } from './api-error.ts'
import { requestIssues } from './validation-issues.ts'

/** How soon to try again when the database is away. */
const DATABASE_RETRY_MS = 5_000
/** How soon when it takes no changes: somebody has to see to that. */
const UNWRITABLE_RETRY_MS = 60_000
/** How soon at the earliest where something in between answered. */
const BLOCKED_RETRY_MS = 60_000

/** What an error means to a caller; `internal_error` for what nobody foresaw. */
export function answerFor(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return (
    answerForRequest(error) ??
    answerForStore(error) ??
    answerForClient(error) ??
    new ApiError('internal_error', 'Something went wrong in the service.', { cause: error })
  )
}

/** What Fastify refuses before a handler runs. */
function answerForRequest(error: unknown): ApiError | undefined {
  if (!isFastifyError(error)) return undefined
  if (error.validation !== undefined) {
    const issues = requestIssues(error.validation, error.validationContext)
    const [first] = issues
    const message =
      first === undefined ? 'The request is not as documented.' : `${first.path}: ${first.message}`
    return new ApiError('invalid_request', message, { details: { issues } })
  }
  const { statusCode = 500 } = error
  if (statusCode === 413) return new ApiError('payload_too_large', 'The body is too large.')
  if (statusCode === 415) return new ApiError('unsupported_media_type', 'Send the body as application/json.')
  // What it says of a request holds nothing of the service's inside.
  return statusCode >= 400 && statusCode < 500 ? new ApiError('invalid_request', error.message) : undefined
}

function answerForStore(error: unknown): ApiError | undefined {
  if (isAccountNotFoundError(error)) return accountNotFound(error.accountId)
  if (isPlaintextCredentialsError(error)) {
    return new ApiError('encryption_key_required', 'The service has no key to encrypt cookies with.', {
      cause: error,
    })
  }
  if (isMissingCredentialKeyError(error) || isCredentialDecryptionError(error)) {
    return new ApiError('credentials_unreadable', 'The stored cookie cannot be decrypted: set it again.', {
      cause: error,
    })
  }
  if (isDatabaseAway(error)) {
    return new ApiError('database_unavailable', 'The database cannot be reached at the moment.', {
      headers: retryAfter(DATABASE_RETRY_MS),
      cause: error,
    })
  }
  if (takesNoChange(error)) {
    return new ApiError('database_unavailable', 'The database takes no changes at the moment.', {
      headers: retryAfter(UNWRITABLE_RETRY_MS),
      cause: error,
    })
  }
  return undefined
}

/** What PostgreSQL calls a database that is read-only, one that is full, and a role that may not write. */
const UNWRITABLE: ReadonlySet<unknown> = new Set(['25006', '53100', '42501'])

const takesNoChange = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && UNWRITABLE.has(error.code)

function answerForClient(error: unknown): ApiError | undefined {
  if (isInvalidCredentialsError(error)) {
    const code = error.reason === 'other_account' ? 'account_mismatch' : 'invalid_credentials'
    return new ApiError(code, `${error.message}; nothing was stored.`, { details: { reason: error.reason } })
  }
  if (isRateLimitError(error)) {
    return new ApiError('airbnb_rate_limited', 'Airbnb wants fewer requests of this account.', {
      headers: retryAfter(error.retryAfterMs),
      cause: error,
    })
  }
  if (isBlockedError(error)) {
    return new ApiError('airbnb_blocked', error.message, {
      details: { reason: error.reason },
      headers: retryAfter(error.retryAfterMs ?? BLOCKED_RETRY_MS),
      cause: error,
    })
  }
  if (isPausedError(error)) {
    return new ApiError('airbnb_blocked', error.message, {
      details: { reason: error.pause.reason, not_before: error.notBefore },
      headers: retryAfter(error.notBefore.getTime() - Date.now()),
    })
  }
  if (isAirbnbInsightsError(error) && !isAuthenticationError(error)) {
    return new ApiError('airbnb_unavailable', error.message, {
      details: { reason: error.code, trace_id: error.traceId },
      cause: error,
    })
  }
  return undefined
}

/** Says that there is no such account. */
export function accountNotFound(accountId: string): ApiError {
  return new ApiError('account_not_found', `There is no account ${accountId}.`)
}

/** Says that there is no such run. */
export function runNotFound(runId: string): ApiError {
  return new ApiError('run_not_found', `There is no run ${runId}.`)
}

function isFastifyError(error: unknown): error is FastifyError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('FST_')
  )
}
