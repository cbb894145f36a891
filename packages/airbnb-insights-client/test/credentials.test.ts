import { expect, test } from 'vitest'
import { AirbnbInsightsClient, type Credentials, checkCredentials } from '../src/index.ts'
import { COOKIE, CREDENTIALS } from './support/credentials.ts'

test('gives the account id of the cookie', () => {
  const checked = checkCredentials(CREDENTIALS)
  expect({ ...checked, cookie: 'there' }).toEqual({ ...CREDENTIALS, cookie: 'there', accountId: '120000042' })
  expect(checked.cookie === COOKIE).toBe(true)
  expect(new AirbnbInsightsClient({ credentials: CREDENTIALS }).accountId).toBe('120000042')
})

test("takes the header's name away when it was copied along", () => {
  expect(checkCredentials({ ...CREDENTIALS, cookie: `Cookie: ${COOKIE}` }).cookie === COOKIE).toBe(true)
})

test.each<[string, Partial<Credentials>, string]>([
  ['an empty cookie', { cookie: ' ' }, 'no_cookie'],
  ['a cookie without a session', { cookie: COOKIE.replace('_airbed_session_id=', 'x=') }, 'no_session'],
  [
    'a session that is empty',
    { cookie: COOKIE.replace(/_airbed_session_id=[^;]*/, '_airbed_session_id=') },
    'no_session',
  ],
  ['a cookie without an account id', { cookie: COOKIE.replace('_user_attributes=', 'x=') }, 'no_account_id'],
  ["another account's cookie", { accountId: '42' }, 'other_account'],
  ['no client version', { clientVersion: '' }, 'no_client_version'],
  ['no user agent', { userAgent: ' ' }, 'no_user_agent'],
  ['a user agent over two lines', { userAgent: 'a\r\nX-Evil: 1' }, 'bad_header_value'],
  ['a client trace id beyond Latin-1', { clientTraceId: 'ж' }, 'bad_header_value'],
])('refuses %s', (_, part, reason) => {
  expect(() => checkCredentials({ ...CREDENTIALS, ...part })).toThrow(
    expect.objectContaining({ name: 'InvalidCredentialsError', code: 'invalid_credentials', reason }),
  )
})
