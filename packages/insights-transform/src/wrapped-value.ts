import type { DriftReport } from './drift.ts'
import type { ValueWrapper } from './sections.ts'

/**
 * A value out of its wrapper. A whole number that a JavaScript number cannot hold exactly stays the decimal string
 * that the API sent.
 */
export type MetricValue = number | string | boolean | null

/** What the API writes instead of a value that it does not have. The wrapper beside it then says 0. */
export const NO_VALUE = '-'

const KINDS = ['doubleValue', 'longValue', 'stringValue', 'booleanValue']
const ZERO = '0'.charCodeAt(0)
const WHOLE_NUMBER = /^-?\d+$/

/** Takes a value out of its wrapper; null when there is none, or when `text` says that there is none. */
export function unwrapValue(
  wrapper: ValueWrapper | null | undefined,
  text: string | null | undefined,
  listingId: string,
  report: DriftReport,
): MetricValue {
  if (wrapper === null || wrapper === undefined || text === NO_VALUE) return null
  const { doubleValue, longValue } = wrapper
  if (typeof doubleValue === 'number') return doubleValue
  if (typeof longValue === 'string') return numberOfLong(longValue)
  const value = wrapper.stringValue ?? wrapper.booleanValue
  if (value !== undefined && value !== null) return value
  if (!KINDS.some((kind) => kind in wrapper)) {
    const { __typename: typename } = wrapper
    const name = typename ?? Object.keys(wrapper).join()
    const message = `a value came in a wrapper of an unknown kind: ${name}`
    report('wrapper', listingId, name, message)
  }
  return null
}

// Most longs are a few digits, and every one of a backfill comes through here: those are added up digit by digit.
function numberOfLong(long: string): number | string {
  const length = long.length
  if (length === 0 || length > 15) return exactNumber(long)
  let number = 0
  for (let place = 0; place < length; place++) {
    const digit = long.charCodeAt(place) - ZERO
    if (!(digit >= 0 && digit <= 9)) return exactNumber(long)
    number = number * 10 + digit
  }
  return number
}

function exactNumber(long: string): number | string {
  const number = Number(long)
  return Number.isSafeInteger(number) && WHOLE_NUMBER.test(long) ? number : long
}
