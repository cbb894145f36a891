import type { Word } from './harmless-words.ts'
import { formOf, hiddenText } from './value-form.ts'

/** A text of a place that only the API writes; in brackets what it is like where it is no word of the API's. */
export function shownWord(word: Word, value: unknown): string {
  if (typeof value !== 'string') return `(${formOf(value)})`
  return word(value) ?? `(${hiddenText(value)})`
}

/** The same for a place where nothing may stand. */
export function shownWordOrNull(word: Word, value: unknown): string | null {
  return value === null || value === undefined ? null : shownWord(word, value)
}
