import { errorFamily } from 'insights-transform/errors'
import { expect, test } from 'vitest'

/** The errors of a package as two copies of it have them. */
function copyOfPackage(name: string) {
  const family = errorFamily<ShopError>(name)
  class ShopError extends Error {
    readonly code: 'closed' | 'sold_out'
    constructor(code: 'closed' | 'sold_out') {
      super(code)
      this.code = code
      family.mark(this)
    }
  }
  class ClosedError extends ShopError {
    override readonly code = 'closed'
    constructor() {
      super('closed')
    }
  }
  return { ShopError, ClosedError, isShopError: family.is, isClosed: family.ofCode<ClosedError>('closed') }
}

test('an error is of its family and of its code, and bears its class as its name', () => {
  const { ShopError, ClosedError, isShopError, isClosed } = copyOfPackage('shop')
  const [closed, soldOut] = [new ClosedError(), new ShopError('sold_out')]
  expect([closed, soldOut].map(isShopError)).toEqual([true, true])
  expect([closed, soldOut].map(isClosed)).toEqual([true, false])
  expect([closed.name, soldOut.name]).toEqual(['ClosedError', 'ShopError'])
})

test('an error of another copy of the package is known as well', () => {
  const { ClosedError } = copyOfPackage('shop')
  expect(copyOfPackage('shop').isClosed(new ClosedError())).toBe(true)
})

test('what only looks like one is none: another package’s error, a plain one, no error at all', () => {
  const { isShopError, isClosed } = copyOfPackage('shop')
  const others = [
    new (copyOfPackage('bakery').ClosedError)(),
    Object.assign(new Error('closed'), { code: 'closed' }),
    { code: 'closed' },
    null,
  ]
  expect(others.filter((other) => isShopError(other) || isClosed(other))).toEqual([])
})

test('the mark is not seen where an error is printed or copied', () => {
  const { ClosedError } = copyOfPackage('shop')
  expect(Object.keys(new ClosedError())).toEqual(['code'])
  expect(JSON.stringify(new ClosedError())).toBe('{"code":"closed"}')
})
