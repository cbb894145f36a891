/** How PostgreSQL's names of single-byte encodings are called elsewhere, and the first of their bytes that differ from ASCII. */
const SINGLE_BYTE: Readonly<Record<string, { label: string; from: number }>> = {
  LATIN2: { label: 'iso-8859-2', from: 0xa0 },
  LATIN3: { label: 'iso-8859-3', from: 0xa0 },
  LATIN4: { label: 'iso-8859-4', from: 0xa0 },
  LATIN5: { label: 'windows-1254', from: 0xa0 },
  LATIN6: { label: 'iso-8859-10', from: 0xa0 },
  LATIN7: { label: 'iso-8859-13', from: 0xa0 },
  LATIN8: { label: 'iso-8859-14', from: 0xa0 },
  LATIN9: { label: 'iso-8859-15', from: 0xa0 },
  LATIN10: { label: 'iso-8859-16', from: 0xa0 },
  ISO_8859_5: { label: 'iso-8859-5', from: 0xa0 },
  ISO_8859_6: { label: 'iso-8859-6', from: 0xa0 },
  ISO_8859_7: { label: 'iso-8859-7', from: 0xa0 },
  ISO_8859_8: { label: 'iso-8859-8', from: 0xa0 },
  WIN866: { label: 'ibm866', from: 0x80 },
  WIN874: { label: 'windows-874', from: 0x80 },
  WIN1250: { label: 'windows-1250', from: 0x80 },
  WIN1251: { label: 'windows-1251', from: 0x80 },
  WIN1253: { label: 'windows-1253', from: 0x80 },
  WIN1254: { label: 'windows-1254', from: 0x80 },
  WIN1255: { label: 'windows-1255', from: 0x80 },
  WIN1256: { label: 'windows-1256', from: 0x80 },
  WIN1257: { label: 'windows-1257', from: 0x80 },
  WIN1258: { label: 'windows-1258', from: 0x80 },
  KOI8R: { label: 'koi8-r', from: 0x80 },
  KOI8U: { label: 'koi8-u', from: 0x80 },
}

/** What WIN1252 has beside LATIN1's upper half. Written down, for some versions of Node decode it as LATIN1. */
const WIN1252_ALONE = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'

/** Encodings that hold every text: SQL_ASCII keeps the bytes as they come. */
const UNLIMITED: ReadonlySet<string> = new Set(['UTF8', 'SQL_ASCII'])

/** An encoding that lacks characters by its name; null for one that holds every text. */
export const lossyEncoding = (encoding: string): string | null => (UNLIMITED.has(encoding) ? null : encoding)

/** What a database's encoding makes of what is sent to it. */
export interface StorableCharacters {
  text(text: string): string
  /** A statement's parameters: texts, and arrays of them. */
  values(values: readonly unknown[]): unknown[]
}

/**
 * Makes text such that a database of this encoding can hold it: for a character that it lacks it gets a question mark,
 * where the statement would fail otherwise, and with it all that goes along. Null where it holds every text.
 */
export function storableIn(encoding: string | null): StorableCharacters | null {
  if (encoding === null) return null
  const text = withoutLacking(encoding)
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given)
    return Array.isArray(given) ? given.map(value) : given
  }
  return { text, values: (values) => values.map(value) }
}

function withoutLacking(encoding: string): (text: string) => string {
  const lacks = lackingIn(encoding)
  return (text) => {
    // oxlint-disable-next-line no-control-regex
    if (/^[\u0000-\u007F]*$/.test(text)) return text
    return Array.from(text, (character) => (lacks(character) ? '?' : character)).join('')
  }
}

/** What is not known of an encoding is left to ASCII, which all have. */
function lackingIn(encoding: string): (character: string) => boolean {
  if (encoding === 'LATIN1') return (character) => character > '\u00FF'
  if (encoding === 'WIN1252') {
    return (character) =>
      character > '\u00FF' ? !WIN1252_ALONE.includes(character) : character > '\u007F' && character < '\u00A0'
  }
  const known = SINGLE_BYTE[encoding]
  const held = new Set(known === undefined ? [] : charactersOf(known))
  return (character) => character > '\u007F' && !held.has(character)
}

function charactersOf({ label, from }: { label: string; from: number }): string[] {
  const bytes = Uint8Array.from({ length: 0x100 - from }, (_, index) => from + index)
  return Array.from(new TextDecoder(label).decode(bytes)).filter((character) => character !== '\uFFFD')
}
