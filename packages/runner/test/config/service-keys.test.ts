import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../src/config/resolve-settings.ts'
import { parseServiceKeys } from '../../src/config/service-keys.ts'

const first = 'f'.repeat(32)
const second = 's'.repeat(40)

const settingFrom = (text: string) =>
  resolveSettings(['serviceKeys'], {
    flags: { serviceKeys: text },
    environment: {},
    envFile: undefined,
    cwd: '/',
  })

describe('a list of API keys', () => {
  it('holds keys of both scopes, separated by commas or lines', () => {
    expect(parseServiceKeys(`read:${first}, admin:${second}\n\nadmin:with:colons:${first}\n`)).toEqual([
      { scope: 'read', key: first },
      { scope: 'admin', key: second },
      { scope: 'admin', key: `with:colons:${first}` },
    ])
  })

  it.each([
    ['nothing', ' \n,', 'there is no key in it'],
    ['no scope', second, 'key 1 of 1 does not begin with its scope'],
    ['an unknown scope', `read:${first},root:${second}`, 'key 2 of 2 does not begin with its scope'],
    ['a short key', `read:${first.slice(1)}`, 'key 1 of 1 has 31 characters'],
    ['a key twice', `read:${first},admin:${second},admin:${first}`, 'key 3 of 3 is the same as key 1'],
    ['a space in a key', `read:${second} ${second}`, 'key 1 of 1 holds a character'],
  ])('is refused with %s, without showing a key', (_what, text, message) => {
    expect(() => parseServiceKeys(text)).toThrow(message)
    expect(() => parseServiceKeys(text)).not.toThrow(/f{8}|s{8}/)
  })

  it('is a setting whose refusal says what is wrong and shows nothing', () => {
    expect(settingFrom(`admin:${second}`).values.serviceKeys).toEqual([{ scope: 'admin', key: second }])
    expect(() => settingFrom(`admin:${second.slice(20)}`)).toThrow(
      /^SERVICE_KEYS \(--service-keys\): given a value that is not shown \(key 1 of 1 has 20 characters/,
    )
  })
})
