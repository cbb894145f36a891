const MINUTE_MS = 60_000

/** Keeps changes to so many in any minute. */
export class ChangeBudget {
  readonly #perMinute: number
  readonly #clock: () => number
  /** When each change of the last minute was made, oldest first. */
  #made: number[] = []

  constructor(perMinute: number, clock: () => number = () => performance.now()) {
    this.#perMinute = perMinute
    this.#clock = clock
  }

  /** Takes one; false where there is none left in this minute. */
  take(): boolean {
    this.#forgetOld()
    if (this.#made.length >= this.#perMinute) return false
    this.#made.push(this.#clock())
    return true
  }

  /** In how many milliseconds there is one again; 0 where there is one now. */
  nextInMs(): number {
    this.#forgetOld()
    const [oldest] = this.#made
    if (oldest === undefined || this.#made.length < this.#perMinute) return 0
    return oldest + MINUTE_MS - this.#clock()
  }

  #forgetOld(): void {
    const since = this.#clock() - MINUTE_MS
    const kept = this.#made.findIndex((at) => at > since)
    this.#made = kept === -1 ? [] : this.#made.slice(kept)
  }
}
