import { formatCookies } from '../../cookies.ts'
import { InvalidCredentialsError } from '../../errors.ts'
import { BrokenHarError, type HarEntry, HarScanner } from '../../har/har-scanner.ts'
import { fieldsOf } from '../../json-object.ts'
import { type CopiedRequest, copiedRequest } from '../request/copied-request.ts'
import { type CopiedSessions, SessionCollector } from '../session/session-collector.ts'

/** What of an entry holds a session, and so much of it is kept: no request to the API is larger. */
const PARTS = {
  request: ['request', 1024 * 1024],
  startedDateTime: ['startedDateTime', 100],
  'response.status': ['status', 100],
} as const

type SessionEntry = HarEntry<(typeof PARTS)[keyof typeof PARTS][0]>

/** Finds the sessions in a HAR file that comes in any pieces. */
export class HarReader {
  readonly #collector = new SessionCollector()
  readonly #scanner = new HarScanner({
    parts: PARTS,
    onEntry: (entry: SessionEntry) => this.#collector.take(requestOf(entry)),
  })

  /** @throws `InvalidCredentialsError` where it is damaged */
  write(text: string): void {
    try {
      this.#scanner.write(text)
    } catch (error) {
      throw this.#told(error, 'cannot be read any further')
    }
  }

  /** @throws `InvalidCredentialsError` where it breaks off, or holds no session */
  finish(): CopiedSessions {
    try {
      this.#scanner.end()
    } catch (error) {
      throw this.#told(error, 'breaks off')
    }
    return this.#collector.finish()
  }

  #told(error: unknown, what: string): unknown {
    if (!(error instanceof BrokenHarError)) return error
    const { requests, accountIds } = this.#collector
    const found = accountIds.length === 0 ? 'without a session' : `with sessions of ${accountIds.join(', ')}`
    return new InvalidCredentialsError(
      `The HAR file ${what} after ${String(requests)} ${requests === 1 ? 'request' : 'requests'} ${found}: save it anew, and give the file as it is`,
      { reason: 'unreadable' },
    )
  }
}

function requestOf({ request, startedDateTime, status }: SessionEntry): CopiedRequest {
  const { url, headers, cookies, postData } = fieldsOf(request)
  const named = pairsOf(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const inHeaders = named.filter(([name]) => name === 'cookie').map(([, value]) => value)
  const sentAt = typeof startedDateTime === 'string' ? Date.parse(startedDateTime) : Number.NaN
  const body = fieldsOf(postData)['text']
  return copiedRequest({
    form: 'har',
    // An entry without is to nobody.
    url: typeof url === 'string' ? url : 'about:blank',
    headers: new Map(named.filter(([name]) => name !== 'cookie')),
    cookie: inHeaders.length > 0 ? inHeaders.join('; ') : formatCookies(pairsOf(cookies)),
    body: typeof body === 'string' ? body : null,
    ...(Number.isNaN(sentAt) ? {} : { sentAt }),
    // Without an answer, browsers put 0.
    ...(typeof status === 'number' && status > 0 ? { status } : {}),
  })
}

function pairsOf(list: unknown): [name: string, value: string][] {
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown) => {
    const { name, value } = fieldsOf(one)
    return typeof name === 'string' && typeof value === 'string' ? [[name, value] as [string, string]] : []
  })
}
