import { Readable } from 'node:stream'

/**
 * A stream of pieces of text, each made when the reader wants it. The first is made before the stream is given:
 * an error up to there is thrown, one after it breaks the stream off. Destroying the stream leaves the source.
 */
export async function startReading(pieces: AsyncGenerator<string, void, undefined>): Promise<Readable> {
  let first: IteratorResult<string, void> | undefined = await pieces.next()
  const rest: AsyncIterableIterator<string, void> = {
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
