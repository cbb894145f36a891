import { InvalidCredentialsError } from '../errors.ts'
import { decodedPieces } from '../har/decoded-pieces.ts'
import { isHar } from '../har/is-har.ts'
import { HarReader } from './har/har-reader.ts'
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
  for await (const part of decodedPieces(chunks)) {
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
