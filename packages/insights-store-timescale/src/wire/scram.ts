import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

const ITERATIONS = 4096

const hmac = (key: Uint8Array, data: string): Buffer => createHmac('sha256', key).update(data).digest()

const xor = (one: Uint8Array, other: Uint8Array): Buffer =>
  Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))

/** One exchange of SCRAM-SHA-256 (RFC 5802) from the server's side: the password itself never crosses the wire. */
export class ScramExchange {
  readonly #password: string
  #clientFirst = ''
  #serverFirst = ''
  #nonce = ''
  #salted: Buffer = Buffer.alloc(0)

  constructor(password: string) {
    this.#password = password
  }

  /** The answer to the client's first message; undefined where that is none. */
  begin(clientMessage: string): string | undefined {
    const parts = /^[ny],[^,]*,((?:n=[^,]*),r=([^,]+).*)$/.exec(clientMessage)
    if (parts?.[1] === undefined || parts[2] === undefined) return undefined
    this.#clientFirst = parts[1]
    this.#nonce = `${parts[2]}${randomBytes(18).toString('base64')}`
    const salt = randomBytes(16)
    this.#salted = pbkdf2Sync(this.#password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256')
    this.#serverFirst = `r=${this.#nonce},s=${salt.toString('base64')},i=${String(ITERATIONS)}`
    return this.#serverFirst
  }

  /** The last message of the server where the client has proved that it knows the password; else undefined. */
  finish(clientMessage: string): string | undefined {
    const parts = /^(c=[^,]*,r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(clientMessage)
    const [, withoutProof = '', nonce, proof = ''] = parts ?? []
    if (nonce !== this.#nonce) return undefined
    const clientKey = hmac(this.#salted, 'Client Key')
    const storedKey = createHash('sha256').update(clientKey).digest()
    const signed = `${this.#clientFirst},${this.#serverFirst},${withoutProof}`
    const wanted = xor(clientKey, hmac(storedKey, signed))
    const given = Buffer.from(proof, 'base64')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
    return `v=${hmac(hmac(this.#salted, 'Server Key'), signed).toString('base64')}`
  }
}
