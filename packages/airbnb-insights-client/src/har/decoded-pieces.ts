/**
 * Text that comes in pieces of bytes or of text, from a file or a socket. UTF-8 and UTF-16 are told apart.
 *
 * @param chunks - such as `createReadStream(file)`
 */
export async function* decodedPieces(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  let first: Uint8Array = new Uint8Array()
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') {
      yield chunk
      continue
    }
    if (decoder !== null) {
      yield decoder.decode(chunk, { stream: true })
      continue
    }
    first = first.length === 0 ? chunk : new Uint8Array([...first, ...chunk])
    if (first.length < 4) continue
    decoder = new TextDecoder(encodingOf(first))
    yield decoder.decode(first, { stream: true })
  }
  yield decoder === null ? new TextDecoder(encodingOf(first)).decode(first) : decoder.decode()
}

/** By the mark that Windows' programs put before UTF-16, or by the zero in each character of a request. */
function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || second === 0) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || first === 0) return 'utf-16be'
  return 'utf-8'
}
