import { expect, test } from 'vitest'
import { parseSetCookie } from '../src/set-cookie.ts'

const NOW = Date.UTC(2026, 0, 1)

test('takes name, value, domain, path and end', () => {
  expect(
    parseSetCookie(' a = x=y ; Domain=.Airbnb.com; Path=/api; Max-Age=60; Secure; HttpOnly', NOW),
  ).toEqual({
    name: 'a',
    value: 'x=y',
    domain: 'airbnb.com',
    path: '/api',
    expiresAt: NOW + 60_000,
  })
})

test.each([
  ['no end', 'a=1', null],
  ['an end that cannot be read', 'a=1; Expires=soon; Max-Age=long', null],
  ['Expires', 'a=1; expires=Thu, 01 Jan 1970 00:00:01 GMT', 1000],
  ['Max-Age, which wins over Expires', 'a=1; Max-Age=1; Expires=Thu, 01 Jan 1970 00:00:01 GMT', NOW + 1000],
])('understands %s', (_, header, expiresAt) => {
  expect(parseSetCookie(header, NOW)).toMatchObject({ expiresAt })
})

test.each(['', 'a', '=1', '; Path=/'])('%j is no cookie', (header) => {
  expect(parseSetCookie(header, NOW)).toBeNull()
})
