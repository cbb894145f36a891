import { expect, it } from 'vitest'
import { REDACTED, Redactor } from '../../src/output/redactor.ts'

const cookie =
  '_airbed_session_id=simsecret-session; _user_attributes=%7B%22id_str%22%3A%22120000042%22%2C%22t%22%3A%22simsecret%22%7D; hli=1; _aaj=simsecret+aaj/value='

/** Compared as booleans, so that a failure does not print what it searched for. */
const leaks = (text: string): boolean => text.includes('simsecret')

it('hides a cookie as a whole, value by value, and in every form of writing', () => {
  const redactor = new Redactor()
  redactor.addCookie(cookie)
  const forms = [
    cookie,
    'session simsecret-session in a sentence',
    encodeURIComponent('simsecret+aaj/value='),
    JSON.stringify({ cookie }),
    decodeURIComponent(cookie),
  ]
  expect(forms.map((form) => leaks(redactor.redact(form)))).toEqual(forms.map(() => false))
})

it('leaves account ids, short values and everything else readable', () => {
  const redactor = new Redactor()
  redactor.addCookie('_airbed_session_id=simsecret-session; id=120000042; hli=1')
  expect(redactor.redact('account 120000042 has 1 listing')).toBe('account 120000042 has 1 listing')
})

it("hides a database URL's password and leaves server and database visible", () => {
  const redactor = new Redactor()
  redactor.addDatabaseUrl('postgresql+psycopg2://reader:simsecret%2Fpw@db.example:5432/insights')
  expect(redactor.redact('postgres://reader:simsecret%2Fpw@db.example:5432/insights')).toBe(
    `postgres://reader:${REDACTED}@db.example:5432/insights`,
  )
  expect(leaks(redactor.redact('password simsecret/pw refused'))).toBe(false)
})

it('hides the passwords among the parameters of a database URL', () => {
  const redactor = new Redactor()
  redactor.addDatabaseUrl('postgres:///d?user=u&password=simsecret-one&sslpassword=simsecret-two')
  expect(redactor.redact('simsecret-one simsecret-two')).toBe('[redacted] [redacted]')
})

it('does not hide the word postgres because it is also a password', () => {
  const redactor = new Redactor()
  redactor.addDatabaseUrl('postgres://postgres:postgres@localhost/postgres')
  expect(redactor.redact('postgres://postgres:postgres@localhost runs postgres')).toBe(
    `postgres://postgres:${REDACTED}@localhost runs postgres`,
  )
})

it('hides keys, not their ids', () => {
  const redactor = new Redactor()
  const key = Buffer.alloc(32, 7).toString('base64')
  redactor.addKeys(`main-key:${key}`)
  expect(redactor.redact(`main-key:${key}`)).toBe(`main-key:${REDACTED}`)
})

it('hides a secret that is part of a longer one as a whole', () => {
  const redactor = new Redactor()
  redactor.add('simsecret')
  redactor.add('simsecret-and-more')
  expect(redactor.redact('simsecret-and-more')).toBe(REDACTED)
})

it('knows a cookie for as long as somebody holds it', () => {
  const redactor = new Redactor()
  const text = 'a session-value of 12345678'
  const first = redactor.holdCookie('_s=session-value; id=12345678')
  {
    using _ = redactor.holdCookie('_s=session-value')
    expect(redactor.redact(text)).toBe('a [redacted] of 12345678')
  }
  expect(redactor.redact(text)).toBe('a [redacted] of 12345678')
  first[Symbol.dispose]()
  expect(redactor.redact(text)).toBe(text)
})

it('does not forget what it was told for good', () => {
  const redactor = new Redactor()
  redactor.add('session-value')
  redactor.holdCookie('_s=session-value')[Symbol.dispose]()
  expect(redactor.redact('session-value')).toBe('[redacted]')
})

it('hides each of many secrets that come and go, the longest first', () => {
  const redactor = new Redactor()
  const held = Array.from({ length: 200 }, (_, place) =>
    redactor.holdCookie(`_s=session-value-${String(place)}x`),
  )
  redactor.add('session-value-7x-and-more')
  const text = 'session-value-7x, session-value-199x and session-value-7x-and-more'
  expect(redactor.redact(text)).toBe('[redacted], [redacted] and [redacted]')
  expect(redactor.redact('nothing of it')).toBe('nothing of it')
  for (const one of held) one[Symbol.dispose]()
  expect(redactor.redact(text)).toBe('session-value-7x, session-value-199x and [redacted]')
})
