import { addDays, type CalendarDate, daysBetween, isCalendarDate, NO_VALUE } from 'insights-transform'
import { isJsonObject } from '../json-object.ts'
import {
  clientWord,
  currencyWord,
  enumWord,
  hashWord,
  keyWord,
  metricWord,
  noValueWord,
  operationWord,
  typeWord,
  type Word,
} from './harmless-words.ts'
import { hiddenText } from './value-form.ts'

/** The places whose texts are the API's own words, by key: of no other text is anything kept. */
const WORDS_AT: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['__typename', typeWord],
  ['componentName', enumWord],
  ['granularity', enumWord],
  ['metricName', metricWord],
  ['valueType', enumWord],
  ['valueChangeType', enumWord],
  ['type', enumWord],
  ['sortOrder', enumWord],
  ['currency', currencyWord],
  ['valueString', noValueWord],
  ['valueChangeString', noValueWord],
  ['errorType', metricWord],
  ['errorClass', typeWord],
  ['operationName', operationWord],
  ['clientName', clientWord],
  ['metricType', enumWord],
  ['groupBys', enumWord],
  ['groupByValues', metricWord],
  ['metricComparisonType', enumWord],
  ['sha256Hash', hashWord],
])

/** The places of what a page shows. */
const SHOWN: ReadonlySet<string> = new Set(['valueString', 'valueChangeString'])

/** The places whose numbers say how many days were asked for. */
const KEPT_NUMBERS: ReadonlySet<string> = new Set(['relativeDsStart', 'relativeDsEnd', 'version'])
const MOST_KEPT = 1000
/** The places whose yes or no is the page's own. */
const KEPT_SWITCHES: ReadonlySet<string> = new Set(['isActive', 'useStubbedData'])

/** The first made-up day: a Monday. */
const FIRST_DAY: CalendarDate = '2001-01-01'
const FURTHEST_DAYS = 400
const FIRST_ID = '900000000000000000'
const MOST_IDS = 10_000
/** Of elements alike in a list, so many are kept, and so many in all. */
const MOST_ALIKE = 2
const MOST_ELEMENTS = 12
const DEEPEST = 40

/**
 * Makes of what a browser recorded something of the same form that says nothing about anybody. It keeps what stands on a
 * list, keys and words of the API's own, and makes up or hides all else: ids, numbers, dates, and every text. Lists are
 * cut to elements of different forms.
 */
export class Redactor {
  readonly #ids = new Map<string, string>()

  /** The same form, of parsed JSON, with nothing of its content. */
  redact(value: unknown): unknown {
    return this.#value(value, '', { firstDay: null, depth: 0 })
  }

  #value(value: unknown, key: string, within: Within): unknown {
    if (value === null || value === undefined) return null
    if (typeof value === 'boolean') return KEPT_SWITCHES.has(key) ? value : true
    if (typeof value === 'number') return madeUpNumber(value, key)
    if (typeof value === 'string') return this.#text(value, key, within)
    if (within.depth >= DEEPEST) return 'more that lies deeper'
    const inner = { ...within, depth: within.depth + 1 }
    if (Array.isArray(value)) return this.#list(value, key, inner)
    return isJsonObject(value) ? this.#object(value, inner) : null
  }

  #object(object: Readonly<Record<string, unknown>>, within: Within): Record<string, unknown> {
    const entries: [string, unknown][] = []
    let hidden = 0
    for (const [key, value] of Object.entries(object)) {
      const shown = keyWord(key)
      if (shown === null) hidden += 1
      // A key that is no name, such as an id, is the beginning of a list of its own: one of them shows the form.
      if (shown === null && hidden > 1) continue
      entries.push([shown ?? `key: ${hiddenText(key)}`, this.#value(value, shown ?? '', within)])
    }
    return Object.fromEntries(entries)
  }

  #list(list: readonly unknown[], key: string, within: Within): unknown[] {
    const days = firstDayIn(list)
    const inner = days === null ? within : { ...within, firstDay: days }
    const kept: unknown[] = []
    const alike = new Map<string, number>()
    for (const element of list) {
      if (kept.length >= MOST_ELEMENTS) break
      const redacted = this.#value(element, key, inner)
      const shape = shapeOf(redacted)
      const before = alike.get(shape) ?? 0
      alike.set(shape, before + 1)
      if (before < MOST_ALIKE) kept.push(redacted)
    }
    return kept
  }

  #text(text: string, key: string, { firstDay }: Within): string {
    const word = WORDS_AT.get(key)?.(text)
    if (word !== null && word !== undefined) return word
    if (isCalendarDate(text)) return madeUpDay(text, firstDay)
    if (/^\d{6,30}$/.test(text)) return this.#madeUpId(text, key)
    return NUMBER_AS_SHOWN.test(text) ? madeUpDigits(text) : hiddenText(text)
  }

  #madeUpId(text: string, key: string): string {
    if (key === 'longValue') return madeUpDigits(text)
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const number = String((this.#ids.size % MOST_IDS) + 1)
    const id = `${FIRST_ID.slice(0, FIRST_ID.length - number.length)}${number}`
    if (this.#ids.size < MOST_IDS) this.#ids.set(text, id)
    return id
  }
}

interface Within {
  /** The day that becomes the first made-up one. */
  readonly firstDay: CalendarDate | null
  readonly depth: number
}

/** A number as a page shows it, such as `-1,234.50 €` or `0.28%`. */
const NUMBER_AS_SHOWN =
  /^[-+\u2212]?\s?\p{Sc}?\s?[-+\u2212]?\d(?:[\d.,'\u2019\u00a0\u202f]*\d)?\s?(?:%|\p{Sc})?$/u

/** Other digits in the place of each; zeros alone stay zeros. */
function madeUpDigits(text: string): string {
  if (!/[1-9]/.test(text)) return text
  let place = 0
  return text.replaceAll(/\d/g, () => String((place++ % 9) + 1))
}

function madeUpNumber(number: number, key: string): number {
  if (KEPT_NUMBERS.has(key) && Number.isInteger(number) && Math.abs(number) <= MOST_KEPT) return number
  if (number === 0) return 0
  const whole = Math.trunc(Math.abs(number))
  const digits = whole === 0 ? '0' : madeUpDigits(whole.toFixed(0).slice(0, 15))
  const made = Number(Number.isInteger(number) ? digits : `${digits}.25`)
  return number < 0 ? -made : made
}

/** Days keep their distance from the first of their list, and nothing else. */
function madeUpDay(day: CalendarDate, firstDay: CalendarDate | null): CalendarDate {
  const distance = firstDay === null ? 0 : daysBetween(firstDay, day)
  return Math.abs(distance) <= FURTHEST_DAYS ? addDays(FIRST_DAY, distance) : FIRST_DAY
}

function firstDayIn(list: readonly unknown[]): CalendarDate | null {
  const [first] = list
  const day = isJsonObject(first) ? first['ds'] : first
  return isCalendarDate(day) ? day : null
}

/** What two elements of a list have in common that are kept only once: all but their numbers and their days. */
function shapeOf(redacted: unknown): string {
  return JSON.stringify(redacted, (key, value: unknown) => {
    if (typeof value === 'number') return 0
    if (typeof value !== 'string' || value === NO_VALUE || (WORDS_AT.has(key) && !SHOWN.has(key)))
      return value
    return ''
  })
}
