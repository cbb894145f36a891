/** The parts of an entry of a HAR file that somebody wants, as they were parsed, and not checked. */
export type HarEntry<Part extends string> = Readonly<Partial<Record<Part, unknown>>>

/** Which parts of entries are wanted, and who takes them. */
export interface HarScannerOptions<Part extends string> {
  /**
   * The places of the wanted parts, such as `request` or `response.status`, and so many characters of one are kept: what
   * is longer is left out of its entry.
   */
  readonly parts: Readonly<Record<string, readonly [part: Part, longest: number]>>
  /**
   * Whether a part is wanted of this entry, of which only what came before is known.
   *
   * @defaultValue every part is
   */
  readonly wants?: (part: Part, before: HarEntry<Part>) => boolean
  /** Is told of each entry when it is over. */
  readonly onEntry: (entry: HarEntry<Part>) => void
}

/** A HAR file that is no JSON, or ends before it is over. */
export class BrokenHarError extends Error {
  override readonly name = 'BrokenHarError'
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing'

/** The place of an entry. */
const ENTRY = 'log.entries.'
/** Of what lies deeper, the place does not matter. */
const DEEPEST_PLACE = 6
const DEEPEST = 1000
const LONGEST_KEY = 100

interface Container {
  readonly close: '}' | ']'
  /** Where it is, such as `log.entries.`; `null` where that does not matter. */
  readonly place: string | null
  /** The key whose value is being read. */
  key: string
}

/**
 * Reads a HAR file as it comes, in any pieces: of each entry it hands out the wanted parts, and skips all others, which
 * are nearly all of the file, unparsed. What it holds at a time is the wanted parts of one entry.
 */
export class HarScanner<Part extends string> {
  readonly #parts: ReadonlyMap<string, readonly [part: Part, longest: number]>
  readonly #wants: (part: Part, before: HarEntry<Part>) => boolean
  readonly #onEntry: (entry: HarEntry<Part>) => void
  readonly #containers: Container[] = []
  #expected: Expected = 'value'
  #entry: { [Name in Part]?: unknown } = {}
  /** What the place that is read is within. */
  #token: 'text' | 'word' | null = null
  #isKey = false
  #isEscaped = false
  #key = ''
  #captured: { part: Part; longest: number; depth: number; text: string | null } | null = null

  constructor({ parts, wants = () => true, onEntry }: HarScannerOptions<Part>) {
    this.#parts = new Map(Object.entries(parts).map(([place, part]) => [`${ENTRY}.${place}`, part]))
    this.#wants = wants
    this.#onEntry = onEntry
  }

  /** @throws {@link BrokenHarError} */
  write(text: string): void {
    let kept = 0
    let at = 0
    while (at < text.length) {
      if (this.#token === 'text') at = this.#restOfText(text, at)
      else if (this.#token === 'word') at = this.#restOfWord(text, at)
      else {
        const began = this.#captured
        const next = this.#step(text, at)
        if (began === null && this.#captured !== null) kept = at
        at = next
      }
      if (this.#captured !== null && this.#isValueOver()) {
        this.#keep(text.slice(kept, at))
        this.#release()
      }
    }
    if (this.#captured !== null) this.#keep(text.slice(kept))
  }

  /** @throws {@link BrokenHarError} where the file is not over */
  end(): void {
    if (this.#expected !== 'nothing' || this.#token !== null) throw new BrokenHarError()
  }

  #step(text: string, at: number): number {
    const char = text.charAt(at)
    if (char === ' ' || char === '\n' || char === '\r' || char === '\t') return at + 1
    const expected = this.#expected
    if (char === '"' && (expected === 'key' || expected === 'key or end')) {
      this.#token = 'text'
      this.#isKey = true
      this.#key = ''
    } else if (expected === 'value' || (expected === 'value or end' && char !== ']')) this.#beginValue(char)
    else if (char === ':' && expected === 'colon') this.#expected = 'value'
    else if (char === ',' && expected === 'comma or end') {
      this.#expected = this.#containers.at(-1)?.close === '}' ? 'key' : 'value'
    } else if ((char === '}' || char === ']') && /end/.test(expected)) this.#close(char)
    else throw new BrokenHarError()
    return this.#token === 'word' ? at : at + 1
  }

  #beginValue(char: string): void {
    const inner = this.#containers.at(-1)
    const place = this.#placeOfValue(inner)
    const wanted = place === null || this.#captured !== null ? undefined : this.#parts.get(place)
    if (wanted !== undefined && this.#wants(wanted[0], this.#entry)) {
      const [part, longest] = wanted
      this.#captured = { part, longest, depth: this.#containers.length, text: '' }
    }
    if (char === '{' || char === '[') {
      if (this.#containers.length >= DEEPEST) throw new BrokenHarError()
      this.#containers.push({ close: char === '{' ? '}' : ']', place, key: '' })
      this.#expected = char === '{' ? 'key or end' : 'value or end'
    } else if (char === '"') {
      this.#token = 'text'
      this.#isKey = false
    } else if (/[-\dtfn]/.test(char)) this.#token = 'word'
    else throw new BrokenHarError()
  }

  #placeOfValue(inner: Container | undefined): string | null {
    if (inner === undefined) return ''
    if (inner.place === null || this.#containers.length > DEEPEST_PLACE) return null
    return inner.place === '' ? inner.key : `${inner.place}.${inner.key}`
  }

  #close(char: '}' | ']'): void {
    const container = this.#containers.pop()
    if (container?.close !== char) throw new BrokenHarError()
    this.#valueOver()
    if (container.place === ENTRY) {
      this.#onEntry(this.#entry)
      this.#entry = {}
    }
  }

  #valueOver(): void {
    this.#token = null
    this.#expected = this.#containers.length === 0 ? 'nothing' : 'comma or end'
  }

  #restOfText(text: string, start: number): number {
    let at = start
    for (;;) {
      if (this.#isEscaped && at < text.length) {
        this.#isEscaped = false
        at += 1
      }
      const end = text.indexOf('"', at)
      this.#isEscaped = backslashesBefore(text, end < 0 ? text.length : end, at) % 2 === 1
      if (end < 0) {
        this.#addToKey(text.slice(start))
        return text.length
      }
      if (!this.#isEscaped) {
        this.#addToKey(text.slice(start, end))
        this.#endOfText()
        return end + 1
      }
      at = end
    }
  }

  #addToKey(part: string): void {
    if (this.#isKey) this.#key = (this.#key + part).slice(0, LONGEST_KEY)
  }

  #endOfText(): void {
    if (!this.#isKey) return this.#valueOver()
    this.#token = null
    this.#expected = 'colon'
    const container = this.#containers.at(-1)
    if (container !== undefined) container.key = this.#key
  }

  #restOfWord(text: string, start: number): number {
    WORD.lastIndex = start
    WORD.test(text)
    const end = Math.max(start, WORD.lastIndex)
    if (end < text.length) this.#valueOver()
    return end
  }

  #isValueOver(): boolean {
    const captured = this.#captured
    const isOver = this.#token === null && (this.#expected === 'comma or end' || this.#expected === 'nothing')
    return captured !== null && isOver && this.#containers.length === captured.depth
  }

  #keep(text: string): void {
    const captured = this.#captured
    if (captured === null || captured.text === null) return
    captured.text = captured.text.length + text.length > captured.longest ? null : captured.text + text
  }

  #release(): void {
    const captured = this.#captured
    this.#captured = null
    if (captured === null || captured.text === null) return
    try {
      this.#entry[captured.part] = JSON.parse(captured.text)
    } catch {
      throw new BrokenHarError()
    }
  }
}

const WORD = /[-+.\w]+/y

function backslashesBefore(text: string, end: number, start: number): number {
  let at = end
  while (at > start && text.charAt(at - 1) === '\\') at -= 1
  return end - at
}
