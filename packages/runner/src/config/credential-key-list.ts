/** An encryption key and the id under which ciphertexts name it. */
export interface CredentialKeyText {
  /** 1 to 64 letters, digits, `_`, `.` and `-`. */
  readonly id: string
  /** 32 bytes (AES-256). */
  readonly key: Uint8Array
}

const KEY_ENTRY = /^([A-Za-z0-9_.-]{1,64}):([A-Za-z0-9+/_-]{43}=?)$/
const KEY_BYTES = 32

/**
 * Reads `id:base64` entries separated by commas or line ends; undefined where one is malformed or an id comes twice.
 * The store has a parser of its own; settings are read without it, since it would load the database driver for `--help`.
 */
export function parseKeyList(text: string): readonly CredentialKeyText[] | undefined {
  const entries = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const keys: CredentialKeyText[] = []
  for (const entry of entries) {
    const [, id, base64] = KEY_ENTRY.exec(entry) ?? []
    if (id === undefined || base64 === undefined || keys.some((key) => key.id === id)) return undefined
    const key = Buffer.from(base64, 'base64')
    if (key.length !== KEY_BYTES) return undefined
    keys.push({ id, key })
  }
  return keys.length === 0 ? undefined : keys
}

/** One key as {@link parseKeyList} reads it. */
export function formatKey(key: CredentialKeyText): string {
  return `${key.id}:${Buffer.from(key.key).toString('base64')}`
}
