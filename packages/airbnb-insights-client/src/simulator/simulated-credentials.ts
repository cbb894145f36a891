import { concealing } from '../concealing.ts'
import { hashText, mix } from './nights/integer-hash.ts'

/** What a client needs to act as a simulated account; a `Credentials` of this package. */
export interface SimulatedCredentials {
  /** The `Cookie` header of the account's browser, analytics cookies included. */
  cookie: string
  clientVersion: string
  userAgent: string
  clientTraceId: string
  accountId: string
}

/** Which session of an account a cookie belongs to. */
export interface SimulatedSession {
  accountId: string
  /** 1, and one more with each renewal. */
  session: number
  /** 0, and one more each time the server rotates `_aaj`. */
  rotation: number
}

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

/**
 * The credentials that a simulator accepts for an account. Every secret value in the cookie contains
 * `simsecret`, so that a log or a table in which one of them turns up can be found out. `JSON.stringify` and
 * `console.log` show the credentials without it.
 */
export function simulatedCredentials(
  accountId: string,
  session: Partial<Omit<SimulatedSession, 'accountId'>> = {},
): SimulatedCredentials {
  const hash = hashText(accountId, 7)
  const credentials = {
    cookie: browserCookie({ accountId, session: 1, rotation: 0, ...session }),
    clientVersion: letters(hash, 40, '0123456789abcdef'),
    userAgent: USER_AGENT,
    clientTraceId: letters(mix(hash, 1), 30, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    accountId,
  }
  return concealing(credentials, ['cookie'])
}

/** The value of `_airbed_session_id`, by which the simulator knows a session. */
export function sessionCookieValue({ accountId, session }: Omit<SimulatedSession, 'rotation'>): string {
  return session === 1 ? `simsecret-${accountId}` : `simsecret-${accountId}-${session}`
}

/** The value of `_aaj`, which the API rotates often. */
export function rotatingCookieValue(session: SimulatedSession): string {
  return `simsecret-aaj-${session.accountId}-${session.session}-${session.rotation}`
}

function browserCookie(session: SimulatedSession): string {
  const { accountId } = session
  const attributes = JSON.stringify({ curr: 'USD', id_str: accountId, name: 'Sim' })
  return [
    'bev=1719900000_simulated',
    `_user_attributes=${encodeURIComponent(attributes)}`,
    `_airbed_session_id=${sessionCookieValue(session)}`,
    `_aaj=${rotatingCookieValue(session)}`,
    `_aat=simsecret-aat-${accountId}`,
    `auth_jitney_session_id=simsecret-jitney-${accountId}`,
    `_pt=simsecret-pt-${accountId}`,
    `rclu=simsecret-rclu-${accountId}`,
    'hli=1',
    'li=1',
    '_ga=GA1.1.100000000.1719900000',
    'ak_bmsc=simulated-bot-management',
  ].join('; ')
}

function letters(hash: number, length: number, alphabet: string): string {
  return Array.from({ length }, (_, index) => alphabet[mix(hash, index) % alphabet.length]).join('')
}
