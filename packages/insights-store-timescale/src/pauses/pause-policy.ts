/** How long a pause lasts: the only place that says so. */
export const PAUSE_POLICY = {
  /** The first wait, and the least time between two probes whatever happens: no more than one request a minute. */
  firstWaitMs: 60_000,
  /** Each further wait is twice as long, up to this. */
  longestWaitMs: 15 * 60_000,
  /** What an answer asks for in `Retry-After` is obeyed up to this. */
  longestRetryAfterMs: 3_600_000,
  /**
   * For so long, once a probe may go, it is left to accounts that have not met the wall: one that is flagged by itself
   * cannot hold the others.
   */
  preferOthersMs: 10_000,
  /** So long after a site has answered somebody, anybody asks without waiting for another one's answer. */
  answerFreshMs: 10 * 60_000,
  /** An answer is told again no sooner than so long after the last one. */
  answerToldMs: 60_000,
  /** So long the others wait for the answer of the one that asks first. */
  scoutMs: 30_000,
  /**
   * For so long after another account has ended a pause, one that had met the wall in it and meets it again rests alone.
   * It is longer than a day, so that a daily sync does not stop everybody each day.
   */
  aloneWithinMs: 36 * 3_600_000,
} as const

/**
 * How many milliseconds to wait for the next probe.
 *
 * @param failures - how often the wall was met, 1 for the first time
 * @param retryAfterMs - what the answer asked for, or null
 */
export const pauseWaitMs = (failures: number, retryAfterMs: number | null): number => {
  const { firstWaitMs, longestWaitMs, longestRetryAfterMs } = PAUSE_POLICY
  if (retryAfterMs !== null) return Math.min(longestRetryAfterMs, Math.max(firstWaitMs, retryAfterMs))
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(10, failures - 1))
}
