import { isDatabaseAway, isEmbeddedStorageError, type Store } from 'insights-store-timescale'

/**
 * A store that is open only while it is used, and a moment longer: an assistant keeps its server for hours, and only one
 * process can have the embedded database open.
 */
export class StoreOnDemand implements AsyncDisposable {
  readonly #openStore: () => Promise<Store>
  readonly #idleMs: number
  #store: Promise<Store> | undefined
  #users = 0
  #idle: NodeJS.Timeout | undefined

  /** @param idleMs how long it stays open when nobody uses it any more. */
  constructor(openStore: () => Promise<Store>, idleMs: number) {
    this.#openStore = openStore
    this.#idleMs = idleMs
  }

  /**
   * Lends the store for as long as the work takes. Where the one that was open has gone, as when the service that lent the
   * embedded database has ended, the work is begun once more with a new one: it must only read.
   */
  async use<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
    const wasOpen = this.#store !== undefined
    try {
      return await this.#useOpen(work)
    } catch (error) {
      if (!isGone(error)) throw error
      await this.#close()
      if (!wasOpen) throw error
      return await this.#useOpen(work)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }

  async #useOpen<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
    clearTimeout(this.#idle)
    this.#users += 1
    try {
      return await work(await this.#open())
    } finally {
      this.#users -= 1
      if (this.#users === 0) this.#idle = setTimeout(() => void this.#close(), this.#idleMs).unref()
    }
  }

  async #open(): Promise<Store> {
    const opening = (this.#store ??= this.#openStore())
    try {
      return await opening
    } catch (error) {
      if (this.#store === opening) this.#store = undefined
      throw error
    }
  }

  async #close(): Promise<void> {
    clearTimeout(this.#idle)
    const store = this.#store
    this.#store = undefined
    try {
      await (await store)?.close()
    } catch {
      // It could not be opened, which was told to whoever wanted it, or is gone already.
    }
  }
}

function isGone(error: unknown): boolean {
  return isEmbeddedStorageError(error) || isDatabaseAway(error)
}
