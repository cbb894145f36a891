import { type Duplex, Transform, type TransformCallback } from 'node:stream'
import * as zlib from 'node:zlib'

/** More would be no compression but an attack. */
const MOST_CODINGS = 5

/** A body that breaks off gives what has come of it. */
const TOLERANT = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH }
const TOLERANT_BROTLI = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
}

/**
 * What undoes a body's `Content-Encoding`, the last coding first. As with `fetch`, a body in a coding that nobody knows
 * is left as it is, and one that is coded more than 5 times fails.
 */
export function contentDecoders(contentEncoding: string | null): Duplex[] {
  if (contentEncoding === null) return []
  const codings = contentEncoding.toLowerCase().split(',')
  if (codings.length > MOST_CODINGS) return [refusing(`The body is coded ${codings.length} times`)]
  const makers = codings.map((coding) => DECODERS.get(coding.trim()))
  return makers.includes(undefined) ? [] : makers.toReversed().flatMap((make) => make?.() ?? [])
}

const DECODERS = new Map<string, () => Duplex>([
  ['gzip', () => zlib.createGunzip(TOLERANT)],
  ['x-gzip', () => zlib.createGunzip(TOLERANT)],
  ['deflate', () => new AnyInflate()],
  ['br', () => zlib.createBrotliDecompress(TOLERANT_BROTLI)],
  ['zstd', () => zlib.createZstdDecompress()],
])

function refusing(reason: string): Duplex {
  return new Transform({ transform: (_chunk, _encoding, callback) => callback(new Error(reason)) })
}

/** Servers call two formats "deflate": with zlib's header, and without. The first byte tells which. */
class AnyInflate extends Transform {
  #inflate: zlib.Inflate | zlib.InflateRaw | null = null

  override _transform(chunk: Buffer, encoding: BufferEncoding, callback: TransformCallback): void {
    if (chunk.length === 0) return callback()
    this.#inflate ??= this.#begin(chunk)
    this.#inflate.write(chunk, encoding, callback)
  }

  override _flush(callback: TransformCallback): void {
    if (this.#inflate === null) return callback()
    this.#inflate.once('end', callback).end()
  }

  #begin([first = 0]: Buffer): zlib.Inflate | zlib.InflateRaw {
    const inflate = (first & 0x0f) === 0x08 ? zlib.createInflate(TOLERANT) : zlib.createInflateRaw(TOLERANT)
    inflate.on('data', (chunk) => this.push(chunk))
    inflate.on('error', (error) => this.destroy(error))
    return inflate
  }
}
