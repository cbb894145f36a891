import { databaseErrorCode } from '../database-error-code.ts'

/** A schema, a table or a column that is not there: what statements meet where migrations are pending. */
const MISSING = new Set(['3F000', '42P01', '42703'])

/**
 * A part of the store whose methods say that migrations are pending where a statement failed for that, and not which
 * table it missed. Only then is the database asked once more.
 *
 * @param assertMigrated throws the error to give, or nothing where something else is wrong.
 */
export function explainingNotMigrated<Part extends object>(
  part: Part,
  assertMigrated: () => Promise<void>,
): Part {
  const explain = async (error: unknown): Promise<never> => {
    if (MISSING.has(databaseErrorCode(error) ?? '')) await assertMigrated()
    throw error
  }
  async function* explaining(source: AsyncIterable<unknown>): AsyncGenerator {
    try {
      yield* source
    } catch (error) {
      await explain(error)
    }
  }
  const result = (value: unknown): unknown => {
    if (value instanceof Promise) return value.catch(explain)
    return isAsyncIterable(value) ? explaining(value) : value
  }
  return new Proxy(part, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => result(Reflect.apply(member, target, args))
    },
  })
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
