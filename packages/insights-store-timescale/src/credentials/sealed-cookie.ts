import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** The form that is written; another `enc:` prefix was written by something newer. */
const FORM = 'enc:v1:'
const ALGORITHM = 'aes-256-gcm'
/** 96 bits: what GCM is defined for. */
const IV_BYTES = 12
const TAG_BYTES = 16

/** An encrypted cookie taken apart. */
interface SealedCookie {
  keyId: string
  iv: Buffer
  tag: Buffer
  ciphertext: Buffer
}

/** Whether a stored text claims to be encrypted, in this form or in one that is not known yet. */
export const looksSealed = (stored: string): boolean => stored.startsWith('enc:')

/** What every cookie sealed under `keyId` begins with, so that a query can tell it without decrypting. */
export const sealedPrefix = (keyId: string): string => `${FORM}${keyId}:`

/** Takes `enc:v1:<keyId>:<iv>:<tag>:<ciphertext>` apart (base64url); undefined where it is not of that form. */
export const parseSealed = (stored: string): SealedCookie | undefined => {
  if (!stored.startsWith(FORM)) return undefined
  const parts = stored.slice(FORM.length).split(':')
  const [keyId, iv, tag, ciphertext] = parts
  if (parts.length !== 4 || !keyId || !iv || !tag || ciphertext === undefined) return undefined
  const sealed = {
    keyId,
    iv: Buffer.from(iv, 'base64url'),
    tag: Buffer.from(tag, 'base64url'),
    ciphertext: Buffer.from(ciphertext, 'base64url'),
  }
  return sealed.iv.length === IV_BYTES && sealed.tag.length === TAG_BYTES ? sealed : undefined
}

/**
 * Encrypts a cookie with AES-256-GCM under a fresh IV. The account id is associated data: a cookie copied
 * into another account's row does not open there.
 */
export const sealCookie = (keyId: string, key: Uint8Array, accountId: string, cookie: string): string => {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(accountId, 'utf8'))
  const ciphertext = Buffer.concat([cipher.update(cookie, 'utf8'), cipher.final()])
  const parts = [iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'))
  return sealedPrefix(keyId) + parts.join(':')
}

/** Decrypts a cookie; undefined where key, account or text are not those that it was sealed with. */
export const openCookie = (sealed: SealedCookie, key: Uint8Array, accountId: string): string | undefined => {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(accountId, 'utf8'))
  decipher.setAuthTag(sealed.tag)
  try {
    return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
