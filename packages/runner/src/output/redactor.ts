/** What stands where a secret was. */
export const REDACTED = '[redacted]'

/** Shorter values (`1`, `true`, a locale) are no secrets, and hiding them would garble innocent text. */
const SHORTEST_SECRET = 8

/** A pattern of more secrets than so many takes longer to make, and more memory, than looking for each of them. */
const MANY = 64

/** Keeps cookies out of what a process writes. */
export interface CookieHider {
  /** Hides a cookie, and each value in it, until the result is disposed. */
  holdCookie(cookie: string): Disposable
  /** The text without anything that is hidden: for what is given out and is no log. */
  redact(text: string): string
}

/**
 * The last line of defence: knows the secrets that this process has read and takes them out of all that it prints.
 * Code still never puts a secret into a message; this is for the message that nobody thought of.
 */
export class Redactor implements CookieHider {
  /** Each form of a secret, and how many know it; for ever where that is infinity. */
  readonly #secrets = new Map<string, number>()
  #pattern: RegExp | undefined

  /** A secret to be hidden in its plain, URL-encoded, URL-decoded and JSON-escaped forms. */
  add(secret: string): void {
    for (const form of formsOf(secret)) this.#secrets.set(form, Number.POSITIVE_INFINITY)
    this.#pattern = undefined
  }

  /** A Cookie header: hidden as a whole and value by value. Account ids and other plain numbers stay visible. */
  addCookie(cookie: string): void {
    for (const secret of secretsOfCookie(cookie)) this.add(secret)
  }

  /** The same for a while: a service handles any number of cookies, and need not know them all for ever. */
  holdCookie(cookie: string): Disposable {
    const forms = secretsOfCookie(cookie).flatMap(formsOf)
    this.#count(forms, 1)
    return { [Symbol.dispose]: () => this.#count(forms, -1) }
  }

  /** A database URL: its password is hidden; host, user and database name stay visible. */
  addDatabaseUrl(url: string): void {
    for (const [, value = ''] of url.matchAll(/[?&](?:ssl)?password=([^&#]*)/g)) this.add(value)
    // Not by the URL parser: a password with an unencoded special character must be hidden as well.
    const [, user = '', password = '', rest = ''] =
      /^[^:]+:\/\/([^:@/]*):(.*)@([^@]*)$/s.exec(url.trim()) ?? []
    if (password === '') return
    this.#secrets.set(`:${password}@`, Number.POSITIVE_INFINITY)
    this.#pattern = undefined
    // "postgres" as password of "postgres": hiding the bare word would hide every mention of the server.
    const innocent = [user, ...rest.split(/[:/?]/), 'postgres', 'postgresql']
    if (!innocent.includes(password)) this.add(password)
  }

  /** A key list (`id:base64,…`): the ids stay visible. */
  addKeys(text: string): void {
    for (const entry of text.split(/[,\n]/)) this.add(entry.slice(entry.indexOf(':') + 1))
  }

  /** The text without any known secret. */
  redact(text: string): string {
    if (this.#secrets.size === 0) return text
    const pattern =
      this.#secrets.size > MANY ? this.#patternFor(text) : (this.#pattern ??= anyOf(this.#secrets.keys()))
    if (pattern === undefined) return text
    return text.replace(pattern, (found) =>
      found.startsWith(':') && found.endsWith('@') ? `:${REDACTED}@` : REDACTED,
    )
  }

  /** Of many secrets, which change all the time, only those that are in the text; undefined where none is. */
  #patternFor(text: string): RegExp | undefined {
    const present = [...this.#secrets.keys()].filter((secret) => text.includes(secret))
    return present.length === 0 ? undefined : anyOf(present)
  }

  #count(forms: readonly string[], change: 1 | -1): void {
    for (const form of forms) {
      const knowers = (this.#secrets.get(form) ?? 0) + change
      if (knowers > 0) this.#secrets.set(form, knowers)
      else this.#secrets.delete(form)
    }
    this.#pattern = undefined
  }
}

/** A Cookie header as a whole and its values, without plain numbers. */
function secretsOfCookie(cookie: string): string[] {
  const values = cookie.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
  return [cookie, ...values.filter((value) => !/^\d+$/.test(value))]
}

function formsOf(secret: string): string[] {
  const text = secret.trim()
  if (text.length < SHORTEST_SECRET) return []
  const forms = [text, urlEncoded(text), urlDecoded(text), jsonEscaped(text)]
  return forms.filter((form) => form !== undefined).filter((form) => form.length >= SHORTEST_SECRET)
}

function anyOf(secrets: Iterable<string>): RegExp {
  const longestFirst = [...secrets].sort((left, right) => right.length - left.length)
  return new RegExp(longestFirst.map(escaped).join('|'), 'g')
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function urlEncoded(text: string): string {
  return encodeURIComponent(text)
}

function urlDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
