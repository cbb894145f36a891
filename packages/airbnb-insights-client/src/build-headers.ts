import type { MetricPage } from 'insights-transform'
import { concealing } from './concealing.ts'
import { type Credentials } from './credentials.ts'
import { randomId } from './random-id.ts'

/** Where the API is, unless the option `baseUrl` says otherwise. */
export const DEFAULT_BASE_URL = 'https://www.airbnb.com'

/** The public key of Airbnb's web client, the same for every visitor. It rotates rarely; the option is `webKey`. */
export const DEFAULT_WEB_KEY = 'd306zoyjsyarp7ifhu67rjxn52tv0t20'

/** What the headers say beside the credentials. */
export interface HeaderOptions {
  /**
   * The site that is asked: `Referer` names a page of it.
   *
   * @defaultValue `'https://www.airbnb.com'`
   */
  readonly baseUrl?: string
  /**
   * What `X-Airbnb-API-Key` says.
   *
   * @defaultValue the public key of Airbnb's web client
   */
  readonly webKey?: string
  /**
   * Goes first into `Accept-Language`.
   *
   * @defaultValue `'en'`
   */
  readonly locale?: string
  /**
   * Decides the page in `Referer`: `/performance/conversion`, `…/occupancy` or `…/quality`.
   *
   * @defaultValue `'CONVERSION'`
   */
  readonly page?: MetricPage
}

/**
 * The headers that Airbnb's web client sends with each operation, with a fresh `X-Client-Request-Id`.
 *
 * @param credentials - taken as they are; the client checks its own when it is made
 * @returns names and values for `fetch`; `JSON.stringify` and `console.log` show them without the cookie
 */
export function buildHeaders(credentials: Credentials, options: HeaderOptions = {}): Record<string, string> {
  const headers: Record<string, string> = {
    ...buildConstantHeaders(credentials, options),
    Cookie: credentials.cookie,
    Referer: refererOf(options.baseUrl ?? DEFAULT_BASE_URL, options.page ?? 'CONVERSION'),
    'X-Client-Request-Id': randomId(),
  }
  return concealing(headers, ['Cookie'])
}

/** The headers that stay the same from request to request: all but the cookie, the request id and the page. */
export function buildConstantHeaders(
  credentials: Omit<Credentials, 'cookie'>,
  options: Pick<HeaderOptions, 'webKey' | 'locale'>,
): Record<string, string> {
  return {
    Accept: '*/*',
    'Accept-Language': acceptLanguage(options.locale ?? 'en'),
    'Content-Type': 'application/json',
    'User-Agent': credentials.userAgent,
    'X-Airbnb-API-Key': options.webKey ?? DEFAULT_WEB_KEY,
    'X-Airbnb-Client-Trace-Id': credentials.clientTraceId || randomId(),
    'X-Client-Version': credentials.clientVersion,
    'X-Airbnb-GraphQL-Platform': 'web',
    'X-Airbnb-GraphQL-Platform-Client': 'minimalist-niobe',
    'X-Airbnb-Supports-Airlock-V2': 'true',
    'X-CSRF-Token': '',
    'X-CSRF-Without-Token': '1',
    'X-Niobe-Short-Circuited': 'true',
  }
}

/** The page that a request belongs to. */
export function refererOf(baseUrl: string, page: MetricPage): string {
  return `${baseUrl}/performance/${page.toLowerCase()}`
}

function acceptLanguage(locale: string): string {
  return locale === 'en' ? 'en-US,en;q=0.9' : `${locale},en;q=0.9`
}
