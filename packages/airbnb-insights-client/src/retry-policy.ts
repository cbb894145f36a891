import type { AirbnbInsightsError } from './errors.ts'
import { isApiError } from './errors.ts'

/** How failed attempts are repeated. */
export interface RetryOptions {
  /**
   * How many attempts may follow the first; 0 turns retrying off.
   *
   * @defaultValue 4
   */
  readonly retries?: number
  /**
   * The longest wait before the first retry, in milliseconds. It doubles with each further one.
   *
   * @defaultValue 1000
   */
  readonly baseDelayMs?: number
  /**
   * The longest wait before any retry, in milliseconds, unless the server asks for more.
   *
   * @defaultValue 30000
   */
  readonly maxDelayMs?: number
  /**
   * The longest `Retry-After` that is waited out, in milliseconds. A longer one becomes a {@link RateLimitError} that
   * says when to come back.
   *
   * @defaultValue 60000
   */
  readonly maxRetryAfterMs?: number
}

/** A failed attempt, as the policy sees it. */
interface FailedAttempt {
  readonly error: AirbnbInsightsError
  /** 1 for the first. */
  readonly attempt: number
  /** What the answer's `Retry-After` asks for, or `null`. */
  readonly retryAfterMs: number | null
}

/** What to do after a failed attempt. */
type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'give_up' }
  | { readonly kind: 'come_back_later'; readonly retryAfterMs: number }

/**
 * Whether to try again, and after how long: after network errors, time-outs, 429 and 5xx, with exponential back-off
 * under full jitter, and never before the server's `Retry-After` is over.
 *
 * @param random - a number from 0 up to, but not including, 1
 */
export function decideRetry(
  { error, attempt, retryAfterMs }: FailedAttempt,
  options: Required<RetryOptions>,
  random: number,
): RetryDecision {
  if (!isTransient(error)) return { kind: 'give_up' }
  if (retryAfterMs !== null && retryAfterMs > options.maxRetryAfterMs) {
    return { kind: 'come_back_later', retryAfterMs }
  }
  if (attempt > options.retries) return { kind: 'give_up' }
  const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1))
  return { kind: 'retry', delayMs: Math.round(Math.max(random * ceiling, retryAfterMs ?? 0)) }
}

function isTransient(error: AirbnbInsightsError): boolean {
  if (isApiError(error)) return error.status >= 500 && error.status <= 599
  return error.code === 'network' || error.code === 'timeout' || error.code === 'rate_limited'
}
