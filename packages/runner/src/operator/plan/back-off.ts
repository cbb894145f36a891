/** When something that failed is tried again. */
export interface BackOffPolicy {
  readonly firstMs: number
  readonly longestMs: number
  /** What was due again for so long counts as the first failure. @defaultValue never */
  readonly forgetMs?: number
}

/** For changes to the cluster. */
export const CHANGE_BACK_OFF: BackOffPolicy = { firstMs: 1_000, longestMs: 300_000 }
/** For what stands in the way of all changes: a right that is missing, an API server that is away. */
export const CLUSTER_BACK_OFF: BackOffPolicy = { firstMs: 1_000, longestMs: 30_000 }
/** For credentials that could not be tried. */
export const CHECK_BACK_OFF: BackOffPolicy = { firstMs: 15_000, longestMs: 900_000 }

/**
 * So long to wait after so many failures in a row: twice as long each time, and between the half and the whole of that.
 *
 * @param random from 0 to 1.
 */
export function backOffMs(failures: number, random: number, { firstMs, longestMs }: BackOffPolicy): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(30, failures - 1))
  return whole * (0.5 + random / 2)
}

/** How several things fare that are tried again by themselves, each by its key. */
export class BackOffs {
  readonly #policy: BackOffPolicy
  readonly #clock: () => number
  readonly #random: () => number
  readonly #failed = new Map<string, { failures: number; until: number; message: string }>()

  constructor(policy: BackOffPolicy, { clock = () => performance.now(), random = Math.random } = {}) {
    this.#policy = policy
    this.#clock = clock
    this.#random = random
  }

  /** Whether it is to be tried now. */
  isDue(key: string): boolean {
    return (this.#failed.get(key)?.until ?? -Infinity) <= this.#clock()
  }

  /**
   * Notes that it has failed. What was begun before the first of several failures was told counts as that one.
   *
   * @param atLeastMs it is not tried sooner than that.
   * @returns whether that is news: it did not fail before, or with another message.
   */
  failed(key: string, message: string, atLeastMs = 0): boolean {
    const known = this.#failed.get(key)
    if (known !== undefined && known.until > this.#clock()) return known.message !== message
    const sinceDueMs = known === undefined ? 0 : this.#clock() - known.until
    const failures = sinceDueMs >= (this.#policy.forgetMs ?? Infinity) ? 1 : (known?.failures ?? 0) + 1
    const waitMs = Math.max(atLeastMs, backOffMs(failures, this.#random(), this.#policy))
    this.#failed.set(key, { failures, until: this.#clock() + waitMs, message })
    return known?.message !== message
  }

  /** How many times in a row it has failed. */
  failures(key: string): number {
    return this.#failed.get(key)?.failures ?? 0
  }

  /** Notes that it went well, or is of no interest any more. */
  forget(key: string): void {
    this.#failed.delete(key)
  }

  /** Forgets all but these. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#failed.keys()) if (!keys.has(key)) this.#failed.delete(key)
  }

  /** How many wait now. */
  get size(): number {
    return this.#failed.size
  }

  /** In how many milliseconds the next is due; undefined where none waits. */
  nextInMs(): number | undefined {
    const waiting = [...this.#failed.values()]
      .map(({ until }) => until - this.#clock())
      .filter((ms) => ms > 0)
    return waiting.length === 0 ? undefined : Math.min(...waiting)
  }
}
