import { expect, test } from 'vitest'
import { CookieJar } from '../src/cookie-jar.ts'
import { parseCookies } from '../src/index.ts'
import { ACCOUNT_ID, COOKIE, userAttributes } from './support/credentials.ts'

const START = Date.UTC(2026, 0, 1)

function jarAt(site = 'https://www.airbnb.com', cookie = COOKIE) {
  const clock = { now: START }
  const jar = new CookieJar(cookie, { accountId: ACCOUNT_ID, site: new URL(site), now: () => clock.now })
  return { jar, clock, held: () => parseCookies(jar.header) }
}

test('gives back the header that it was given until something changes', () => {
  const { jar } = jarAt('https://www.airbnb.com', ` ${COOKIE} ;x=1`)
  expect(jar.take(['_aaj=simsecret-aaj-0001; Path=/'])).toEqual([])
  expect(jar.header === ` ${COOKIE} ;x=1`).toBe(true)
})

test.each([
  ['Max-Age=0', '_aaj=simsecret-gone; Max-Age=0'],
  ['an Expires in the past', '_aaj=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
  [
    'a negative Max-Age beside an Expires in the future',
    '_aaj=x; Max-Age=-1; Expires=Wed, 21 Oct 2099 07:28:00 GMT',
  ],
])('%s deletes', (_, setCookie) => {
  const { jar, held } = jarAt()
  expect(jar.take([setCookie])).toEqual(['_aaj'])
  expect(Array.from(held().keys())).toEqual(['_user_attributes', '_airbed_session_id', 'li'])
  expect(jar.take([setCookie])).toEqual([])
})

test('a cookie is dropped when its time is over', () => {
  const { jar, clock, held } = jarAt()
  jar.take(['_aaj=simsecret-short; Max-Age=60', '_pt=simsecret-longer; Max-Age=120'])
  clock.now += 59_000
  expect(held().has('_aaj')).toBe(true)
  clock.now += 1000
  expect(held().has('_aaj')).toBe(false)
  expect(held().has('_pt')).toBe(true)
  clock.now += 60_000
  expect(held().has('_pt')).toBe(false)
})

test.each([
  ['of analytics', 'everest_cookie=1'],
  ['of another domain', '_aaj=simsecret-other; Domain=evil.example'],
  ['of a domain that only ends alike', '_aaj=simsecret-other; Domain=nb.com'],
  ['of another path', '_aaj=simsecret-other; Path=/login'],
  ['that are none', 'nonsense'],
  ['of a signed-out visitor', `_user_attributes=${encodeURIComponent('{"curr":"USD"}')}`],
  ['of another account', `_user_attributes=${userAttributes('42')}`],
])('cookies %s are not taken', (_, setCookie) => {
  const { jar } = jarAt()
  expect(jar.take([setCookie])).toEqual([])
  expect(jar.header === COOKIE).toBe(true)
})

test.each(['Domain=.airbnb.com', 'Domain=airbnb.com; Path=/', 'Path=/api', 'Path=/api/v3/'])(
  'cookies with %s are taken',
  (attributes) => {
    const { jar, held } = jarAt()
    expect(jar.take([`_aaj=simsecret-new; ${attributes}`])).toEqual(['_aaj'])
    expect(held().get('_aaj') === 'simsecret-new').toBe(true)
  },
)

test('a cookie that is sent although it is none of a session is rotated too', () => {
  const { jar, held } = jarAt('https://www.airbnb.com', `${COOKIE}; bev=1`)
  expect(jar.take(['bev=2'])).toEqual(['bev'])
  expect(held().get('bev')).toBe('2')
})

test('blanks old and new values, raw and decoded, but no short ones', () => {
  const { jar } = jarAt('https://www.airbnb.com', `${COOKIE}; _pt=simsecret%22quoted`)
  jar.take(['_aaj=simsecret-aaj-0009'])
  const text = JSON.stringify({
    a: 'simsecret-aaj-0001',
    b: 'simsecret-aaj-0009',
    c: 'simsecret"quoted',
    d: 'li=1',
  })
  const redacted = jar.redact(text)
  expect(redacted.includes('simsecret')).toBe(false)
  expect(JSON.parse(redacted)).toEqual({ a: '[cookie]', b: '[cookie]', c: '[cookie]', d: 'li=1' })
})

test('what is still sent stays blanked, however often another cookie is rotated', () => {
  const { jar, held } = jarAt()
  const session = held().get('_airbed_session_id') ?? ''
  for (let rotation = 0; rotation < 200; rotation++) jar.take([`_aaj=simsecret-aaj-rotated-${rotation}`])
  expect(jar.redact(`it said ${session}!`) === 'it said [cookie]!').toBe(true)
  expect(jar.redact('simsecret-aaj-rotated-199') === '[cookie]').toBe(true)
})

test('what was held long stays blanked once it is given up', () => {
  const { jar, held } = jarAt()
  const session = held().get('_airbed_session_id') ?? ''
  for (let rotation = 0; rotation < 200; rotation++) jar.take([`_aaj=simsecret-aaj-rotated-${rotation}`])
  jar.take(['_airbed_session_id=simsecret-session-0002'])
  jar.take(['_aaj=simsecret-aaj-rotated-200'])
  expect(jar.redact(session) === '[cookie]').toBe(true)
})

test('many cookies that are held leave room for those given up', () => {
  const many = Array.from({ length: 100 }, (_, index) => `c${index}=simsecret-many-${index}`).join('; ')
  const { jar } = jarAt('https://www.airbnb.com', `${COOKIE}; ${many}`)
  jar.take(['_aaj=simsecret-aaj-0002'])
  expect(jar.redact('simsecret-aaj-0001 simsecret-many-0 simsecret-many-99').includes('simsecret')).toBe(
    false,
  )
})

test('what was only offered is blanked and not sent', () => {
  const { jar } = jarAt()
  jar.notice(['_aaj=simsecret-offered; Path=/'])
  expect(jar.redact('simsecret-offered') === '[cookie]').toBe(true)
  expect(jar.header === COOKIE).toBe(true)
})

test('a cookie whose time is over stays blanked', () => {
  const { jar, clock, held } = jarAt()
  jar.take(['_aaj=simsecret-short-lived; Max-Age=60'])
  clock.now += 60_000
  expect(held().has('_aaj')).toBe(false)
  expect(jar.redact('simsecret-short-lived') === '[cookie]').toBe(true)
})

test('a value that is the beginning of another leaves nothing of that one standing', () => {
  const { jar } = jarAt()
  jar.take(['_aaj=simsecret-short', '_pt=simsecret-short-and-more'])
  expect(jar.redact('x simsecret-short-and-more y') === 'x [cookie] y').toBe(true)
})
