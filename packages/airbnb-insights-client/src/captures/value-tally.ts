import { fieldsOf, isJsonObject } from '../json-object.ts'
import type { SeenWord, SeenWrapper } from './findings.ts'
import { enumWord, keyWord, typeWord } from './harmless-words.ts'
import { KNOWN_VALUE_TYPES, KNOWN_WRAPPERS } from './known-parts.ts'
import { shownWord, shownWordOrNull } from './shown-word.ts'
import { type Counted, Tally } from './tally.ts'
import type { UnknownTally } from './unknown-tally.ts'
import { formOf, hiddenText } from './value-form.ts'

/** How values came: in which wrappers, and what they were said to be. */
export class ValueTally {
  readonly #wrappers = new Tally<Counted<SeenWrapper>>()
  readonly #valueTypes = new Tally<Counted<SeenWord>>()
  readonly #unknown: UnknownTally

  constructor(unknown: UnknownTally) {
    this.#unknown = unknown
  }

  /** Takes in a value as it is wrapped; gives each wrapper that it was in, as `type.key`. */
  takeWrapped(value: unknown, where: string): readonly string[] {
    if (value === null || value === undefined) return []
    return wrappersOf(value).map((wrapper) => {
      const { type, key, holds, isKnown } = wrapper
      const name = key === null ? `a bare value: ${holds}` : `${type ?? 'no type'}.${key}`
      const counted = this.#wrappers.of([type, key, holds], () => ({ ...wrapper, times: 0 }))
      if (counted !== null) counted.times += 1
      if (!isKnown) this.#unknown.take('wrapper', name, where, holds)
      return name
    })
  }

  /** Takes in what a value is said to be; gives the word for it. */
  takeType(valueType: unknown, where: string): string | null {
    const word = shownWordOrNull(enumWord, valueType)
    if (word === null) return null
    const isKnown = KNOWN_VALUE_TYPES.has(word)
    const counted = this.#valueTypes.of([word], () => ({ word, times: 0, isKnown }))
    if (counted !== null) counted.times += 1
    if (!isKnown) this.#unknown.take('value type', word, where, 'what a value is said to be')
    return word
  }

  get wrappers(): readonly SeenWrapper[] {
    return this.#wrappers.all
  }

  get valueTypes(): readonly SeenWord[] {
    return this.#valueTypes.all
  }

  get leftOut(): number {
    return this.#wrappers.leftOut + this.#valueTypes.leftOut
  }
}

/** A wrapper for each key of it that holds something; where none does, for each key. */
function wrappersOf(value: unknown): Omit<SeenWrapper, 'times'>[] {
  if (!isJsonObject(value)) return [{ type: null, key: null, holds: heldForm(value), isKnown: false }]
  const type = '__typename' in value ? shownWord(typeWord, value['__typename']) : null
  const held = Object.entries(fieldsOf(value)).filter(([key]) => key !== '__typename')
  const full = held.filter(([, inner]) => inner !== null)
  const told = full.length > 0 ? full : held
  if (told.length === 0) return [{ type, key: null, holds: 'nothing', isKnown: false }]
  return told.slice(0, MOST_KEYS).map(([key, inner]) => {
    const shownKey = keyWord(key) ?? `(${hiddenText(key)})`
    const holds = heldForm(inner)
    return { type, key: shownKey, holds, isKnown: isKnownWrapper(type, shownKey, holds) }
  })
}

const MOST_KEYS = 10

/** A wrapper that holds nothing is known by its type and its key alone. */
function isKnownWrapper(type: string | null, key: string, holds: string): boolean {
  return KNOWN_WRAPPERS.some(
    ([knownType, knownKey, knownHolds]) =>
      knownType === type && knownKey === key && (holds === knownHolds || holds === 'nothing'),
  )
}

/** Whether a number is a whole one says nothing of its kind, and how long a text is neither. */
function heldForm(value: unknown): string {
  if (typeof value === 'number') return 'a number'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string' && formOf(value) === hiddenText(value)) return 'text'
  return formOf(value)
}
