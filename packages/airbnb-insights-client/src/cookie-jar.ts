import { accountIdFromAttributes } from './account-id.ts'
import { formatCookies, parseCookies, SESSION_COOKIE_NAMES } from './cookies.ts'
import { parseSetCookie, type SetCookie } from './set-cookie.ts'

interface HeldCookie {
  readonly value: string
  readonly expiresAt: number | null
}

/** So many values that are not held (given up, or only offered) are remembered, as an answer may still echo one. */
const REMEMBERED_VALUES = 64
/** Shorter values, such as `li=1`, are no secrets, and blanking them would garble any text. */
const SECRET_LENGTH = 8

/**
 * The cookies of one session. Airbnb rotates some of them through `Set-Cookie` (`_aaj` often), and a client that keeps
 * sending the old ones loses the session sooner. Takes only cookies that it already sends or that belong to a session.
 */
export class CookieJar {
  readonly #accountId: string
  readonly #site: URL
  readonly #now: () => number
  readonly #cookies = new Map<string, HeldCookie>()
  /** Secrets that are not held, or were not when they came: the newest last. What is held needs no remembering. */
  readonly #remembered = new Set<string>()
  /** Everything that is to be blanked; null where that has to be found out anew. */
  #secrets: readonly string[] | null = null
  #header: string
  #nextExpiry = Number.POSITIVE_INFINITY

  constructor(cookie: string, options: { accountId: string; site: URL; now: () => number }) {
    this.#accountId = options.accountId
    this.#site = options.site
    this.#now = options.now
    for (const [name, value] of parseCookies(cookie)) this.#cookies.set(name, { value, expiresAt: null })
    this.#header = cookie
  }

  /** The `Cookie` header to send now: the one that was given, until something changed. */
  get header(): string {
    if (this.#now() >= this.#nextExpiry) this.#rebuild()
    return this.#header
  }

  /** Lets {@link redact} blank what an answer's `Set-Cookie` headers offer, whether or not it is taken over later. */
  notice(setCookieHeaders: readonly string[]): void {
    for (const header of setCookieHeaders) {
      const setCookie = parseSetCookie(header, this.#now())
      if (setCookie !== null && this.#isForUs(setCookie)) this.#remember(setCookie.value)
    }
  }

  /**
   * Takes over what an answer's `Set-Cookie` headers change.
   *
   * @returns the names of the cookies that changed or went, without values
   */
  take(setCookieHeaders: readonly string[]): string[] {
    const changed: string[] = []
    for (const header of setCookieHeaders) {
      const setCookie = parseSetCookie(header, this.#now())
      if (setCookie !== null && this.#isForUs(setCookie) && this.#apply(setCookie))
        changed.push(setCookie.name)
    }
    if (changed.length > 0) this.#rebuild()
    return changed
  }

  /** A text without any value of this session, raw or URL-decoded: for what may end up in an error or a table. */
  redact(text: string): string {
    let redacted = text
    this.#secrets ??= this.#findSecrets()
    for (const secret of this.#secrets) {
      if (redacted.includes(secret)) redacted = redacted.replaceAll(secret, '[cookie]')
    }
    return redacted
  }

  /** The longest first: one that is the beginning of another would leave the other's end standing. */
  #findSecrets(): readonly string[] {
    const held = Array.from(this.#cookies.values()).flatMap(({ value }) => secretForms(value))
    const secrets = new Set([...held, ...this.#remembered])
    return [...secrets].toSorted((one, other) => other.length - one.length)
  }

  #isForUs({ name, value, domain, path }: SetCookie): boolean {
    if (!this.#cookies.has(name) && !SESSION_COOKIE_NAMES.has(name)) return false
    const host = this.#site.hostname
    if (domain !== null && host !== domain && !host.endsWith(`.${domain}`)) return false
    if (path !== null && !'/api/v3/'.startsWith(path.endsWith('/') ? path : `${path}/`)) return false
    // A signed-out answer sets attributes without an id: taking them would lose whose session this is.
    return name !== '_user_attributes' || accountIdFromAttributes(value) === this.#accountId
  }

  #apply({ name, value, expiresAt }: SetCookie): boolean {
    const held = this.#cookies.get(name)
    this.#secrets = null
    if (held !== undefined) this.#remember(held.value)
    if (expiresAt !== null && expiresAt <= this.#now()) return this.#cookies.delete(name)
    this.#cookies.set(name, { value, expiresAt })
    if (expiresAt !== null) this.#nextExpiry = Math.min(this.#nextExpiry, expiresAt)
    return held?.value !== value
  }

  #rebuild(): void {
    const now = this.#now()
    this.#nextExpiry = Number.POSITIVE_INFINITY
    for (const [name, { value, expiresAt }] of this.#cookies) {
      if (expiresAt === null) continue
      if (expiresAt <= now) {
        this.#cookies.delete(name)
        this.#remember(value)
      } else this.#nextExpiry = Math.min(this.#nextExpiry, expiresAt)
    }
    this.#header = formatCookies(Array.from(this.#cookies, ([name, { value }]) => [name, value]))
  }

  #remember(value: string): void {
    this.#secrets = null
    for (const form of secretForms(value)) {
      // Deleting first keeps the newest last.
      this.#remembered.delete(form)
      this.#remembered.add(form)
    }
    for (const oldest of this.#remembered) {
      if (this.#remembered.size <= REMEMBERED_VALUES) break
      this.#remembered.delete(oldest)
    }
  }
}

function secretForms(value: string): string[] {
  const forms = [value]
  try {
    const decoded = decodeURIComponent(value)
    if (decoded !== value) forms.push(decoded, JSON.stringify(decoded).slice(1, -1))
  } catch {
    // Not URL-encoded: the raw form is all there is.
  }
  return forms.filter((form) => form.length >= SECRET_LENGTH)
}
