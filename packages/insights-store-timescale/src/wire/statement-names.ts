import { type Frame, message, text, textAt } from './wire-messages.ts'

/**
 * The prepared statements of one client among several that share a session: each name gets the client's own prefix. The
 * statement without a name, of which a session has but one, is prepared again where another client has had the session.
 */
export class StatementNames {
  readonly #prefix: string
  readonly #names = new Set<string>()
  #unnamed: Buffer | undefined

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** Whether it relies on statements that the session has. */
  get hasNames(): boolean {
    return this.#names.size > 0
  }

  /** What gives the session back all of them. */
  closeAll(): Buffer[] {
    return [...this.#names].map((name) => message('C', 'S', text(this.#prefix + name)))
  }

  /** Forgets them: the session that had them is gone. */
  forget(): void {
    this.#names.clear()
    this.#unnamed = undefined
  }

  /** A message of the client as the session gets it. */
  rename({ type, bytes }: Frame): Buffer {
    if (type === 'P') {
      const { value: name, end } = textAt(bytes, 5)
      if (name === '') this.#unnamed = bytes
      else this.#names.add(name)
      return name === '' ? bytes : message('P', text(this.#prefix + name), bytes.subarray(end))
    }
    if (type === 'B') {
      const { end: afterPortal } = textAt(bytes, 5)
      const { value: name, end } = textAt(bytes, afterPortal)
      return name === ''
        ? bytes
        : message('B', bytes.subarray(5, afterPortal), text(this.#prefix + name), bytes.subarray(end))
    }
    if ((type === 'D' || type === 'C') && bytes[5] === 0x53) {
      const { value: name } = textAt(bytes, 6)
      if (type === 'C') this.#names.delete(name)
      return name === '' ? bytes : message(type, 'S', text(this.#prefix + name))
    }
    return bytes
  }

  /** The last statement without a name, where messages rely on it and do not prepare it themselves. */
  unnamedFor(frames: readonly Frame[]): Buffer | undefined {
    for (const { type, bytes } of frames) {
      if (type === 'P' && textAt(bytes, 5).value === '') return undefined
      if (type === 'B' && textAt(bytes, textAt(bytes, 5).end).value === '') return this.#unnamed
      if (type === 'D' && bytes[5] === 0x53 && textAt(bytes, 6).value === '') return this.#unnamed
    }
    return undefined
  }
}
