const ROOM = 64 * 1024
/** Most messages that are no attribute are so long that their length takes two bytes. */
const LENGTH_BYTES = 2

/** Writes protobuf's wire format into a buffer that grows, and is used again. */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(ROOM)
  #at = 0

  /** A copy of what was written from a position on. */
  copyFrom(position: number): Buffer {
    return Buffer.from(this.#buffer.subarray(position, this.#at))
  }

  /** Forgets all that was written. */
  clear(): void {
    this.#at = 0
  }

  /** A message that was written before, without its number and its length: see {@link copyFrom}. */
  message(field: number, content: Buffer): void {
    this.#reserve(content.length)
    this.#tag(field, 2)
    this.#varint(content.length)
    this.#buffer.set(content, this.#at)
    this.#at += content.length
  }

  /** @param value - a safe integer that is not negative */
  integer(field: number, value: number): void {
    this.#tag(field, 0)
    this.#varint(value)
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, 5)
    this.#at = this.#buffer.writeUInt32LE(value, this.#at)
  }

  /** An instant, given in seconds and nanoseconds, as nanoseconds since 1970. */
  nanoseconds(field: number, [seconds, nanoseconds]: readonly [seconds: number, nanoseconds: number]): void {
    this.#tag(field, 1)
    this.#at = this.#buffer.writeBigUInt64LE(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds), this.#at)
  }

  text(field: number, value: string): void {
    const length = Buffer.byteLength(value)
    this.#reserve(length)
    this.#tag(field, 2)
    this.#varint(length)
    this.#at += this.#buffer.write(value, this.#at, 'utf8')
  }

  /** Bytes, given as hexadecimal digits. */
  hex(field: number, digits: string): void {
    this.#reserve(digits.length)
    this.#tag(field, 2)
    this.#varint(digits.length / 2)
    this.#at += this.#buffer.write(digits, this.#at, 'hex')
  }

  /** Begins a message within this one; gives what {@link end} is to be told. */
  begin(field: number): number {
    this.#tag(field, 2)
    this.#at += LENGTH_BYTES
    return this.#at
  }

  /** Ends the message that began there. */
  end(start: number): void {
    const length = this.#at - start
    const lengthBytes = varintBytes(length)
    if (lengthBytes !== LENGTH_BYTES) {
      this.#reserve(lengthBytes)
      this.#buffer.copyWithin(start - LENGTH_BYTES + lengthBytes, start, this.#at)
    }
    this.#at = start - LENGTH_BYTES
    this.#varint(length)
    this.#at += length
  }

  #tag(field: number, wireType: number): void {
    this.#reserve(0)
    this.#varint((field << 3) | wireType)
  }

  #varint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.#buffer[this.#at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#buffer[this.#at++] = rest
  }

  /** Makes room for so many bytes, and for what goes before them. */
  #reserve(length: number): void {
    const needed = this.#at + length + 32
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes++
  return bytes
}
