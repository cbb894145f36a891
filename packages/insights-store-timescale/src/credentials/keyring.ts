import { CredentialDecryptionError, MissingCredentialKeyError, PlaintextCredentialsError } from '../errors.ts'
import { type CredentialKey, checkCredentialKeys } from './credential-keys.ts'
import { looksSealed, openCookie, parseSealed, sealCookie } from './sealed-cookie.ts'

/** What of an account's is encrypted: one kind does not open as the other. */
export type SealedKind = 'cookie' | 'notify_urls'

/** How each kind is called in messages. */
const NAMES: Readonly<Record<SealedKind, string>> = {
  cookie: 'cookie',
  notify_urls: 'notification target',
}

/** What a secret is bound to: cookies to the account alone, as they always were. */
const boundTo = (accountId: string, kind: SealedKind): string =>
  kind === 'cookie' ? accountId : `${accountId}:${kind}`

/** Encrypts and decrypts an account's secrets for the rows that hold them. */
export interface Keyring {
  /** The key that new cookies are encrypted under; null where none was given. */
  readonly currentKeyId: string | null
  /**
   * The text to store for a cookie, or another secret of the account's.
   *
   * @throws {@link PlaintextCredentialsError} without a key, unless plaintext was allowed in so many words.
   */
  seal(accountId: string, secret: string, kind?: SealedKind): string
  /**
   * The secret in a stored text, which may still be plaintext from before there was a key.
   *
   * @throws {@link MissingCredentialKeyError} naming the key id that was not given.
   * @throws {@link CredentialDecryptionError} for another key under that id, another account's text, or damage.
   */
  open(accountId: string, stored: string, kind?: SealedKind): string
}

interface KeyringOptions {
  /** The first encrypts, all of them decrypt. */
  keys?: readonly CredentialKey[]
  /**
   * Store cookies as they are when there is no key.
   *
   * @defaultValue false
   */
  allowPlaintext?: boolean
}

/** @throws {@link InvalidStoreOptionError} for keys that cannot be used. */
export const createKeyring = ({ keys = [], allowPlaintext = false }: KeyringOptions = {}): Keyring => {
  checkCredentialKeys(keys)
  const own = keys.map(({ id, key }) => ({ id, key: Uint8Array.from(key) }))
  const byId = new Map(own.map(({ id, key }) => [id, key]))
  const [current] = own

  const seal = (accountId: string, secret: string, kind: SealedKind = 'cookie'): string => {
    const name = NAMES[kind]
    if (current) return sealCookie(current.id, current.key, boundTo(accountId, kind), secret)
    if (!allowPlaintext) {
      throw new PlaintextCredentialsError(
        `The ${name} of account ${accountId} would be stored in plaintext: give a credential key, or allow plaintext credentials explicitly.`,
      )
    }
    if (looksSealed(secret)) {
      throw new PlaintextCredentialsError(
        `The ${name} of account ${accountId} begins like an encrypted one and cannot be stored in plaintext.`,
      )
    }
    return secret
  }

  const open = (accountId: string, stored: string, kind: SealedKind = 'cookie'): string => {
    const name = NAMES[kind]
    if (!looksSealed(stored)) return stored
    const sealed = parseSealed(stored)
    if (!sealed) {
      throw new CredentialDecryptionError(
        `The stored ${name} of account ${accountId} is damaged, or was encrypted by a newer version.`,
        { accountId },
      )
    }
    const key = byId.get(sealed.keyId)
    if (!key) {
      throw new MissingCredentialKeyError(
        `The ${name} of account ${accountId} is encrypted under the key "${sealed.keyId}", which was not given.`,
        { keyId: sealed.keyId },
      )
    }
    const secret = openCookie(sealed, key, boundTo(accountId, kind))
    if (secret === undefined) {
      throw new CredentialDecryptionError(
        `The ${name} of account ${accountId} does not open with the key "${sealed.keyId}": the key given under that id is another one, or the text is damaged.`,
        { accountId },
      )
    }
    return secret
  }

  return { currentKeyId: current?.id ?? null, seal, open }
}
