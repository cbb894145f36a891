import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ServiceKey } from '../../../config/service-keys.ts'
import { type Caller, callersOf, KeyRing } from './key-ring.ts'

/** So long a browser stays signed in that is in use. */
const SESSION_LASTS_MS = 12 * 3600 * 1000

/** So long one that is not: a copy of its cookie is good for no longer, wherever it was signed out. */
const UNUSED_LASTS_MS = 3600 * 1000

/** The cookie that a session is kept in. */
export const SESSION_COOKIE = 'airbnb_insights_session'

/** Keeps this use of a key apart from any other. */
const PURPOSE = 'airbnb-insights browser session'

/** A browser that somebody has signed in with a key. */
export interface BrowserSession {
  /** Names it without letting anybody in. */
  readonly id: string
  readonly caller: Caller
  /** When it ends whatever is done, in milliseconds since the epoch. */
  readonly endsAt: number
  /** When it ends unless its cookie is renewed. */
  readonly usableUntil: number
}

/** A session as a browser keeps it. */
export interface SessionCookie {
  readonly value: string
  readonly maxAgeSeconds: number
}

/**
 * Sessions of browsers. None is kept: a session is a cookie that is signed with the very key that somebody signed in with,
 * so that all processes with that key know it, and it ends when the key is taken away. It is good for an hour, and is
 * renewed while pages are looked at. What was signed out is remembered until it would have ended, by this process alone.
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

  /** Signs a browser in; null for a key that nobody has. */
  open(key: string): SessionCookie | null {
    if (this.#ring.callerOf(key) === null) return null
    const id = randomBytes(16).toString('base64url')
    return this.#cookie(secretOf(key), id, this.#now().getTime() + SESSION_LASTS_MS)
  }

  /** The cookie of a session that is in use; null while the one that the browser has is good for long enough. */
  renew({ id, caller, endsAt, usableUntil }: BrowserSession): SessionCookie | null {
    if (usableUntil === endsAt || usableUntil - this.#now().getTime() > UNUSED_LASTS_MS / 2) return null
    const signer = this.#signers.find((one) => one.caller === caller)
    return signer === undefined ? null : this.#cookie(signer.secret, id, endsAt)
  }

  /** The session of a `Cookie` header; null where it has none, or one that has ended. */
  find(cookies: string | undefined): BrowserSession | null {
    const [, id, ends, usable, mac] = SESSION.exec(cookies ?? '') ?? []
    if (id === undefined || mac === undefined) return null
    const [endsAt, usableUntil] = [Number(ends), Number(usable)]
    const given = Buffer.from(mac, 'base64url')
    let caller: Caller | null = null
    for (const signer of this.#signers) {
      if (timingSafeEqual(macOf(signer.secret, id, endsAt, usableUntil), given)) caller = signer.caller
    }
    if (caller === null || usableUntil <= this.#now().getTime() || this.#ended.has(id)) return null
    return { id, caller, endsAt, usableUntil }
  }

  /** Ends a session before its time. */
  end({ id, endsAt }: BrowserSession): void {
    const now = this.#now().getTime()
    for (const [other, until] of this.#ended) if (until <= now) this.#ended.delete(other)
    this.#ended.set(id, endsAt)
  }

  #cookie(secret: Buffer, id: string, endsAt: number): SessionCookie {
    const now = this.#now().getTime()
    const usableUntil = Math.min(now + UNUSED_LASTS_MS, endsAt)
    const mac = macOf(secret, id, endsAt, usableUntil).toString('base64url')
    return {
      value: `${id}.${endsAt}.${usableUntil}.${mac}`,
      maxAgeSeconds: Math.ceil((usableUntil - now) / 1000),
    }
  }
}

const SESSION = new RegExp(
  `(?:^|;\\s*)${SESSION_COOKIE}=([\\w-]{22})\\.(\\d{1,15})\\.(\\d{1,15})\\.([\\w-]{43})(?=\\s*(?:;|$))`,
)

const secretOf = (key: string): Buffer => createHmac('sha256', key).update(PURPOSE).digest()

const macOf = (secret: Buffer, id: string, endsAt: number, usableUntil: number): Buffer =>
  createHmac('sha256', secret).update(`${id}.${endsAt}.${usableUntil}`).digest()
