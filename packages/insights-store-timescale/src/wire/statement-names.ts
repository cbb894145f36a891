import { type Frame, message, text, textAt } from './wire-messages.ts'

/** `DEALLOCATE name`, as some drivers give a statement back. */
const DEALLOCATE = /^\s*deallocate\s+(?:prepare\s+)?("?)([\w$]+)\1\s*;?\s*$/i

/** What takes every prepared statement of a session away, those of other clients as well. */
const TAKES_ALL = /\b(?:deallocate\s+(?:prepare\s+)?all|discard\s+all)\b/i

/**
 * The prepared statements of one client among several that share a session: each name gets the client's own prefix. What
 * the session has not, or not any more, is prepared again where it is needed: the statement without a name, of which there
 * is but one, where another client has had the session; all of them where the session was begun anew or emptied.
 */
export class StatementNames {
  readonly #prefix: string
  /** What prepares each, as the session gets it. */
  readonly #prepared = new Map<string, Buffer>()
  readonly #lost = new Set<string>()

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** Whether statements take those of all clients away. */
  static takesAll(statements: string): boolean {
    return TAKES_ALL.test(statements)
  }

  /** What gives the session back all that it has. */
  closeAll(): Buffer[] {
    return [...this.#prepared.keys()]
      .filter((name) => name !== '' && !this.#lost.has(name))
      .map((name) => message('C', 'S', text(this.#prefix + name)))
  }

  /** The session does not have them any more. */
  lose(): void {
    for (const name of this.#prepared.keys()) this.#lost.add(name)
  }

  /** Another client's statement without a name has taken the place of this one's. */
  loseUnnamed(): void {
    if (this.#prepared.has('')) this.#lost.add('')
  }

  /** The client has taken them all away. */
  forget(): void {
    this.#prepared.clear()
    this.#lost.clear()
  }

  /** A message of the client as the session gets it. */
  rename({ type, bytes }: Frame): Buffer {
    if (type === 'P') {
      const { value: name, end } = textAt(bytes, 5)
      const renamed =
        name === '' ? bytes : message('P', text(this.#prefix + name), this.#ownName(bytes.subarray(end)))
      this.#prepared.set(name, renamed)
      this.#lost.delete(name)
      return renamed
    }
    if (type === 'Q') return message('Q', this.#ownName(bytes.subarray(5)))
    if (type === 'B') {
      const { end: afterPortal } = textAt(bytes, 5)
      const { value: name, end } = textAt(bytes, afterPortal)
      return name === ''
        ? bytes
        : message('B', bytes.subarray(5, afterPortal), text(this.#prefix + name), bytes.subarray(end))
    }
    if ((type === 'D' || type === 'C') && bytes[5] === 0x53) {
      const { value: name } = textAt(bytes, 6)
      if (type === 'C') this.#prepared.delete(name)
      return name === '' ? bytes : message(type, 'S', text(this.#prefix + name))
    }
    return bytes
  }

  /** What prepares those again that messages rely on, do not prepare themselves, and the session has not any more. */
  neededFor(frames: readonly Frame[]): Buffer[] {
    const needed = new Map<string, Buffer>()
    const made = new Set<string>()
    for (const frame of frames) {
      if (frame.type === 'P') made.add(textAt(frame.bytes, 5).value)
      const name = usedIn(frame)
      const again = name === undefined || made.has(name) ? undefined : this.#prepared.get(name)
      if (name === undefined || again === undefined || !this.#lost.has(name)) continue
      needed.set(name, again)
    }
    for (const name of needed.keys()) this.#lost.delete(name)
    return [...needed.values()]
  }

  /** A statement's text and what follows it, with the name that it gives back as the session knows it. */
  #ownName(rest: Buffer): Buffer {
    const { value, end } = textAt(rest, 0)
    const [, , name] = DEALLOCATE.exec(value) ?? []
    if (name === undefined || !this.#prepared.has(name)) return rest
    this.#prepared.delete(name)
    return Buffer.concat([text(`DEALLOCATE "${this.#prefix}${name}"`), rest.subarray(end)])
  }
}

/** The prepared statement that a message uses. */
function usedIn({ type, bytes }: Frame): string | undefined {
  if (type === 'B') return textAt(bytes, textAt(bytes, 5).end).value
  if (type === 'D' && bytes[5] === 0x53) return textAt(bytes, 6).value
  return undefined
}
