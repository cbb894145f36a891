import { InvalidCredentialsError } from '../errors.ts'
import { HarReader, isHar } from './har/har-reader.ts'
import type { CopiedSessions } from './session/session-collector.ts'
import { sessionsFromCopied } from './sessions-from-copied.ts'

/** All requests of a page as text come to some MB; a disk image does not fit. */
const LONGEST_TEXT = 16 * 1024 * 1024
/** So much is looked at to tell a HAR file. */
const BEGINNING = 4096

/**
 * As {@link sessionsFromCopied}, from a file or a socket: a HAR file of any size in the memory of its largest request, and
 * of the other forms up to 16 MB. UTF-8 and UTF-16 are told apart.
 *
 * @param chunks - such as `createReadStream(file)`
 * @throws `InvalidCredentialsError` as {@link sessionsFromCopied} does, and for more than 16 MB of anything else; whatever
 *   reading the chunks throws
 */
export async function sessionsFromStream(
  chunks: AsyncIterable<Uint8Array | string>,
): Promise<CopiedSessions> {
  let text = ''
  let har: HarReader | null = null
  for await (const part of decoded(chunks)) {
    if (har !== null) {
      har.write(part)
      continue
    }
    const isBeginning = text.length < BEGINNING
    text += part
    if (isBeginning && isHar(text)) {
      har = new HarReader()
      har.write(text)
      text = ''
    } else if (text.length > LONGEST_TEXT) {
      throw new InvalidCredentialsError('This is more than 16 MB, and no HAR file: give the requests alone', {
        reason: 'unknown_form',
      })
    }
  }
  return har === null ? sessionsFromCopied(text) : har.finish()
}

async function* decoded(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
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
