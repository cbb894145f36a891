import { isJsonObject } from '../json-object.ts'

/** What kind of thing a value is, without anything of the thing itself. */
export function formOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'boolean') return 'true or false'
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a fraction'
  if (typeof value === 'string') return textForm(value)
  if (Array.isArray(value)) return `a list of ${String(value.length)}`
  return isJsonObject(value) ? 'an object' : 'something else'
}

/** What kind of text it is: digits, a date, an address, or how long it is. */
function textForm(text: string): string {
  if (/^-?\d+$/.test(text)) return 'a whole number as text'
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'a date'
  if (/^https?:\/\//.test(text)) return 'an address'
  return hiddenText(text)
}

/** What stands in the place of a text that is not shown. */
export function hiddenText(text: string): string {
  return text.length === 1 ? 'text of 1 character' : `text of ${String(text.length)} characters`
}
