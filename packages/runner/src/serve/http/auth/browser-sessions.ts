import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ServiceKey } from '../../../config/service-keys.ts'
import { type Caller, callersOf, KeyRing } from './key-ring.ts'

/** So long a browser stays signed in. */
export const SESSION_LASTS_MS = 12 * 3600 * 1000

/** The cookie that a session is kept in. */
export const SESSION_COOKIE = 'airbnb_insights_session'

/** Keeps this use of a key apart from any other. */
const PURPOSE = 'airbnb-insights browser session'

/** A browser that somebody has signed in with a key. */
export interface BrowserSession {
  /** Names it without letting anybody in. */
  readonly id: string
  readonly caller: Caller
  /** When it ends by itself, in milliseconds since the epoch. */
  readonly endsAt: number
}

/**
 * Sessions of browsers. None is kept: a session is a cookie that is signed with the very key that somebody signed in with,
 * so that all processes with that key know it, and it ends when the key is taken away. What was signed out is remembered
 * until it would have ended, by this process alone.
 */
export class BrowserSessions {
  readonly #ring: KeyRing
  readonly #signers: readonly { readonly secret: Buffer; readonly caller: Caller }[]
  readonly #ended = new Map<string, number>()
  readonly #now: () => Date

  constructor(keys: readonly ServiceKey[], now: () => Date) {
    this.#ring = new KeyRing(keys)
    this.#signers = callersOf(keys).map(({ key, caller }) => ({ secret: secretOf(key), caller }))
    this.#now = now
  }

  /** Signs a browser in, and gives the cookie's value; null for a key that nobody has. */
  open(key: string): string | null {
    if (this.#ring.callerOf(key) === null) return null
    const id = randomBytes(16).toString('base64url')
    const endsAt = this.#now().getTime() + SESSION_LASTS_MS
    return `${id}.${endsAt}.${macOf(secretOf(key), id, endsAt).toString('base64url')}`
  }

  /** The session of a `Cookie` header; null where it has none, or one that has ended. */
  find(cookies: string | undefined): BrowserSession | null {
    const [, id, ends, mac] = SESSION.exec(cookies ?? '') ?? []
    if (id === undefined || ends === undefined || mac === undefined) return null
    const endsAt = Number(ends)
    const given = Buffer.from(mac, 'base64url')
    let caller: Caller | null = null
    for (const signer of this.#signers) {
      if (timingSafeEqual(macOf(signer.secret, id, endsAt), given)) caller = signer.caller
    }
    if (caller === null || endsAt <= this.#now().getTime() || this.#ended.has(id)) return null
    return { id, caller, endsAt }
  }

  /** Ends a session before its time. */
  end({ id, endsAt }: BrowserSession): void {
    const now = this.#now().getTime()
    for (const [other, until] of this.#ended) if (until <= now) this.#ended.delete(other)
    this.#ended.set(id, endsAt)
  }
}

const SESSION = new RegExp(
  `(?:^|;\\s*)${SESSION_COOKIE}=([\\w-]{22})\\.(\\d{1,15})\\.([\\w-]{43})(?=\\s*(?:;|$))`,
)

const secretOf = (key: string): Buffer => createHmac('sha256', key).update(PURPOSE).digest()

const macOf = (secret: Buffer, id: string, endsAt: number): Buffer =>
  createHmac('sha256', secret).update(`${id}.${endsAt}`).digest()
