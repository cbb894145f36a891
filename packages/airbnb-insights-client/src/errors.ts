import type { DateWindow, OperationName } from 'insights-transform'
import { errorFamily } from 'insights-transform/errors'

/** What kind of error it is, for programs: each class of error has its own. */
export type ErrorCode =
  | 'authentication'
  | 'blocked'
  | 'rate_limited'
  | 'api'
  | 'stale_operation'
  | 'stale_web_key'
  | 'response_shape'
  | 'unexpected_days'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'invalid_credentials'
  | 'invalid_argument'

/** Which request an error belongs to, as far as it is known. */
export interface ErrorOrigin {
  /** What was asked for. @defaultValue null, not known */
  readonly operation?: OperationName | null
  /** `extensions.traceId` of the answer. @defaultValue null, not known */
  readonly traceId?: string | null
  /** The error beneath. @defaultValue none */
  readonly cause?: unknown
}

const family = errorFamily<AirbnbInsightsError>('airbnb-insights-client')

/** The root of all errors that this package throws. No message or field of any of them holds a cookie's value. */
export abstract class AirbnbInsightsError extends Error {
  abstract readonly code: ErrorCode
  /** The operation that was asked, or `null` when no request is concerned. */
  readonly operation: OperationName | null
  /** The trace id of the answer, or `null` when there was none. */
  readonly traceId: string | null

  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, origin.cause === undefined ? undefined : { cause: origin.cause })
    this.operation = origin.operation ?? null
    this.traceId = origin.traceId ?? null
    family.mark(this)
  }
}

/** How an expired session showed itself. */
export type AuthenticationFailure =
  /** HTTP 401 */
  | 'unauthorized'
  /** HTTP 403 in the API's own JSON */
  | 'forbidden'
  /** A GraphQL error with `errorType` `authentication_required` */
  | 'authentication_required'
  /** `getPerformanceComponents` is null while `porygon` is there */
  | 'no_performance_components'
  /** Airbnb's HTML login page instead of JSON */
  | 'login_page'
  /** A redirect to a login page of Airbnb's */
  | 'login_redirect'

/** The session has expired: nothing will work until the account gets new credentials. Never retried. */
export class AuthenticationError extends AirbnbInsightsError {
  readonly code = 'authentication'
  readonly status: number
  readonly reason: AuthenticationFailure

  constructor(message: string, origin: ErrorOrigin & { status: number; reason: AuthenticationFailure }) {
    super(message, origin)
    this.status = origin.status
    this.reason = origin.reason
  }
}

/** What stands between the client and the API. */
export type BlockedReason =
  /** A wall that refuses this network or program: Airbnb's bot protection, or a filter before it */
  | 'bot_wall'
  /** A question whether a human asks */
  | 'captcha'
  /** The page of a hotel's, train's or guest network that wants somebody to sign in to it first */
  | 'captive_portal'
  /** Airbnb's page for times when its site is being worked on */
  | 'maintenance'
  /** A company's or provider's proxy that refuses the request, or wants a password of its own */
  | 'proxy'
  /** Something that is neither the API's answer nor any of these */
  | 'unclear'

/** Every {@link BlockedReason}. */
export const BLOCKED_REASONS: readonly BlockedReason[] = [
  'bot_wall',
  'captcha',
  'captive_portal',
  'maintenance',
  'proxy',
  'unclear',
]

/**
 * Something in between answered instead of the API: the session has not been judged, and may be as good as ever.
 * Never retried: whoever asks on behind a wall is kept out for longer, and whoever asks for others shares the wall with
 * them. Come back after `retryAfterMs`, or in some minutes, with a single request.
 */
export class BlockedError extends AirbnbInsightsError {
  readonly code = 'blocked'
  readonly reason: BlockedReason
  /** The HTTP status of what answered. */
  readonly status: number
  /** How long to wait from now, in milliseconds, as the answer's `Retry-After` has it; `null` where it does not say. */
  readonly retryAfterMs: number | null

  constructor(
    message: string,
    origin: ErrorOrigin & { reason: BlockedReason; status: number; retryAfterMs?: number | null },
  ) {
    super(message, origin)
    this.reason = origin.reason
    this.status = origin.status
    this.retryAfterMs = origin.retryAfterMs ?? null
  }
}

/**
 * Airbnb wants fewer requests of this account: stop, and come back after `retryAfterMs`. Until then the client sends
 * nothing and answers every call with this error.
 */
export class RateLimitError extends AirbnbInsightsError {
  readonly code = 'rate_limited'
  /** How long to wait from now, in milliseconds: the server's `Retry-After`, or the client's own cool-down. */
  readonly retryAfterMs: number
  /** The HTTP status that said so: 429, or a 5xx with a long `Retry-After`. */
  readonly status: number

  constructor(message: string, origin: ErrorOrigin & { retryAfterMs: number; status: number }) {
    super(message, origin)
    this.retryAfterMs = origin.retryAfterMs
    this.status = origin.status
  }
}

/** One entry of an answer's `errors[]`. */
export interface GraphqlError {
  readonly message: string
  readonly errorType: string | null
  readonly errorClass: string | null
}

/** The server answered with an error: an HTTP status that is none of the special ones, or GraphQL errors. */
export class ApiError extends AirbnbInsightsError {
  readonly code = 'api'
  readonly status: number
  /** The answer's `errors[]`, empty when it held none. */
  readonly graphqlErrors: readonly GraphqlError[]
  /** The site of Airbnb's that the answer redirects to, such as `https://www.airbnb.de`; `null` where it does not. */
  readonly otherSite: string | null

  constructor(
    message: string,
    origin: ErrorOrigin & {
      status: number
      graphqlErrors?: readonly GraphqlError[]
      otherSite?: string | null
    },
  ) {
    super(message, origin)
    this.status = origin.status
    this.graphqlErrors = origin.graphqlErrors ?? []
    this.otherSite = origin.otherSite ?? null
  }
}

/** The server knows none of a persisted query's hashes any more: give the new one as the option `operations`. */
export class StaleOperationError extends AirbnbInsightsError {
  readonly code = 'stale_operation'
  declare readonly operation: OperationName
  /** Those that were tried: the one in use first, then the others in order of preference. */
  readonly hashes: readonly string[]
  readonly status: number

  constructor(operation: OperationName, origin: ErrorOrigin & { hashes: readonly string[]; status: number }) {
    const [first = '', ...others] = origin.hashes
    super(
      `Airbnb no longer knows ${operation} by the hash ${[first, ...others].join(', nor by ')}. ` +
        `Copy a browser's request to /api/v3/${operation}/…: the runner learns the new one from it ` +
        `(airbnb-insights accounts update ID --from FILE) or takes it as AIRBNB_OPERATION_HASHES={"${operation}":"…"}, ` +
        `the client as its option operations: { ${operation}: '…' }`,
      { ...origin, operation },
    )
    this.hashes = origin.hashes
    this.status = origin.status
  }
}

/** The server refuses the public key of Airbnb's website: give the new one as the option `webKey`. Never retried. */
export class StaleWebKeyError extends AirbnbInsightsError {
  readonly code = 'stale_web_key'
  readonly status: number

  constructor(origin: ErrorOrigin & { status: number }) {
    super(
      'Airbnb does not take the key of its website that was sent (invalid_key): the session is not at fault. Take X-Airbnb-API-Key ' +
        "from a browser's request to /api/v3/… and give it as the client's option webKey, or to the runner as " +
        'AIRBNB_WEB_KEY; if that is set, look whether it is right',
      origin,
    )
    this.status = origin.status
  }
}

/** One way in which an answer does not fit. */
export interface ShapeIssue {
  /** Where, such as `data.porygon.getPerformanceComponents.components[0].metrics[1].metricName`; `''` is the whole. */
  readonly path: string
  readonly message: string
}

/** An answer arrived but is not what the operation answers. Never retried. */
export class ResponseShapeError extends AirbnbInsightsError {
  readonly code = 'response_shape'
  readonly issues: readonly ShapeIssue[]
  /**
   * The raw text of the answer, cookie values blanked; `null` when a parsed value was given instead of a text.
   * Not enumerable, so that it stays out of logs.
   */
  declare readonly body: string | null

  constructor(
    message: string,
    origin: ErrorOrigin & { issues: readonly ShapeIssue[]; body?: string | null },
  ) {
    super(message, origin)
    this.issues = origin.issues
    Object.defineProperty(this, 'body', { value: origin.body ?? null })
  }
}

/**
 * The answer is of other days than asked, also when asked again; or it does not tell which days it is of. Its numbers
 * are not handed out: they would stand under wrong dates. Never retried.
 */
export class UnexpectedDaysError extends AirbnbInsightsError {
  readonly code = 'unexpected_days'
  readonly listingId: string
  readonly metric: string
  /** The days that were asked for. */
  readonly asked: DateWindow
  /** The days that the last answer has; `null` where it does not tell. */
  readonly answered: DateWindow | null

  constructor(
    message: string,
    origin: ErrorOrigin & {
      listingId: string
      metric: string
      asked: DateWindow
      answered: DateWindow | null
    },
  ) {
    super(message, origin)
    this.listingId = origin.listingId
    this.metric = origin.metric
    this.asked = origin.asked
    this.answered = origin.answered
  }
}

/** No answer arrived, or it broke off: refused, reset, unresolvable. */
export class NetworkError extends AirbnbInsightsError {
  readonly code = 'network'
  /** The system's or undici's word for it, such as `ECONNRESET`, or `null`. */
  readonly reason: string | null

  constructor(message: string, origin: ErrorOrigin & { reason?: string | null }) {
    super(message, origin)
    this.reason = origin.reason ?? null
  }
}

/** The answer, headers and body together, took longer than `timeoutMs`. */
export class TimeoutError extends AirbnbInsightsError {
  readonly code = 'timeout'
  readonly timeoutMs: number

  constructor(message: string, origin: ErrorOrigin & { timeoutMs: number }) {
    super(message, origin)
    this.timeoutMs = origin.timeoutMs
  }
}

/** The caller's signal was aborted, or the client was closed. `cause` is the signal's reason. */
export class AbortError extends AirbnbInsightsError {
  readonly code = 'aborted'
}

/** What is wrong with credentials or with the copied text they were to come from. */
export type CredentialsFailure =
  | 'no_session'
  | 'no_account_id'
  | 'other_account'
  | 'bad_header_value'
  | 'no_cookie'
  | 'no_client_version'
  | 'no_user_agent'
  | 'unknown_form'
  | 'unreadable'
  | 'other_site'
  | 'several_accounts'

/** Credentials that cannot work. Nothing was sent. */
export class InvalidCredentialsError extends AirbnbInsightsError {
  readonly code = 'invalid_credentials'
  readonly reason: CredentialsFailure

  constructor(message: string, origin: ErrorOrigin & { reason: CredentialsFailure }) {
    super(message, origin)
    this.reason = origin.reason
  }
}

/** An option or argument that cannot work. Nothing was sent. */
export class InvalidArgumentError extends AirbnbInsightsError {
  readonly code = 'invalid_argument'
  /** Which, such as `rateLimit.jitter`. */
  readonly argument: string

  constructor(message: string, origin: ErrorOrigin & { argument: string }) {
    super(message, origin)
    this.argument = origin.argument
  }
}

/** @throws {@link InvalidArgumentError} */
export function refuseArgument(argument: string, message: string): never {
  throw new InvalidArgumentError(message, { argument })
}

/** Whether a value is an error of this package, also of another copy of it. */
export const isAirbnbInsightsError = family.is
/** Whether a value is an {@link AuthenticationError}. */
export const isAuthenticationError = family.ofCode<AuthenticationError>('authentication')
/** Whether a value is a {@link BlockedError}. */
export const isBlockedError = family.ofCode<BlockedError>('blocked')
/** Whether a value is a {@link RateLimitError}. */
export const isRateLimitError = family.ofCode<RateLimitError>('rate_limited')
/** Whether a value is an {@link ApiError}. */
export const isApiError = family.ofCode<ApiError>('api')
/** Whether a value is a {@link StaleOperationError}. */
export const isStaleOperationError = family.ofCode<StaleOperationError>('stale_operation')
/** Whether a value is a {@link StaleWebKeyError}. */
export const isStaleWebKeyError = family.ofCode<StaleWebKeyError>('stale_web_key')
/** Whether a value is a {@link ResponseShapeError}. */
export const isResponseShapeError = family.ofCode<ResponseShapeError>('response_shape')
/** Whether a value is an {@link UnexpectedDaysError}. */
export const isUnexpectedDaysError = family.ofCode<UnexpectedDaysError>('unexpected_days')
/** Whether a value is a {@link NetworkError}. */
export const isNetworkError = family.ofCode<NetworkError>('network')
/** Whether a value is a {@link TimeoutError}. */
export const isTimeoutError = family.ofCode<TimeoutError>('timeout')
/** Whether a value is an {@link AbortError}. */
export const isAbortError = family.ofCode<AbortError>('aborted')
/** Whether a value is an {@link InvalidCredentialsError}. */
export const isInvalidCredentialsError = family.ofCode<InvalidCredentialsError>('invalid_credentials')
/** Whether a value is an {@link InvalidArgumentError}. */
export const isInvalidArgumentError = family.ofCode<InvalidArgumentError>('invalid_argument')
