import type { MetricPage } from 'insights-transform'
import { buildConstantHeaders, refererOf } from './build-headers.ts'
import { concealing } from './concealing.ts'
import { CookieJar } from './cookie-jar.ts'
import type { CheckedCredentials } from './credentials.ts'
import type { AnswerHeaders } from './exchange.ts'
import { randomId } from './random-id.ts'

/** One account's browser session: what it sends along, and what it learns from answers. */
export class Session {
  readonly #initial: CheckedCredentials
  readonly #jar: CookieJar
  readonly #baseUrl: string
  readonly #constantHeaders: Record<string, string>

  constructor(
    credentials: CheckedCredentials,
    options: { baseUrl: string; locale: string; webKey: string; clock: () => Date },
  ) {
    this.#initial = credentials
    this.#baseUrl = options.baseUrl
    this.#jar = new CookieJar(credentials.cookie, {
      accountId: credentials.accountId,
      site: new URL(options.baseUrl),
      now: () => options.clock().getTime(),
    })
    this.#constantHeaders = buildConstantHeaders(credentials, options)
  }

  /** The credentials with the cookies as they are now. */
  get credentials(): CheckedCredentials {
    return concealing({ ...this.#initial, cookie: this.#jar.header }, ['cookie'])
  }

  /** The headers of the next request. */
  headers(page: MetricPage): Record<string, string> {
    return {
      ...this.#constantHeaders,
      Cookie: this.#jar.header,
      Referer: refererOf(this.#baseUrl, page),
      'X-Client-Request-Id': randomId(),
    }
  }

  /** Lets {@link redact} blank the cookies that an answer sets, before it is known whether they are taken over. */
  notice(headers: Pick<AnswerHeaders, 'getSetCookie'>): void {
    this.#jar.notice(headers.getSetCookie())
  }

  /** Takes over rotated cookies; gives the names of those that changed. */
  rotate(headers: Pick<AnswerHeaders, 'getSetCookie'>): string[] {
    const setCookies = headers.getSetCookie()
    return setCookies.length === 0 ? [] : this.#jar.take(setCookies)
  }

  /** A text without the session's values. */
  redact(text: string): string {
    return this.#jar.redact(text)
  }
}
