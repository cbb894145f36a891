import { constants, crc32, deflateRawSync } from 'node:zlib'

/** A file inside an archive. */
export interface ZipEntry {
  readonly name: string
  /** Its content, piece by piece; each is read before the next entry is asked for. */
  readonly pieces: AsyncIterable<string> | Iterable<string>
}

/** Sizes and places are told in 32 bits; readers of spreadsheets know no others for sure. */
const MOST_BYTES = 0xffff_ffff

/** Deflate, sizes after the data (bit 3), names in UTF-8 (bit 11): the whole may go down a pipe. */
const VERSION_NEEDED = 20
const FLAGS = 0x0808
const DEFLATED = 8

/** The first day that a ZIP file can say: the same rows give the same bytes. */
const FIRST_DAY = 0x0021

const LOCAL_HEADER = 0x04034b50
const DESCRIPTOR = 0x08074b50
const DIRECTORY_ENTRY = 0x02014b50
const DIRECTORY_END = 0x06054b50

/** A final, empty block of deflate with fixed codes. */
const LAST_BLOCK = Buffer.from([0x03, 0x00])

/**
 * A ZIP archive piece by piece. Each piece is compressed by itself, so that none is kept; an archive without its end
 * is none.
 *
 * @throws RangeError beyond 4 GiB, of the archive or of an entry before it is compressed.
 */
export async function* zipPieces(
  entries: AsyncIterable<ZipEntry>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const directory: Buffer[] = []
  let at = 0
  for await (const { name, pieces } of entries) {
    const start = at
    const header = localHeader(name)
    at += header.byteLength
    // Goes out with the first piece: what cannot be read has written nothing.
    let before = header
    let checksum = 0
    let size = 0
    let packed = 0
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece)
      const deflated = deflateRawSync(bytes, { level: 3, finishFlush: constants.Z_SYNC_FLUSH })
      checksum = crc32(bytes, checksum)
      size += bytes.byteLength
      packed += deflated.byteLength
      yield before.byteLength === 0 ? deflated : Buffer.concat([before, deflated])
      before = Buffer.alloc(0)
    }
    packed += LAST_BLOCK.byteLength
    at += packed
    const facts = uint32s(checksum, checked(packed), checked(size))
    const end = Buffer.concat([before, LAST_BLOCK, uint32s(DESCRIPTOR), facts])
    at = checked(at + DESCRIPTOR_BYTES)
    directory.push(directoryEntry(name, facts, start))
    yield end
  }
  const listed = Buffer.concat(directory)
  const counts = uint16s(0, 0, directory.length, directory.length)
  yield Buffer.concat([listed, uint32s(DIRECTORY_END), counts, uint32s(listed.byteLength, at), uint16s(0)])
}

const DESCRIPTOR_BYTES = 16

function localHeader(name: string): Buffer {
  const bytes = Buffer.from(name)
  return Buffer.concat([
    uint32s(LOCAL_HEADER),
    uint16s(VERSION_NEEDED, FLAGS, DEFLATED, 0, FIRST_DAY),
    uint32s(0, 0, 0),
    uint16s(bytes.byteLength, 0),
    bytes,
  ])
}

function directoryEntry(name: string, facts: Buffer, start: number): Buffer {
  const bytes = Buffer.from(name)
  return Buffer.concat([
    uint32s(DIRECTORY_ENTRY),
    uint16s(VERSION_NEEDED, VERSION_NEEDED, FLAGS, DEFLATED, 0, FIRST_DAY),
    facts,
    uint16s(bytes.byteLength, 0, 0, 0, 0),
    uint32s(0, start),
    bytes,
  ])
}

function checked(bytes: number): number {
  if (bytes <= MOST_BYTES) return bytes
  throw new RangeError('A spreadsheet holds no more than 4 GiB: choose fewer rows, or another format')
}

function uint32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, at) => bytes.writeUInt32LE(value, at * 4))
  return bytes
}

function uint16s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, at) => bytes.writeUInt16LE(value, at * 2))
  return bytes
}
