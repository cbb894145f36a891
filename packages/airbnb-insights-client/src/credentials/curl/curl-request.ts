import { InvalidCredentialsError } from '../../errors.ts'
import type { CopiedRequest } from '../request/copied-request.ts'
import { optionsOf } from './curl-options.ts'

/**
 * The requests that curl's arguments describe: one, and one more after each `--next`.
 *
 * @param whole - false where the command breaks off
 */
export function requestsOfCurl(words: readonly string[], whole: boolean): CopiedRequest[] {
  const requests = [new RequestInMaking(whole)]
  for (const { option, value } of optionsOf(words)) {
    if (option === 'next') requests.push(new RequestInMaking(whole))
    else requests.at(-1)?.take(option, value)
  }
  return requests
}

const DATA = new Set(['d', 'data', 'data-raw', 'data-binary', 'data-ascii', 'json'])

class RequestInMaking implements CopiedRequest {
  readonly form = 'curl'
  readonly whole: boolean
  url: string | null = null
  body: string | null = null
  fault: InvalidCredentialsError | null = null
  readonly headers = new Map<string, string>()
  readonly #cookies: string[] = []

  constructor(whole: boolean) {
    this.whole = whole
  }

  /** From `-b` and `-H` together. */
  get cookie(): string {
    return this.#cookies.join('; ')
  }

  take(option: string, value: string): void {
    // An option that nobody knows may have a value: only what looks like a URL is taken for it.
    if (option === 'url' || (option === 'argument' && looksLikeUrl(value)))
      this.url ??= withoutBrackets(value)
    else if (option === 'cookie') this.#takeCookie(value)
    else if (DATA.has(option)) this.body ??= value
    else if (option === 'user-agent') this.#takeHeader('user-agent', value)
    else if (option === 'header') {
      const colon = value.indexOf(':')
      if (colon < 1) return
      const name = value.slice(0, colon).trim().toLowerCase()
      const content = value.slice(colon + 1).trim()
      if (name !== 'cookie') this.#takeHeader(name, content)
      else if (content !== '') this.#takeCookieHeader(content)
    }
  }

  #takeCookie(value: string): void {
    if (value === '') return
    if (value.includes('=')) this.#takeCookieHeader(value)
    else this.#refuse('no_cookie', 'The cURL command reads its cookie from a file, which is not followed')
  }

  #takeCookieHeader(value: string): void {
    // A line broken between two cookies leaves both as they were.
    this.#cookies.push(this.#onOneLine(value.replace(/;[^\S\n]*\n\s*/g, '; ')))
  }

  #takeHeader(name: string, value: string): void {
    this.headers.set(name, this.#onOneLine(value))
  }

  #onOneLine(value: string): string {
    if (value.includes('\n')) {
      this.#refuse(
        'bad_header_value',
        'A header of the cURL command is broken over several lines: copy it anew from the browser, into a file at once',
      )
    }
    return value
  }

  #refuse(reason: InvalidCredentialsError['reason'], message: string): void {
    this.fault ??= new InvalidCredentialsError(message, { reason })
  }
}

const looksLikeUrl = (word: string): boolean =>
  /^<?(?:https?:\/\/|(?:[\w-]+\.)*airbnb\.[a-z.]+(?:[/?#:>]|$))/i.test(word)

/** Without the angle brackets that mail programs put around, and with the scheme that people leave out. */
function withoutBrackets(url: string): string {
  const bare = url.replace(/^<(.*)>$/s, '$1')
  return /^(?:[\w-]+\.)*airbnb\.[a-z.]+(?:[/?#]|$)/i.test(bare) ? `https://${bare}` : bare
}
