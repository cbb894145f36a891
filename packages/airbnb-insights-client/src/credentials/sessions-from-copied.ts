import { InvalidCredentialsError } from '../errors.ts'
import { isHar } from '../har/is-har.ts'
import { copiedRequests, formOf } from './copied-requests.ts'
import { HarReader } from './har/har-reader.ts'
import type { CopiedForm } from './request/copied-form.ts'
import { type CopiedSessions, SessionCollector } from './session/session-collector.ts'
import { decodeCopied } from './text/decode-copied.ts'
import { describeUnknown } from './text/unknown-text.ts'

/**
 * Finds the sessions in whatever a browser can copy of requests or cookies:
 *
 * - "Copy as cURL" for bash, cmd or PowerShell, "Copy as fetch", "Copy as PowerShell", one request or all of them;
 * - a HAR file with its cookies ({@link sessionsFromStream} reads one of any size);
 * - the headers of requests as a panel shows them, a `Cookie` header, or cookies alone;
 * - a cookies.txt or the JSON that an extension exports.
 *
 * They may come out of a terminal, a mail, a chat or a page. Each request is read by itself, so that no session is made
 * of parts of two; the requests of one account add up, what the newest says before the others.
 *
 * @param copied - the whole text
 * @returns a session for each account; `JSON.stringify` and `console.log` show them without the cookies
 * @throws `InvalidCredentialsError` where there is no session in it, or a part of it is damaged. Its message says what
 *   the text is, what is missing and what to do, and shows nothing of a cookie
 */
export function sessionsFromCopied(copied: string): CopiedSessions {
  const text = decodeCopied(copied)
  if (isHar(text)) {
    const reader = new HarReader()
    reader.write(text)
    return reader.finish()
  }
  const requests = copiedRequests(text)
  if (requests.length === 0) {
    throw new InvalidCredentialsError(describeUnknown(text), { reason: 'unknown_form' })
  }
  const collector = new SessionCollector()
  for (const [index, request] of requests.entries()) {
    collector.take(
      request,
      requests.length === 1 ? '' : `Request ${String(index + 1)} of ${String(requests.length)}: `,
    )
  }
  return collector.finish()
}

/** Which form a copied text is of; `null` where nothing in it is a request or a cookie. A beginning of it will do. */
export function copiedForm(copied: string): CopiedForm | null {
  return formOf(decodeCopied(copied))
}
