import type { UnknownKind, UnknownPart } from './findings.ts'
import { Tally } from './tally.ts'

/** Something that is not known, in words that may be shown. */
export type FoundUnknown = Omit<UnknownPart, 'times'>

/** What is not known, each once, and what of it an exchange was the first to show. */
export class UnknownTally {
  readonly #parts = new Tally<{ part: FoundUnknown; times: number }>()
  #isNew: string[] = []

  /** Takes in something that is not known. */
  take(kind: UnknownKind, name: string, where: string, what: string): void {
    const isPlaced = kind === 'key' || kind === 'argument' || kind === 'hash' || kind === 'client name'
    const counted = this.#parts.of([kind, name, isPlaced ? where : ''], () => {
      this.#isNew.push(`${kind} ${name}`)
      return { part: { kind, name, where, what }, times: 0 }
    })
    if (counted !== null) counted.times += 1
  }

  /** What was told for the first time since this was last asked, such as `metric nights_booked`. */
  newSinceLast(): readonly string[] {
    const isNew = this.#isNew
    this.#isNew = []
    return isNew
  }

  /** All, as they were first seen. */
  get found(): readonly UnknownPart[] {
    return this.#parts.all.map(({ part, times }) => ({ ...part, times }))
  }

  /** How many there was no room for. */
  get leftOut(): number {
    return this.#parts.leftOut
  }
}
