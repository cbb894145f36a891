import type { CalendarDate, OperationName } from 'insights-transform'
import type { ErrorCode } from './errors.ts'

/** What the option `onEvent` is told: enough for a live display, Prometheus or OpenTelemetry. Never holds a cookie. */
export type ClientEvent =
  | RequestEvent
  | ResponseEvent
  | RetryEvent
  | ThrottleEvent
  | SchemaDriftEvent
  | CookiesRotatedEvent
  | BaseDayEvent
  | OperationChangedEvent
  | IncompleteListingsEvent

/** A request goes out. */
export interface RequestEvent {
  readonly type: 'request'
  readonly operation: OperationName
  /** 1 for the first. */
  readonly attempt: number
}

/** An answer arrived whole, whatever it says. */
export interface ResponseEvent {
  readonly type: 'response'
  readonly operation: OperationName
  readonly attempt: number
  readonly status: number
  /** From sending to the last byte of the body, in milliseconds. */
  readonly durationMs: number
  /** `null` when the answer held none. */
  readonly traceId: string | null
  /** What the server's clock says, by the answer's `Date` header; `null` when it had none that can be read. */
  readonly serverTime: Date | null
}

/** An attempt failed and another one follows after `delayMs`. */
export interface RetryEvent {
  readonly type: 'retry'
  readonly operation: OperationName
  /** The attempt that failed. */
  readonly attempt: number
  readonly delayMs: number
  /** The failed attempt's error code: `network`, `timeout`, `rate_limited`, `stale_operation` or, for a 5xx, `api`. */
  readonly reason: ErrorCode
  readonly message: string
}

/** The server answered 429. */
export interface ThrottleEvent {
  readonly type: 'throttle'
  readonly operation: OperationName
  /** What `Retry-After` asks for, or `null`. */
  readonly retryAfterMs: number | null
  /** The interval between requests from now on. */
  readonly intervalMs: number
  /** Whether this was one 429 too many, so that the client sends nothing for a while. */
  readonly stopped: boolean
}

/** An answer fits but holds something new. Told once for each new thing. */
export interface SchemaDriftEvent {
  readonly type: 'schema_drift'
  readonly operation: OperationName
  readonly traceId: string | null
  readonly message: string
}

/** The server gave new values to cookies of the session: store `client.credentials` some time. */
export interface CookiesRotatedEvent {
  readonly type: 'cookies_rotated'
  readonly operation: OperationName
  /** Names only. */
  readonly names: readonly string[]
}

/** An answer told that the server counts from another day than expected: what was asked with that is asked again. */
export interface BaseDayEvent {
  readonly type: 'base_day'
  /** The day that requests count from now on. */
  readonly baseDay: CalendarDate
  /** The day that they counted from until then. */
  readonly expected: CalendarDate
}

/** The server did not know the hash in use, but another one, by which the operation is asked from now on. */
export interface OperationChangedEvent {
  readonly type: 'operation_changed'
  readonly operation: OperationName
  /** The hash that works. */
  readonly hash: string
  /** Where it comes from: the option `operations`, or what this package knows. */
  readonly source: 'given' | 'built_in'
  /** Those that the server did not know, in the order in which they were tried. */
  readonly unknownHashes: readonly string[]
}

/** The account has more listings than the answer holds. */
export interface IncompleteListingsEvent {
  readonly type: 'incomplete_listings'
  readonly totalCount: number
  readonly resultsCount: number
  readonly traceId: string | null
}
