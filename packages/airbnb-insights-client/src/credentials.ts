import { accountIdFromCookie } from './account-id.ts'
import { concealing } from './concealing.ts'
import { parseCookies } from './cookies.ts'
import { InvalidCredentialsError } from './errors.ts'

/** What a request needs of a host's browser session. All but the account id travel as headers. */
export interface Credentials {
  /**
   * The `Cookie` header of a signed-in browser: at least `_airbed_session_id` and `_user_attributes`. It is sent as it
   * is; {@link sessionCookies} takes the analytics out.
   */
  readonly cookie: string
  /** The header `X-Client-Version`: the commit of Airbnb's web build, 40 hex digits when last seen. */
  readonly clientVersion: string
  /** The header `User-Agent` of the browser that the cookie comes from. */
  readonly userAgent: string
  /**
   * The header `X-Airbnb-Client-Trace-Id`: 30 characters of `[a-z0-9]`, which the server does not check.
   *
   * @defaultValue one made up for each client
   */
  readonly clientTraceId?: string | null
  /**
   * Whose credentials these should be: refused when the cookie says otherwise. Only the cookie's is ever used.
   *
   * @defaultValue whose the cookie is
   */
  readonly accountId?: string
}

/** Credentials that were checked: whole, consistent, and fit to be sent as headers. */
export interface CheckedCredentials {
  readonly cookie: string
  readonly clientVersion: string
  readonly userAgent: string
  readonly clientTraceId: string | null
  readonly accountId: string
}

/**
 * Refuses credentials that cannot work before anything is sent.
 *
 * @returns a copy that `JSON.stringify` and `console.log` show without the cookie
 * @throws {@link InvalidCredentialsError} when the cookie holds no session or no account id or another account's,
 *   or when a part is missing or cannot stand in a header
 */
export function checkCredentials(credentials: Credentials): CheckedCredentials {
  const cookie = credentials.cookie.replace(/^\s*cookie:/i, '').trim()
  if (cookie === '') refuse('no_cookie', 'The cookie is empty')
  // fetch would quote the value, and with it the session, in its own message.
  checkHeaderValue('cookie', cookie)
  if (!parseCookies(cookie).get('_airbed_session_id')) {
    refuse('no_session', 'The cookie holds no session (_airbed_session_id): copy it from a signed-in browser')
  }
  const accountId = accountIdFromCookie(cookie)
  if (credentials.accountId !== undefined && credentials.accountId !== accountId) {
    refuse(
      'other_account',
      `The cookie belongs to the account ${accountId}, not to ${JSON.stringify(credentials.accountId)}`,
    )
  }
  const clientVersion = credentials.clientVersion.trim()
  if (clientVersion === '') refuse('no_client_version', 'The client version (X-Client-Version) is empty')
  checkHeaderValue('client version', clientVersion)
  const userAgent = credentials.userAgent.trim()
  if (userAgent === '') refuse('no_user_agent', 'The user agent is empty')
  checkHeaderValue('user agent', userAgent)
  const clientTraceId = credentials.clientTraceId?.trim() || null
  if (clientTraceId !== null) checkHeaderValue('client trace id', clientTraceId)
  return concealing({ cookie, clientVersion, userAgent, clientTraceId, accountId }, ['cookie'])
}

function checkHeaderValue(what: string, value: string): void {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    refuse(
      'bad_header_value',
      `The ${what} holds a character that no HTTP header may hold, such as a line break`,
    )
  }
}

function refuse(reason: InvalidCredentialsError['reason'], message: string): never {
  throw new InvalidCredentialsError(message, { reason })
}
