import type { OperationName } from 'insights-transform'
import type { HashCandidate } from './operations.ts'

/** Which hash each operation is asked by: what worked last, and what may be tried where it is unknown. */
export class HashChoice {
  readonly #orders: Record<OperationName, readonly HashCandidate[]>
  readonly #lost = new Set<OperationName>()

  /** @param orders - each operation's hashes, the one to be asked by first standing first */
  constructor(orders: Readonly<Record<OperationName, readonly HashCandidate[]>>) {
    this.#orders = { ...orders }
  }

  /**
   * What to ask by, one after the other for as long as the server says that it knows none. The hash in use stands there
   * twice, since "not found" has been seen to pass, every other once. Where all were unknown before, the one in use
   * stands there alone and once, so that not every call asks by each of them again.
   */
  inOrder(operation: OperationName): readonly HashCandidate[] {
    const order = this.#orders[operation]
    const inUse = order.slice(0, 1)
    return this.#lost.has(operation) ? inUse : [...inUse, ...order]
  }

  /** Asks by this one first from now on. Whether that is another than until now. */
  keep(operation: OperationName, worked: HashCandidate): boolean {
    this.#lost.delete(operation)
    const order = this.#orders[operation]
    if (order[0] === worked) return false
    this.#orders[operation] = [worked, ...order.filter((other) => other !== worked)]
    return true
  }

  /** Remembers that the server knows none of them; gives them all. */
  giveUp(operation: OperationName): readonly string[] {
    this.#lost.add(operation)
    return this.#orders[operation].map(({ hash }) => hash)
  }
}
