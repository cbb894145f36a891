/** How fast requests of one account follow each other. There is never more than one at a time. */
export interface RateLimitOptions {
  /**
   * The time from the start of one request to the start of the next, in milliseconds. 0 turns pacing off: requests
   * still go one at a time, and a 429 still slows them down.
   *
   * @defaultValue 500
   */
  readonly minIntervalMs?: number
  /**
   * By which fraction of itself each interval is made longer or shorter at random, from 0 to 1.
   *
   * @defaultValue 0.5
   */
  readonly jitter?: number
  /**
   * After how many 429s in a row the client stops.
   *
   * @defaultValue 3
   */
  readonly maxConsecutiveThrottles?: number
  /**
   * For how long a stopped client sends nothing, in milliseconds, unless the server asks for more.
   *
   * @defaultValue 300000
   */
  readonly cooldownMs?: number
}

/** Where the pacing of one account stands. Times are milliseconds of one monotonic clock. */
export interface Pace {
  /** By how much intervals are stretched: doubled by a 429, taken back in steps by successes, 1 at full pace. */
  readonly slowdown: number
  readonly consecutiveThrottles: number
  readonly lastStart: number | null
  /** No request goes out before: what the last 429 asked for. */
  readonly notBefore: number
  /** Calls before this are refused without a request: the client has stopped. */
  readonly stoppedUntil: number
}

const MAX_SLOWDOWN = 16
const RECOVERY_STEP = 0.25
/** Where pacing is off, a slowdown of 2 means this many milliseconds. */
const UNPACED_STEP_MS = 200

/** Full pace, nothing sent yet. */
export const INITIAL_PACE: Pace = Object.freeze({
  slowdown: 1,
  consecutiveThrottles: 0,
  lastStart: null,
  notBefore: Number.NEGATIVE_INFINITY,
  stoppedUntil: Number.NEGATIVE_INFINITY,
})

/** The time from one start to the next at this pace, before jitter, in milliseconds. */
export function intervalMs(pace: Pace, { minIntervalMs }: Required<RateLimitOptions>): number {
  return minIntervalMs > 0 ? minIntervalMs * pace.slowdown : UNPACED_STEP_MS * (pace.slowdown - 1)
}

/**
 * How long the next request has to wait from `now`, in milliseconds; 0 when it may go.
 *
 * @param random - a number from 0 up to, but not including, 1
 */
export function startDelayMs(
  pace: Pace,
  options: Required<RateLimitOptions>,
  now: number,
  random: number,
): number {
  const jittered = intervalMs(pace, options) * (1 + options.jitter * (2 * random - 1))
  const paced = pace.lastStart === null ? now : pace.lastStart + jittered
  return Math.max(0, paced - now, pace.notBefore - now)
}

/** For how much longer the client refuses to send, in milliseconds; 0 when it does not. */
export function stoppedForMs(pace: Pace, now: number): number {
  return Math.max(0, pace.stoppedUntil - now)
}

/** A request goes out. */
export function afterStart(pace: Pace, now: number): Pace {
  return { ...pace, lastStart: now }
}

/** A request was answered as hoped: the pace recovers by one step. */
export function afterSuccess(pace: Pace): Pace {
  if (pace.slowdown === 1 && pace.consecutiveThrottles === 0) return pace
  return { ...pace, slowdown: Math.max(1, pace.slowdown - RECOVERY_STEP), consecutiveThrottles: 0 }
}

/**
 * A request was answered with 429: the pace halves, and after too many in a row the client stops.
 *
 * @param retryAfterMs - what the answer asks for, or `null`
 */
export function afterThrottle(
  pace: Pace,
  options: Required<RateLimitOptions>,
  now: number,
  retryAfterMs: number | null,
): Pace {
  const consecutiveThrottles = pace.consecutiveThrottles + 1
  const throttled: Pace = {
    ...pace,
    slowdown: Math.min(MAX_SLOWDOWN, pace.slowdown * 2),
    consecutiveThrottles,
    notBefore: Math.max(pace.notBefore, now + (retryAfterMs ?? 0)),
  }
  if (consecutiveThrottles < options.maxConsecutiveThrottles) return throttled
  return afterStop(throttled, now, Math.max(options.cooldownMs, retryAfterMs ?? 0))
}

/** The server wants to be left alone for longer than is worth waiting: nothing goes out until then. */
export function afterStop(pace: Pace, now: number, forMs: number): Pace {
  return { ...pace, stoppedUntil: Math.max(pace.stoppedUntil, now + forMs) }
}
