/** PostgreSQL's protocol, version 3: how messages are cut out of a stream and made. */

/** Longer messages than any statement or row that a person sends: a client that sends one is cut off. */
const LONGEST_MESSAGE = 64 * 1024 * 1024

/** A message: its type's letter and all its bytes. */
export interface Frame {
  readonly type: string
  readonly bytes: Buffer
}

/** Cuts a stream into messages, of which the first has no type. */
export class FrameCutter {
  #waiting: Buffer = Buffer.alloc(0)
  #isStarting = true

  push(chunk: Buffer): void {
    this.#waiting = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk])
  }

  /** Says that the next message has no type either: after what was not yet the start. */
  startAgain(): void {
    this.#isStarting = true
  }

  /**
   * The next whole message; undefined where none is there yet.
   *
   * @throws RangeError for a length that cannot be.
   */
  next(): Frame | undefined {
    const typed = this.#isStarting ? 0 : 1
    if (this.#waiting.length < typed + 4) return undefined
    const length = this.#waiting.readInt32BE(typed)
    if (length < 4 || length > LONGEST_MESSAGE) throw new RangeError('a message of an impossible length')
    const end = typed + length
    if (this.#waiting.length < end) return undefined
    const bytes = this.#waiting.subarray(0, end)
    this.#waiting = this.#waiting.subarray(end)
    this.#isStarting = false
    return { type: typed === 0 ? '' : String.fromCharCode(bytes[0] ?? 0), bytes }
  }
}

/** A message of the server or of a client. */
export function message(type: string, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

export const text = (value: string): Buffer => Buffer.from(`${value}\0`)

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** An error as PostgreSQL tells it. */
export const errorMessage = (severity: 'ERROR' | 'FATAL', code: string, words: string): Buffer =>
  message('E', text(`S${severity}`), text(`V${severity}`), text(`C${code}`), text(`M${words}`), '\0')

/** That the server waits for the next statement, outside of a transaction. */
export const READY = message('Z', 'I')

/** The text that ends at the first zero, from a place on, and where it ends. */
export function textAt(bytes: Buffer, start: number): { readonly value: string; readonly end: number } {
  const end = bytes.indexOf(0, start)
  if (end === -1) throw new RangeError('a text without an end')
  return { value: bytes.toString('utf8', start, end), end: end + 1 }
}

/** The state that the last answer in it ends with: `I` idle, `T` in a transaction, `E` in one that failed. */
export function lastState(answer: Buffer): string | undefined {
  // ReadyForQuery is always the last one: Z, a length of 5, the state.
  const at = answer.length - 6
  return at >= 0 && answer[at] === 0x5a && answer.readInt32BE(at + 1) === 5
    ? String.fromCharCode(answer[at + 5] ?? 0)
    : undefined
}

/** The messages of a whole answer: the letter of each, and its content. */
export function* messagesIn(answer: Buffer): Generator<{ readonly type: string; readonly body: Buffer }> {
  for (let at = 0; at + 5 <= answer.length; ) {
    const end = at + 1 + answer.readInt32BE(at + 1)
    yield { type: String.fromCharCode(answer[at] ?? 0), body: answer.subarray(at + 5, end) }
    at = end
  }
}

/** What an answer says has failed; undefined where nothing has. */
export function failureIn(answer: Buffer): string | undefined {
  for (const { type, body } of messagesIn(answer)) {
    if (type !== 'E') continue
    // Fields: a letter and a text each, M the message.
    for (let at = 0; body[at] !== undefined && body[at] !== 0; ) {
      const { value, end } = textAt(body, at + 1)
      if (body[at] === 0x4d) return value
      at = end
    }
  }
  return undefined
}
