import { describe, expect, test } from 'vitest'
import { parseCredentialKeys } from '../../src/credentials/credential-keys.ts'
import { isInvalidStoreOptionError } from '../../src/errors.ts'

const KEY = Buffer.alloc(32, 0xfb)

const failureOf = (text: string): Error => {
  try {
    parseCredentialKeys(text)
  } catch (error) {
    if (isInvalidStoreOptionError(error)) return error
    throw error
  }
  throw new Error('the keys were accepted')
}

describe('parseCredentialKeys', () => {
  test('reads keys in order, in base64 and in base64url, with blanks around them', () => {
    const keys = parseCredentialKeys(` new:${KEY.toString('base64')} , old:${KEY.toString('base64url')},`)
    expect(keys.map(({ id }) => id)).toEqual(['new', 'old'])
    expect(keys.map(({ key }) => Buffer.from(key).equals(KEY))).toEqual([true, true])
  })

  test('gives no key for blank text', () => {
    expect(parseCredentialKeys('  ')).toEqual([])
  })

  const short = Buffer.alloc(31, 1).toString('base64')
  const good = KEY.toString('base64')
  test.each([
    ['no id', good, 'entry 1'],
    ['an empty id', `:${good}`, 'entry 1'],
    ['an id with a blank', `a b:${good}`, 'entry 1'],
    ['a second entry without id', `a:${good},${good}`, 'entry 2'],
    ['a key that is too short', `a:${short}`, 'key "a" has 31 bytes'],
    ['a key that is no base64', `a:${good.slice(0, 20)}!`, 'key "a" is not base64'],
    ['an id given twice', `a:${good},a:${short}A`, '"a"'],
    ['an empty key', 'a:', 'key "a" is not base64'],
  ])('refuses %s in one line without showing the key', (_, text, said) => {
    const { message } = failureOf(text)
    expect(message).toContain(said)
    expect(message).not.toContain('\n')
    for (const secret of [good, short, good.slice(0, 20)]) expect(message).not.toContain(secret)
  })
})
