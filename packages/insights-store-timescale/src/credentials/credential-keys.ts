import { InvalidStoreOptionError } from '../errors.ts'

/** A key that encrypts cookies at rest. */
export interface CredentialKey {
  /** Stored beside each cookie encrypted under it: 1 to 64 letters, digits, `.`, `_` or `-`. */
  readonly id: string
  /** AES-256: exactly 32 bytes. */
  readonly key: Uint8Array
}

/** What AES-256 takes. */
const CREDENTIAL_KEY_BYTES = 32

const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

const refuse = (problem: string): never => {
  throw new InvalidStoreOptionError('credentialKeys', `credentialKeys: ${problem}`)
}

/**
 * Checks keys that were given as bytes; what it throws names a key by its place or id, never by its bytes.
 *
 * @throws {@link InvalidStoreOptionError} for an unusable id, a key that is not 32 bytes, an id given twice.
 */
export const checkCredentialKeys = (keys: readonly CredentialKey[]): void => {
  const seen = new Set<string>()
  for (const [index, { id, key }] of keys.entries()) {
    if (!KEY_ID.test(id)) {
      refuse(`the id of key ${index + 1} must be 1 to 64 letters, digits, ".", "_" or "-".`)
    }
    if (key.byteLength !== CREDENTIAL_KEY_BYTES) {
      refuse(`key "${id}" has ${key.byteLength} bytes; it must have ${CREDENTIAL_KEY_BYTES}.`)
    }
    if (seen.has(id)) refuse(`the id "${id}" is given twice.`)
    seen.add(id)
  }
}

const parseEntry = (entry: string, index: number): CredentialKey => {
  const colon = entry.indexOf(':')
  // Without a colon, or with a strange id, the whole entry may be the key: none of it is repeated.
  if (colon < 1 || !KEY_ID.test(entry.slice(0, colon))) {
    return refuse(`entry ${index + 1} must be "id:base64 of ${CREDENTIAL_KEY_BYTES} bytes".`)
  }
  const id = entry.slice(0, colon)
  const encoded = entry.slice(colon + 1).trim()
  if (!BASE64.test(encoded)) return refuse(`key "${id}" is not base64.`)
  return { id, key: new Uint8Array(Buffer.from(encoded, 'base64')) }
}

/**
 * Reads keys as they stand in a setting: `id:base64,id:base64`, each 32 bytes in base64 or base64url. The
 * first encrypts, all of them decrypt. Blank text gives no key at all.
 *
 * @throws {@link InvalidStoreOptionError} in one line that says which entry is wrong, never what it holds.
 */
export const parseCredentialKeys = (text: string): CredentialKey[] => {
  const keys = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry)
  checkCredentialKeys(keys)
  return keys
}
