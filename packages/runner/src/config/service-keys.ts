/** What a key may do: `read` allows GET requests, `admin` all. */
export type ServiceKeyScope = 'read' | 'admin'

/** A key that callers of the service's API authenticate with. */
export interface ServiceKey {
  readonly scope: ServiceKeyScope
  readonly key: string
}

/** Shorter keys could be guessed. */
const SHORTEST_KEY = 32

/** What can stand in a header as it is, but for the separators. */
const KEY_CHARACTERS = /^[\x21-\x2b\x2d-\x7e]+$/

/** What is wrong with a list of keys; the message names the entry by its position and never shows it. */
export class ServiceKeyListError extends Error {
  override readonly name = 'ServiceKeyListError'
}

/**
 * Reads `scope:key` entries separated by commas or line ends, several per scope so that keys can be rotated.
 *
 * @throws ServiceKeyListError where there is none, or one is malformed, too short or given twice.
 */
export function parseServiceKeys(text: string): readonly ServiceKey[] {
  const entries = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) throw new ServiceKeyListError('there is no key in it')
  const keys: ServiceKey[] = []
  for (const [index, entry] of entries.entries()) {
    const key = parseEntry(entry, `key ${index + 1} of ${entries.length}`)
    const earlier = keys.findIndex((other) => other.key === key.key)
    if (earlier >= 0) {
      throw new ServiceKeyListError(`key ${index + 1} of ${entries.length} is the same as key ${earlier + 1}`)
    }
    keys.push(key)
  }
  return keys
}

function parseEntry(entry: string, position: string): ServiceKey {
  const colon = entry.indexOf(':')
  const scope = entry.slice(0, Math.max(0, colon))
  if (scope !== 'read' && scope !== 'admin') {
    throw new ServiceKeyListError(`${position} does not begin with its scope, read: or admin:`)
  }
  const key = entry.slice(colon + 1)
  if (key.length < SHORTEST_KEY) {
    throw new ServiceKeyListError(
      `${position} has ${key.length} characters, fewer than the ${SHORTEST_KEY} that make it hard to guess`,
    )
  }
  if (!KEY_CHARACTERS.test(key)) {
    throw new ServiceKeyListError(`${position} holds a character that is no printable ASCII, such as a space`)
  }
  return { scope, key }
}
