import {
  afterStart,
  afterStop,
  afterSuccess,
  afterThrottle,
  INITIAL_PACE,
  intervalMs,
  type Pace,
  type RateLimitOptions,
  startDelayMs,
  stoppedForMs,
} from './pacing-policy.ts'
import { wait } from './wait.ts'

/** Obeys the pacing policy for one account. */
export class RequestPacer {
  readonly #options: Required<RateLimitOptions>
  readonly #now: () => number
  readonly #random: () => number
  #pace: Pace = INITIAL_PACE

  /** @param sources - `now` gives milliseconds of a monotonic clock, `random` numbers from 0 to 1 */
  constructor(options: Required<RateLimitOptions>, sources: { now: () => number; random: () => number }) {
    this.#options = options
    this.#now = sources.now
    this.#random = sources.random
  }

  /** The interval between requests at the present pace, in milliseconds. */
  get intervalMs(): number {
    return intervalMs(this.#pace, this.#options)
  }

  /** For how much longer nothing may be sent, in milliseconds; 0 at all normal times. */
  get stoppedForMs(): number {
    return stoppedForMs(this.#pace, this.#now())
  }

  /** Waits until the next request may go, and counts it as gone. */
  async waitForStart(signal: AbortSignal): Promise<void> {
    const delayMs = startDelayMs(this.#pace, this.#options, this.#now(), this.#random())
    if (delayMs > 0) await wait(delayMs, signal)
    this.#pace = afterStart(this.#pace, this.#now())
  }

  succeeded(): void {
    this.#pace = afterSuccess(this.#pace)
  }

  throttled(retryAfterMs: number | null): void {
    this.#pace = afterThrottle(this.#pace, this.#options, this.#now(), retryAfterMs)
  }

  stopFor(durationMs: number): void {
    this.#pace = afterStop(this.#pace, this.#now(), durationMs)
  }
}
