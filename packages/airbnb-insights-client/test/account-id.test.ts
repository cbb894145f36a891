import { expect, test } from 'vitest'
import { accountIdFromCookie, isInvalidCredentialsError } from '../src/index.ts'

const cookieOf = (attributes: string): string => `a=1; _user_attributes=${attributes}; b=2`

test.each([
  ['id_str before id', encodeURIComponent('{"id":1,"id_str":"120000042"}'), '120000042'],
  ['id as a number', encodeURIComponent('{"id":120000042}'), '120000042'],
  ['id as a text', encodeURIComponent('{"id":"120000042"}'), '120000042'],
  ['not URL-encoded', '{"id_str":"120000042"}', '120000042'],
  ['a percent sign that encodes nothing', '{"note":"100%","id_str":"120000042"}', '120000042'],
])('reads %s', (_, attributes, accountId) => {
  expect(accountIdFromCookie(cookieOf(attributes))).toBe(accountId)
})

test.each([
  ['no such cookie', 'a=1'],
  ['no JSON', cookieOf('hello')],
  ['no id', cookieOf(encodeURIComponent('{"curr":"USD"}'))],
  ['an id that is no number', cookieOf(encodeURIComponent('{"id_str":"me","id":true}'))],
  ['an id that JSON.parse has rounded', cookieOf(encodeURIComponent('{"id":9007199254740993}'))],
  ['null', cookieOf('null')],
])('refuses %s', (_, cookie) => {
  expect(() => accountIdFromCookie(cookie)).toThrow(
    expect.toSatisfy((error) => isInvalidCredentialsError(error) && error.reason === 'no_account_id'),
  )
})
