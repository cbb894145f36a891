/** Characters that are not to be seen, or turn the direction of others; a text could hide words in them from its reader. */
const UNSEEN = /[\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0\u{E0100}-\u{E01EF}]/gu

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

/** A value of JSON with all its texts made plain, the names of its fields too: a query can make names of data. */
export function plainValue(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return plainText(hide(value))
  if (Array.isArray(value)) return value.map((item) => plainValue(item, hide))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [plainText(hide(name)), plainValue(item, hide)]),
  )
}
