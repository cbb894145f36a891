import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { SESSION_COOKIE_NAMES } from '../src/cookies.ts'
import { parseCookies, sessionCookies } from '../src/index.ts'
import { COOKIE } from './support/credentials.ts'

test('takes a header apart, values as they stand there', () => {
  expect(Array.from(parseCookies('Cookie: a=1; b="x=y"; c=; d ; =e;;f=%20; a=2'))).toEqual([
    ['a', '1'],
    ['b', '"x=y"'],
    ['c', ''],
    ['f', '%20'],
  ])
})

test('names that objects have of their own are just names', () => {
  expect(parseCookies('__proto__=1; constructor=2').get('__proto__')).toBe('1')
})

test('sessionCookies keeps what a session needs and nothing else', () => {
  expect(sessionCookies(`bev=1; ${COOKIE}; ak_bmsc=2; _pt=3; _ga=4`) === `${COOKIE}; _pt=3`).toBe(true)
  expect(sessionCookies('bev=1')).toBe('')
})

test('sessionCookies of any header holds session cookies only, with the values that they had', () => {
  const name = fc.oneof(fc.constantFrom(...SESSION_COOKIE_NAMES), fc.stringMatching(/^[A-Za-z_]{1,8}$/))
  const cookie = fc.tuple(name, fc.stringMatching(/^[\w=%"]{0,12}$/)).map((pair) => pair.join('='))
  fc.assert(
    fc.property(fc.array(cookie), (cookies) => {
      const all = parseCookies(cookies.join('; '))
      const kept = parseCookies(sessionCookies(cookies.join('; ')))
      const expected = Array.from(all).filter(([key]) => SESSION_COOKIE_NAMES.has(key))
      expect(Array.from(kept)).toEqual(expected)
    }),
  )
})
