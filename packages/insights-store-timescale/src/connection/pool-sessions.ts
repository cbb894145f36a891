import { Client, type ClientBase, type Pool } from 'pg'

/**
 * The sessions of a pool, and when the server was last heard in each. Behind a balancer that has failed over, or a pooler
 * that is paused, all of them fall silent at once and none is closed: one that is found dead makes the others suspect.
 */
export class PoolSessions {
  readonly #pool: Pool
  readonly #heardAt = new Map<ClientBase, number>()
  readonly #inUse = new Set<ClientBase>()
  readonly #cut = new WeakSet<ClientBase>()

  readonly #onAcquire = (client: ClientBase): void => {
    this.#inUse.add(client)
    if (!this.#heardAt.has(client)) this.heard(client)
  }
  readonly #onRelease = (_error: unknown, client: ClientBase): void => void this.#inUse.delete(client)
  readonly #onRemove = (client: ClientBase): void => {
    this.#inUse.delete(client)
    this.#heardAt.delete(client)
  }

  constructor(pool: Pool) {
    this.#pool = pool
    pool.on('acquire', this.#onAcquire)
    pool.on('release', this.#onRelease)
    pool.on('remove', this.#onRemove)
  }

  /** The server has answered in this session. */
  heard(client: ClientBase): void {
    this.#heardAt.set(client, performance.now())
  }

  /** Whether a session was ended here, and not by the server. */
  wasCut(client: ClientBase): boolean {
    return this.#cut.has(client)
  }

  /**
   * Ends a session that does not answer, and with it those that nobody uses and in which the server was not heard since:
   * whoever tries next gets a new one.
   *
   * @param since when that session was asked what it never answered, by `performance.now()`.
   */
  giveUp(client: ClientBase, since: number): void {
    for (const [other, heardAt] of this.#heardAt) {
      if (!this.#inUse.has(other) && heardAt <= since) this.#end(other)
    }
    this.#end(client)
  }

  /** Ends all sessions, without a word to the server. */
  cutAll(): void {
    for (const client of this.#heardAt.keys()) this.#end(client)
  }

  /** Stops listening to the pool. */
  detach(): void {
    this.#pool.off('acquire', this.#onAcquire)
    this.#pool.off('release', this.#onRelease)
    this.#pool.off('remove', this.#onRemove)
  }

  #end(client: ClientBase): void {
    this.#cut.add(client)
    // A farewell would wait for a reader that is not there.
    if (client instanceof Client) client.connection.stream.destroy()
  }
}
