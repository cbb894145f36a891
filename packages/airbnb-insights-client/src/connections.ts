import { Agent, type Dispatcher, Dispatcher1Wrapper } from 'undici'

/** The connections that requests go over: the caller's dispatcher, or an agent of our own made when it is needed. */
export class Connections {
  readonly #given: Dispatcher | undefined
  readonly #connectTimeoutMs: number
  #own: { readonly fetch: unknown; readonly dispatcher: Dispatcher } | undefined

  constructor(given: Dispatcher | undefined, options: { connectTimeoutMs: number }) {
    this.#given = given
    this.#connectTimeoutMs = options.connectTimeoutMs
  }

  /**
   * The connections for requests by a certain `fetch`. Mocks work on the sockets that are opened while they are in its
   * place: none that was opened before serves them, and theirs serve nobody later.
   */
  dispatcherFor(fetch: unknown): Dispatcher {
    if (this.#given !== undefined) return this.#given
    if (this.#own !== undefined && this.#own.fetch === fetch) return this.#own.dispatcher
    void this.close()
    const dispatcher = this.#open()
    this.#own = { fetch, dispatcher }
    return dispatcher
  }

  /** Closes what is our own; a dispatcher that was given belongs to its maker. */
  async close(): Promise<void> {
    const own = this.#own
    this.#own = undefined
    await own?.dispatcher.close()
  }

  #open(): Dispatcher {
    const agent = new Agent({
      // Requests go one at a time; with more, undici opens a second before the first has come to rest.
      connections: 1,
      keepAliveTimeout: 30_000,
      connectTimeout: this.#connectTimeoutMs,
      // The client's own time-out covers headers and body together.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    // Node 22 and 24 have an older undici inside, which a bare Agent of undici 8 does not understand.
    return new Dispatcher1Wrapper(agent)
  }
}
