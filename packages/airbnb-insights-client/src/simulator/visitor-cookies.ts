import { cookiesOf } from './incoming-request.ts'
import type { SimulatedCredentials } from './simulated-credentials.ts'

type SetCookie = readonly [name: 'Set-Cookie', value: string]

/** Those that a page's scripts read; all others are for the server alone. */
const READ_BY_SCRIPTS: ReadonlySet<string> = new Set(['_user_attributes', 'li', 'hli', 'bev', '_ga'])

/** A year, as the real site's cookies last that end with no session. */
const MAX_AGE_SECONDS = 31_536_000

/** What a visitor gets who has not signed in: a session of nobody's, attributes without an account, analytics. */
export function anonymousCookies(sessionId: string): SetCookie[] {
  return [
    setCookie('_airbed_session_id', sessionId),
    setCookie('_user_attributes', encodeURIComponent(JSON.stringify({ curr: 'USD', guest_exchange: 1 }))),
    setCookie('bev', '1719900000_simulated'),
    setCookie('_ga', 'GA1.1.100000000.1719900000'),
    setCookie('ak_bmsc', 'simulated-bot-management'),
  ]
}

/** What a host gets who has signed in: all cookies of the session, in place of the anonymous ones. */
export function sessionCookiesOf({ cookie }: SimulatedCredentials): SetCookie[] {
  return Array.from(cookiesOf(cookie), ([name, value]) => setCookie(name, value))
}

function setCookie(name: string, value: string): SetCookie {
  const visibility = READ_BY_SCRIPTS.has(name) ? '' : '; HttpOnly'
  return [
    'Set-Cookie',
    `${name}=${value}; Path=/; Max-Age=${String(MAX_AGE_SECONDS)}; Secure${visibility}; SameSite=Lax`,
  ]
}
