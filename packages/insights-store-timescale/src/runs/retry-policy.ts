/**
 * When what has failed is tried again by itself: the only place that says so. A partial or failed run is started again
 * on its scrape day, never on a later one, on which a new run asks for what is missing. A rate limit's rest is not of
 * this: the API names its end.
 */
export const RETRY_POLICY = {
  /** How often a partial or failed run is started again. */
  maxRetries: 3,
  /** How many seconds it waits before the first time, where nobody has set another delay. */
  firstDelaySeconds: 300,
  /** Each further wait is so many times as long as the one before. */
  growth: 4,
  /** Up to such a share longer, by chance: runs that failed together shall not come back together. */
  spread: 0.2,
} as const

/**
 * How many milliseconds a partial or failed run waits until it is tried again.
 *
 * @param firstDelaySeconds - how long before the first time, e.g. `RETRY_POLICY.firstDelaySeconds`.
 * @param retries - how often the run was tried again already.
 * @param random - from 0 to 1.
 */
export const retryDelayMs = (firstDelaySeconds: number, retries: number, random: number): number =>
  firstDelaySeconds * 1000 * RETRY_POLICY.growth ** retries * (1 + RETRY_POLICY.spread * random)
