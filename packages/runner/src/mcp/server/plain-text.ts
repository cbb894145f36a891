/** Characters that are not to be seen, or turn the direction of others; a text could hide words in them from its reader. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu

/** Longer texts are cut: no name has so many characters, and no answer is to be filled by one. */
const LONGEST = 2_000

/**
 * A text that others wrote, for an assistant: one line without control characters, with nothing in it that a person who
 * looks at it would not see, and not endless. What it says stays: it is data, and the answer around it says so.
 */
export function plainText(text: string): string {
  const seen = text.toWellFormed().replaceAll(UNSEEN, '')
  const line = seen
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST).toWellFormed()}…`
}

/** An answer with all its texts made plain, the names of its fields too: a query can make names of data. */
export function plainFields(fields: object, hide: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [plainText(hide(name)), plainValue(value, hide)]),
  )
}

function plainValue(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return plainText(hide(value))
  if (Array.isArray(value)) return value.map((item) => plainValue(item, hide))
  if (value === null || typeof value !== 'object') return value
  // Instants, and what drivers make of values: as it would be sent.
  if ('toJSON' in value && typeof value.toJSON === 'function') return plainValue(value.toJSON(), hide)
  return plainFields(value, hide)
}
