import type { Logger } from 'insights-transform'

/** What stands in the operator's way now, each told in the log as it comes and as it goes. */
export class Problems {
  readonly #logger: Logger
  readonly #open = new Map<string, string>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Notes a problem under a name, or with null that there is none under it. @returns whether that is news. */
  set(name: string, message: string | null): boolean {
    const known = this.#open.get(name) ?? null
    if (known === message) return false
    if (message === null) {
      this.#open.delete(name)
      this.#logger.info('this stands in the way no more', { problem: name })
    } else {
      this.#open.set(name, message)
      this.#logger.warn(message, { problem: name })
    }
    return true
  }

  /** By name. */
  get open(): ReadonlyMap<string, string> {
    return this.#open
  }
}
