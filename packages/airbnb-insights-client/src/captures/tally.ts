/** More different things than this are no findings. */
const MOST = 300

/** Different things by what tells them apart, each made when it is first seen, in that order. */
export class Tally<Seen> {
  readonly #seen = new Map<string, Seen>()
  readonly #leftOut = new Set<string>()

  /** The one thing that this tells apart; null where there are too many. */
  of(identity: readonly unknown[], make: () => Seen): Seen | null {
    const key = JSON.stringify(identity)
    const known = this.#seen.get(key)
    if (known !== undefined) return known
    if (this.#seen.size >= MOST) {
      if (this.#leftOut.size < MOST) this.#leftOut.add(key)
      return null
    }
    const made = make()
    this.#seen.set(key, made)
    return made
  }

  /** All, as they were first seen. */
  get all(): readonly Seen[] {
    return [...this.#seen.values()]
  }

  /** How many there was no room for, as far as they were counted. */
  get leftOut(): number {
    return this.#leftOut.size
  }
}

/** The least and the most of the numbers so far. */
export class Range {
  #range: { least: number; most: number } | null = null

  take(number: number | null): void {
    if (number === null) return
    const { least, most } = this.#range ?? { least: number, most: number }
    this.#range = { least: Math.min(least, number), most: Math.max(most, number) }
  }

  /** Null while there was none. */
  get found(): { readonly least: number; readonly most: number } | null {
    return this.#range
  }
}

/** A finding that is still being counted. */
export type Counted<Seen> = { -readonly [Key in keyof Seen]: Seen[Key] }
