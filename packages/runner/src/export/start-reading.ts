import { Readable } from 'node:stream'

/**
 * A stream of pieces of a file, each made when the reader wants it. The first is made before the stream is given:
 * an error up to there is thrown, one after it breaks the stream off. Destroying the stream leaves the source.
 */
export async function startReading(pieces: AsyncGenerator<Uint8Array, void, undefined>): Promise<Readable> {
  let first: IteratorResult<Uint8Array, void> | undefined = await pieces.next()
  const rest: AsyncIterableIterator<Uint8Array, void> = {
    async next() {
      const next = first ?? (await pieces.next())
      first = undefined
      return next
    },
    return: () => pieces.return(),
    [Symbol.asyncIterator]: () => rest,
  }
  return Readable.from(rest, { objectMode: false })
}
