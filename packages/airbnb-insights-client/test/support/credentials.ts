import type { Credentials } from '../../src/index.ts'

export const ACCOUNT_ID = '120000042'

/** A `_user_attributes` cookie as browsers hold it. */
export const userAttributes = (accountId: string): string =>
  encodeURIComponent(JSON.stringify({ curr: 'USD', id: Number(accountId), id_str: accountId }))

/** A browser's cookie header with a session, whose secret values bear the marker that nothing may print. */
export const COOKIE = [
  `_user_attributes=${userAttributes(ACCOUNT_ID)}`,
  '_airbed_session_id=simsecret-session-0001',
  '_aaj=simsecret-aaj-0001',
  'li=1',
].join('; ')

export const CREDENTIALS: Credentials = {
  cookie: COOKIE,
  clientVersion: '0123456789abcdef0123456789abcdef01234567',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Test/1.0',
  clientTraceId: 'abcdefghijklmnopqrstuvwxyz0123',
}
