import { describe, expect, test } from 'vitest'
import { createKeyring } from '../../src/credentials/keyring.ts'
import {
  isCredentialDecryptionError,
  isInvalidStoreOptionError,
  isMissingCredentialKeyError,
  isPlaintextCredentialsError,
} from '../../src/errors.ts'
import { ACCOUNT, cookieOf, OTHER_ACCOUNT } from '../samples/sample-account.ts'

const key = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) })
const COOKIE = cookieOf(ACCOUNT)

const thrownBy = (action: () => unknown): Error => {
  try {
    action()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

/** Compares without printing: a failing test must not show a cookie. */
const isCookie = (opened: string): boolean => opened === COOKIE

describe('createKeyring', () => {
  test('seals into enc:v1:<keyId>:<iv>:<tag>:<ciphertext> and opens it again', () => {
    const ring = createKeyring({ keys: [key('k1', 1)] })
    const sealed = ring.seal(ACCOUNT, COOKIE)
    expect(sealed).toMatch(/^enc:v1:k1:[\w-]{16}:[\w-]{22}:[\w-]+$/)
    expect(sealed.includes('simsecret')).toBe(false)
    expect(isCookie(ring.open(ACCOUNT, sealed))).toBe(true)
  })

  test('seals the same cookie differently each time', () => {
    const ring = createKeyring({ keys: [key('k1', 1)] })
    expect(ring.seal(ACCOUNT, COOKIE) === ring.seal(ACCOUNT, COOKIE)).toBe(false)
  })

  test('encrypts under the first key and decrypts under all', () => {
    const old = createKeyring({ keys: [key('k1', 1)] }).seal(ACCOUNT, COOKIE)
    const ring = createKeyring({ keys: [key('k2', 2), key('k1', 1)] })
    expect(ring.currentKeyId).toBe('k2')
    expect(isCookie(ring.open(ACCOUNT, old))).toBe(true)
    expect(ring.seal(ACCOUNT, COOKIE).startsWith('enc:v1:k2:')).toBe(true)
  })

  test("does not open another account's cookie", () => {
    const ring = createKeyring({ keys: [key('k1', 1)] })
    const error = thrownBy(() => ring.open(OTHER_ACCOUNT, ring.seal(ACCOUNT, COOKIE)))
    expect(isCredentialDecryptionError(error)).toBe(true)
  })

  test('names the key id that is missing', () => {
    const sealed = createKeyring({ keys: [key('k1', 1)] }).seal(ACCOUNT, COOKIE)
    const error = thrownBy(() => createKeyring({ keys: [key('k2', 2)] }).open(ACCOUNT, sealed))
    expect(isMissingCredentialKeyError(error)).toBe(true)
    expect(error).toMatchObject({ keyId: 'k1', message: expect.stringContaining('"k1"') })
  })

  test('says which key is another one under the same id', () => {
    const sealed = createKeyring({ keys: [key('k1', 1)] }).seal(ACCOUNT, COOKIE)
    const error = thrownBy(() => createKeyring({ keys: [key('k1', 9)] }).open(ACCOUNT, sealed))
    expect(isCredentialDecryptionError(error)).toBe(true)
    expect(error.message).toContain('"k1"')
  })

  test.each([
    ['cut off', (sealed: string) => sealed.slice(0, 40)],
    ['with a changed ciphertext', (sealed: string) => `${sealed.slice(0, -2)}AA`],
    ['with a short tag', (sealed: string) => sealed.replace(/:([\w-]{22}):([\w-]+)$/, ':AAAA:$2')],
    ['of a newer version', (sealed: string) => sealed.replace('enc:v1:', 'enc:v2:')],
  ])('refuses a text %s', (_, damage) => {
    const ring = createKeyring({ keys: [key('k1', 1)] })
    const error = thrownBy(() => ring.open(ACCOUNT, damage(ring.seal(ACCOUNT, COOKIE))))
    expect(isCredentialDecryptionError(error)).toBe(true)
    expect(error.message.includes('simsecret')).toBe(false)
  })

  test('refuses to write plaintext without a key, unless that is allowed', () => {
    const error = thrownBy(() => createKeyring().seal(ACCOUNT, COOKIE))
    expect(isPlaintextCredentialsError(error)).toBe(true)
    expect(error.message.includes('simsecret')).toBe(false)
    expect(isCookie(createKeyring({ allowPlaintext: true }).seal(ACCOUNT, COOKIE))).toBe(true)
  })

  test('reads plaintext from before there was a key', () => {
    expect(isCookie(createKeyring({ keys: [key('k1', 1)] }).open(ACCOUNT, COOKIE))).toBe(true)
  })

  test('does not store in plaintext what would be taken for encrypted', () => {
    const error = thrownBy(() => createKeyring({ allowPlaintext: true }).seal(ACCOUNT, 'enc:v1:x'))
    expect(isPlaintextCredentialsError(error)).toBe(true)
  })

  test('refuses keys of the wrong length and ids given twice', () => {
    expect(
      isInvalidStoreOptionError(
        thrownBy(() => createKeyring({ keys: [{ id: 'a', key: new Uint8Array(16) }] })),
      ),
    ).toBe(true)
    expect(
      isInvalidStoreOptionError(thrownBy(() => createKeyring({ keys: [key('a', 1), key('a', 2)] }))),
    ).toBe(true)
  })
})
