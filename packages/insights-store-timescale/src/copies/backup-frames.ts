import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { DamagedBackupError } from '../errors.ts'

/**
 * A backup is a sequence of frames, compressed by gzip as a whole: what it is, then for each table its name and its rows
 * in COPY's text format, then an end that has the SHA-256 of all before it.
 */
export type BackupFrame =
  | { readonly kind: 'head' | 'table' | 'end'; readonly value: unknown }
  | { readonly kind: 'rows'; readonly rows: Uint8Array }

const LETTERS = { head: 'H', table: 'T', rows: 'R', end: 'E' } as const
const KINDS: ReadonlyMap<string, BackupFrame['kind']> = new Map([
  ['H', 'head'],
  ['T', 'table'],
  ['R', 'rows'],
  ['E', 'end'],
])

/** A letter, and the length of what follows. */
const HEADER_BYTES = 5
/** What is longer is none of ours. */
const LONGEST_FRAME = 1 << 30

const GZIP_LEVEL = 4

function frameBytes(kind: BackupFrame['kind'], body: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(LETTERS[kind], 'latin1')
  header.writeUInt32BE(body.byteLength, 1)
  return Buffer.concat([header, body])
}

/** Writes frames as a file's content; the end gets the digest of what went before it. */
export async function writeFrames(
  frames: AsyncIterable<BackupFrame>,
  write: (piece: Uint8Array) => Promise<unknown>,
): Promise<void> {
  const hash = createHash('sha256')
  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const frame of frames) {
      if (frame.kind === 'end') {
        const value = { ...Object(frame.value), sha256: hash.copy().digest('hex') }
        yield frameBytes('end', Buffer.from(JSON.stringify(value)))
        continue
      }
      const body = frame.kind === 'rows' ? frame.rows : Buffer.from(JSON.stringify(frame.value))
      const whole = frameBytes(frame.kind, body)
      hash.update(whole)
      yield whole
    }
  }
  await pipeline(Readable.from(bytes()), createGzip({ level: GZIP_LEVEL }), async (compressed) => {
    for await (const piece of compressed) {
      if (piece instanceof Uint8Array) await write(piece)
    }
  })
}

/**
 * Reads frames from a file's content.
 *
 * @throws DamagedBackupError where the content is cut off, was changed, or is something else.
 */
export async function* readFrames(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<BackupFrame, void, undefined> {
  const hash = createHash('sha256')
  let ended = false
  for await (const { kind, whole } of framesIn(decompressed(content))) {
    if (ended) throw changed()
    const body = whole.subarray(HEADER_BYTES)
    if (kind === 'rows') yield { kind, rows: body }
    else {
      const value = parsed(body)
      if (kind === 'end') {
        ended = true
        if (digestIn(value) !== hash.copy().digest('hex')) throw changed()
      }
      yield { kind, value }
    }
    hash.update(whole)
  }
  if (!ended) throw cutOff()
}

async function* framesIn(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ kind: BackupFrame['kind']; whole: Buffer }> {
  let waiting: Uint8Array[] = []
  let size = 0
  let wanted = HEADER_BYTES
  let first = true
  for await (const piece of pieces) {
    waiting.push(piece)
    size += piece.byteLength
    if (size < wanted) continue
    let all = Buffer.concat(waiting)
    for (;;) {
      if (all.byteLength < HEADER_BYTES) break
      const kind = KINDS.get(String.fromCodePoint(all[0] ?? 0))
      const length = all.readUInt32BE(1)
      if (kind === undefined || length > LONGEST_FRAME) throw first ? noBackup() : changed()
      wanted = HEADER_BYTES + length
      if (all.byteLength < wanted) break
      yield { kind, whole: all.subarray(0, wanted) }
      first = false
      all = all.subarray(wanted)
      wanted = HEADER_BYTES
    }
    waiting = [all]
    size = all.byteLength
  }
  if (size > 0) throw cutOff()
}

async function* decompressed(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  const feeding = pipeline(Readable.from(content), gunzip)
  feeding.catch(() => {})
  try {
    for await (const piece of gunzip) {
      if (piece instanceof Uint8Array) yield piece
    }
  } catch (error) {
    throw asDamage(error)
  }
}

function asDamage(error: unknown): unknown {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  if (code === 'Z_BUF_ERROR') return cutOff(error)
  if (code === 'Z_DATA_ERROR') return message === 'incorrect header check' ? noBackup(error) : changed(error)
  return error
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (cause) {
    throw changed(cause)
  }
}

const digestIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'sha256' in value ? value.sha256 : undefined

const cutOff = (cause?: unknown): DamagedBackupError =>
  new DamagedBackupError('The backup is cut off: its end is missing. Nothing was restored.', { cause })

/** What was written is not what is read. */
export const changed = (cause?: unknown): DamagedBackupError =>
  new DamagedBackupError(
    'The backup was changed since it was made, or its disk is failing. Nothing was restored.',
    {
      cause,
    },
  )

/** Something else than a backup. */
export const noBackup = (cause?: unknown): DamagedBackupError =>
  new DamagedBackupError('This is no file that `airbnb-insights backup` has made. Nothing was restored.', {
    cause,
  })
