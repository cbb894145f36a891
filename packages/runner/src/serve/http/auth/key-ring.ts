import { hash, timingSafeEqual } from 'node:crypto'
import type { ServiceKey, ServiceKeyScope } from '../../../config/service-keys.ts'

/** Who sent a request, as far as its key tells. */
export interface Caller {
  /** Names the key without giving it away, by its position in the list; null where no keys are asked for. */
  readonly keyName: string | null
  readonly scope: ServiceKeyScope
}

/** Recognizes keys in constant time. */
export class KeyRing {
  readonly #keys: readonly { readonly digest: Buffer; readonly caller: Caller }[]

  constructor(keys: readonly ServiceKey[]) {
    this.#keys = callersOf(keys).map(({ key, caller }) => ({ digest: digestOf(key), caller }))
  }

  /** Whose key it is; null for a key that nobody has. How long that takes tells nothing of any key. */
  callerOf(presented: string): Caller | null {
    const digest = digestOf(presented)
    let found: Caller | null = null
    for (const { digest: known, caller } of this.#keys) {
      if (timingSafeEqual(known, digest)) found = caller
    }
    return found
  }
}

/** Each key with who it is that sends it. */
export function callersOf(keys: readonly ServiceKey[]): { readonly key: string; readonly caller: Caller }[] {
  return keys.map(({ scope, key }, index) => ({ key, caller: { keyName: `key-${index + 1}`, scope } }))
}

/** Digests have one length, whatever was sent. */
function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer')
}
