import { createCipheriv, createDecipheriv, createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ServiceKey } from '../../../config/service-keys.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * What makes forms one's own, and keeps a text closed that goes out in one. All processes that have the same API keys have
 * the same secrets; without keys each has its own, for as long as it lives.
 */
export class PageSecrets {
  readonly #formSecret: Buffer
  readonly #sealSecret: Buffer

  constructor(auth: readonly ServiceKey[] | 'insecure') {
    const root = auth === 'insecure' ? randomBytes(32) : digestOfAll(auth)
    this.#formSecret = derived(root, 'airbnb-insights form')
    this.#sealSecret = derived(root, 'airbnb-insights sealed text')
  }

  /** What a form holds that only a page of this service could put there. @param visitor - whose form it is */
  formToken(visitor: string): string {
    return derived(this.#formSecret, visitor).toString('base64url')
  }

  /** Whether a form's token is the visitor's. */
  isFormToken(token: string, visitor: string): boolean {
    const [given, known] = [Buffer.from(token), Buffer.from(this.formToken(visitor))]
    return given.length === known.length && timingSafeEqual(given, known)
  }

  /** Closes a text so that it tells nobody anything, and opens for this visitor alone. */
  seal(text: string, visitor: string): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, this.#sealSecret, nonce).setAAD(Buffer.from(visitor))
    const closed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), closed]).toString('base64url')
  }

  /** Opens a text that was closed for the visitor; undefined for anything else. */
  unseal(sealed: string, visitor: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
    try {
      const decipher = createDecipheriv(CIPHER, this.#sealSecret, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(visitor))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]
      return Buffer.concat(opened).toString('utf8')
    } catch {
      return undefined
    }
  }
}

/** Whatever the order of the keys, and only to be had with all of them. */
function digestOfAll(keys: readonly ServiceKey[]): Buffer {
  const digests = keys.map(({ key }) => hash('sha256', key)).sort()
  return hash('sha256', digests.join('\n'), 'buffer')
}

const derived = (secret: Buffer, purpose: string): Buffer =>
  createHmac('sha256', secret).update(purpose).digest()
