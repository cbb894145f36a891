/**
 * The cookies that make up a session. Everything else in a browser's `Cookie` header is analytics or bot management,
 * which the API does not ask for.
 */
export const SESSION_COOKIE_NAMES: ReadonlySet<string> = new Set([
  '_airbed_session_id',
  '_aaj',
  '_aat',
  'auth_jitney_session_id',
  'hli',
  'li',
  '_user_attributes',
  '_pt',
  'rclu',
])

/**
 * Takes a `Cookie` header apart.
 *
 * @param cookie - the header's value, such as `a=1; b=2`; a leading `Cookie:` is allowed
 * @returns names and values as they stand there, in their order; of two of the same name, the first. Never throws.
 */
export function parseCookies(cookie: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const part of cookie.replace(/^\s*cookie:/i, '').split(';')) {
    const equals = part.indexOf('=')
    if (equals < 1) continue
    const name = part.slice(0, equals).trim()
    if (name !== '' && !cookies.has(name)) cookies.set(name, part.slice(equals + 1).trim())
  }
  return cookies
}

/** The `Cookie` header that {@link parseCookies} takes apart. */
export function formatCookies(cookies: Iterable<readonly [name: string, value: string]>): string {
  return Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
}

/**
 * What of a browser's `Cookie` header the API needs: the session cookies, without analytics and bot management.
 *
 * @param cookie - the header's value
 * @returns the shorter header; `''` when there is no session cookie in it
 */
export function sessionCookies(cookie: string): string {
  return formatCookies(Array.from(parseCookies(cookie)).filter(([name]) => SESSION_COOKIE_NAMES.has(name)))
}
