import { apiName } from './api-name.ts'
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

/** What an answer may have in the place of a wrapper, where nothing has checked it: any JSON. */
type Wrapped = ValueWrapper | null | undefined

/**
 * Takes a value out of its wrapper; null when there is none, or when `text` says that there is none. What is wrapped in
 * a form that is not known is drift; the number is taken where it is one, and there is nothing else.
 */
export function unwrapValue(
  wrapper: Wrapped,
  text: string | null | undefined,
  listingId: string,
  report: DriftReport,
): MetricValue {
  if (wrapper === null || wrapper === undefined || text === NO_VALUE) return null
  const { doubleValue, longValue } = wrapper
  if (typeof doubleValue === 'number') return doubleValue
  if (typeof longValue === 'string') return numberOfLong(longValue)
  const value = wrapper.stringValue ?? wrapper.booleanValue
  if (typeof value === 'string' || typeof value === 'boolean') return value
  const content = contentOf(wrapper)
  const isKnown = isObject(wrapper) && KINDS.some((kind) => kind in wrapper)
  if (isKnown && content.length === 0) return null
  const name = wrapperName(wrapper)
  report('wrapper', listingId, name, `a value came wrapped in a form that is not known: ${name}`)
  const [only, ...others] = content
  return typeof only?.[1] === 'number' && others.length === 0 ? only[1] : null
}

/** JSON longer than this is no value, and neither is a text. */
export const LONGEST_VALUE = 10_000

/**
 * JSON of what came, where {@link unwrapValue} made no number of it; null where it did, and where nothing came. Of a
 * known wrapper it is what that holds, of another one the wrapper without its type. Too long for a value is drift.
 */
export function rawValue(
  wrapper: Wrapped,
  text: string | null | undefined,
  value: MetricValue,
  listingId: string,
  report: DriftReport,
): string | null {
  if (typeof value === 'number' || wrapper === null || wrapper === undefined || text === NO_VALUE) return null
  if (typeof value === 'string' && WHOLE_NUMBER.test(value) && value.length <= LONGEST_VALUE) return value
  const content = contentOf(wrapper)
  if (content.length === 0) return null
  const raw = jsonOf(value ?? (isObject(wrapper) ? Object.fromEntries(content) : wrapper))
  if (raw !== null && raw.length <= LONGEST_VALUE) return raw
  report('value', listingId, 'long value', 'a value that is too long or too deep to be one is left out')
  return null
}

function jsonOf(value: unknown): string | null {
  try {
    return JSON.stringify(value)
  } catch {
    // So deep that the engine gives up: it can be read, but not written.
    return null
  }
}

const isObject = (wrapper: unknown): wrapper is ValueWrapper =>
  typeof wrapper === 'object' && !Array.isArray(wrapper)

/** What a wrapper holds beside its type; what is null counts as not there. Anything but an object holds itself. */
function contentOf(wrapper: ValueWrapper): [string, unknown][] {
  if (!isObject(wrapper)) return [['', wrapper]]
  return Object.entries(wrapper).filter(
    ([key, held]) => key !== '__typename' && held !== null && held !== undefined,
  )
}

function wrapperName(wrapper: ValueWrapper): string {
  if (!isObject(wrapper)) return Array.isArray(wrapper) ? 'bare list' : `bare ${typeof wrapper}`
  const { __typename: typename } = wrapper
  return apiName(typeof typename === 'string' ? typename : Object.keys(wrapper).join())
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
