import { formatCookies } from '../../cookies.ts'
import { InvalidCredentialsError } from '../../errors.ts'
import { fieldsOf } from '../../json-object.ts'
import { type CopiedRequest, copiedRequest } from '../request/copied-request.ts'
import { type CopiedSessions, SessionCollector } from '../session/session-collector.ts'
import { BrokenHarError, type HarEntry, HarScanner } from './har-scanner.ts'

/** Whether a text is, as far as it goes, a recording of requests. */
export function isHar(text: string): boolean {
  return /^\s*\{\s*"log"\s*:\s*\{/.test(text)
}

/** Finds the sessions in a HAR file that comes in any pieces. */
export class HarReader {
  readonly #collector = new SessionCollector()
  readonly #scanner = new HarScanner((entry) => this.#collector.take(requestOf(entry)))

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

function requestOf({ request, startedDateTime, status }: HarEntry): CopiedRequest {
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
