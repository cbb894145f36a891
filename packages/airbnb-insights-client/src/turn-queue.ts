import { abortErrorOf, throwIfAborted } from './wait.ts'

/** Lets one holder in at a time, in the order of asking. */
export class TurnQueue {
  #taken = false
  readonly #waiting: (() => void)[] = []

  /**
   * Waits for the turn. Each turn that is taken must be passed on.
   *
   * @throws {@link AbortError} when the signal is aborted first
   */
  async take(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal)
    if (!this.#taken) {
      this.#taken = true
      return
    }
    await new Promise<void>((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(onTurn), 1)
        reject(abortErrorOf(signal))
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(onTurn)
    })
  }

  /** Passes the turn to whoever has waited longest. */
  pass(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken = false
    else next()
  }
}
