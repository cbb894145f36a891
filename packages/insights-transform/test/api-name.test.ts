import * as fc from 'fast-check'
import { apiName } from 'insights-transform'
import { describe, expect, it } from 'vitest'

describe('apiName', () => {
  it.each(['p3_impressions', 'Überblick (heute)', '入住率', 'avg. rate, %', 'x'.repeat(120), '__proto__'])(
    'keeps %j as it came',
    (name) => {
      expect(apiName(name)).toBe(name)
    },
  )

  it.each([
    ['a\u0000b', 'a b'],
    [' name\n', 'name'],
    ['a\r\n\tb', 'a b'],
    ['\u202Ename', 'name'],
    ['na\u200Bme', 'na me'],
    ['\uD800name', 'name'],
    ['', '(no name)'],
    ['\u0000', '(no name)'],
  ])('cleans %j', (given, name) => {
    expect(apiName(given)).toBe(name)
  })

  it('cuts a name of 10,000 characters, and tells it from others that begin alike', () => {
    const name = apiName('x'.repeat(10_000))
    expect(name).toMatch(/^x{120}…[0-9a-f]{8}$/)
    expect(apiName('x'.repeat(9_999))).not.toBe(name)
    expect(apiName(`${'x'.repeat(119)}😀${'y'.repeat(20)}`).isWellFormed()).toBe(true)
  })

  it('gives what it takes for a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const name = apiName(text)
        expect(apiName(name)).toBe(name)
        expect(name.length).toBeLessThanOrEqual(129)
        expect(name).not.toMatch(/^$|^\s|\s$|[\p{Cc}\p{Cf}\p{Cs}]/u)
      }),
    )
  })
})
