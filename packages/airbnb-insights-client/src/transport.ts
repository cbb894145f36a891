import { Dispatcher } from 'undici'
import type { Connections } from './connections.ts'
import type { Exchange } from './exchange.ts'
import { fetchExchange } from './fetch-exchange.ts'
import { undiciExchange } from './undici-exchange.ts'

/**
 * How the next request travels: by the `fetch` that was given, by that of somebody who has put theirs in place of
 * Node's, such as a mock, or faster than by Node's own. Asked for each request, since a mock may come and go.
 *
 * @param given - the caller's `fetch`
 */
export function chooseExchange(
  given: typeof globalThis.fetch | undefined,
  connections: Connections,
): Exchange {
  const { fetch } = globalThis
  const dispatcher = connections.dispatcherFor(given ?? fetch)
  // The ways of another copy of undici, Node's fetch may know.
  if (given === undefined && isNodesOwn(fetch) && dispatcher instanceof Dispatcher) {
    return undiciExchange(dispatcher)
  }
  return fetchExchange(given ?? fetch, dispatcher)
}

/**
 * Whether a `fetch` is the one that comes with Node. It cannot be told by its identity: whoever replaced it may have
 * done so before this module was loaded. But Node's loads what only Node's own code can reach, and that of others,
 * wrapped and bound ones included, reads otherwise.
 */
function isNodesOwn(fetch: typeof globalThis.fetch): boolean {
  return Function.prototype.toString.call(fetch).includes("require('internal/deps/undici/undici')")
}
