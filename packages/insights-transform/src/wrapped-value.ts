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

/**
 * Takes a value out of its wrapper; null when there is none, or when `text` says that there is none. Of a wrapper of an
 * unknown kind, which is drift, the number is taken where it holds nothing else.
 */
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
  if (typeof value === 'string' || typeof value === 'boolean') return value
  const isWrapper = typeof wrapper === 'object'
  if (isWrapper && KINDS.some((kind) => kind in wrapper)) return null
  const name = isWrapper
    ? apiName(wrapper.__typename ?? Object.keys(wrapper).join())
    : `bare ${typeof wrapper}`
  report('wrapper', listingId, name, `a value came in a wrapper of an unknown kind: ${name}`)
  const [only, ...others] = isWrapper ? contentOf(wrapper).map(([, held]) => held) : [wrapper]
  return typeof only === 'number' && Number.isFinite(only) && others.length === 0 ? only : null
}

/** JSON longer than this is no value. */
const LONGEST_RAW = 10_000

/**
 * JSON of what came, where {@link unwrapValue} made no number of it; null where it did, and where nothing came. Of a
 * known wrapper it is what that holds, of another one the wrapper without its type. Too long for a value is drift.
 */
export function rawValue(
  wrapper: ValueWrapper | null | undefined,
  text: string | null | undefined,
  value: MetricValue,
  listingId: string,
  report: DriftReport,
): string | null {
  if (typeof value === 'number' || wrapper === null || wrapper === undefined || text === NO_VALUE) return null
  const content: unknown = typeof wrapper === 'object' ? Object.fromEntries(contentOf(wrapper)) : wrapper
  if (typeof content === 'object' && Object.keys(content ?? {}).length === 0) return null
  const raw = typeof value === 'string' && WHOLE_NUMBER.test(value) ? value : JSON.stringify(value ?? content)
  if (raw.length <= LONGEST_RAW) return raw
  report('value', listingId, 'long value', `a value of ${String(raw.length)} characters is left out`)
  return null
}

/** What a wrapper holds beside its type; what is null counts as not there. */
const contentOf = (wrapper: ValueWrapper): [string, unknown][] =>
  Object.entries(wrapper).filter(([key, held]) => key !== '__typename' && held !== null && held !== undefined)

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
