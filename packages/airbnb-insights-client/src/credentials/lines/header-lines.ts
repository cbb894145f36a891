import { InvalidCredentialsError } from '../../errors.ts'
import type { CopiedForm } from '../request/copied-form.ts'
import { type CopiedRequest, copiedRequest } from '../request/copied-request.ts'

const REQUEST_LINE = /^(?:GET|POST|PUT|HEAD|OPTIONS|PATCH|DELETE)\s+(\S+)(?:\s+HTTP\/[\d.]+)?\s*$/
const HEADER =
  /^(:?[A-Za-z][\w-]*|Request (?:URL|Method)|Status Code|Remote Address|Referrer Policy)\s*:(?:\s+|$)?(.*)$/
/** A name above its value, as Chrome's panel is copied. */
const NAME_ALONE =
  /^(:(?:authority|method|path|scheme)|[a-z][\w-]*|Request (?:URL|Method)|Status Code|Remote Address|Referrer Policy):?$/i
const STACKED = /^(?::(?:authority|method|path|scheme)|cookie|user-agent|Request URL):?\n[^\n]/im
const SECTION = /^\s*(General|Response Headers|Request Headers|Form Data|Request Payload)\b(?!\s*:\s*\S).*$/i
/** Names and values of cookies, the whole of a line. */
const COOKIE_LINE = /^\s*[\w.$!%&*+^`|~-]+=[^\s;][^;]*(?:;\s*[\w.$!%&*+^`|~-]+=[^;]*)+;?\s*$/

/** Whether a text is the headers of requests, as a panel shows or copies them. */
export function isHeaders(text: string): boolean {
  const lines = text.split('\n', 500)
  const names = lines.flatMap((line) => HEADER.exec(line)?.[1]?.toLowerCase() ?? [])
  return (
    lines.some((line) => REQUEST_LINE.test(line)) ||
    STACKED.test(text) ||
    names.some((name) =>
      /^(?::authority|:path|host|user-agent|x-client-version|x-airbnb-api-key|request url)$/.test(name),
    )
  )
}

/** Whether a text is nothing but cookies: the `Cookie` header, with or without its name. */
export function isCookies(text: string): boolean {
  return text.split('\n', 500).some((line) => NAMED_COOKIE.test(line) || COOKIE_LINE.test(unquoted(line)))
}

/** The requests whose headers stand in a text, each on a line. */
export function headerRequests(text: string): CopiedRequest[] {
  const lines = (STACKED.test(text) ? unstacked(text) : text).split('\n')
  const requests = [new HeadersInMaking()]
  let skips = false
  for (const line of lines) {
    const current = requests.at(-1)
    const section = SECTION.exec(line)?.[1]?.toLowerCase()
    const [, target] = REQUEST_LINE.exec(line) ?? []
    const [, name = '', value = ''] = HEADER.exec(line) ?? []
    if (section !== undefined) {
      skips = section === 'response headers'
      if (section === 'general' && current?.isBegun) requests.push(new HeadersInMaking())
    } else if (target !== undefined) {
      skips = false
      if (current?.isBegun) requests.push(new HeadersInMaking())
      requests.at(-1)?.takeTarget(target)
    } else if (skips) continue
    else if (name === '') current?.takeOther(line)
    else if (current?.canTake(name.toLowerCase())) current.take(name.toLowerCase(), value.trim())
    else {
      requests.push(new HeadersInMaking())
      requests.at(-1)?.take(name.toLowerCase(), value.trim())
    }
  }
  return requests.filter(({ isBegun }) => isBegun).map((request) => request.request())
}

/** The sessions in `Cookie` headers or bare cookies, each on a line. */
export function cookieRequests(text: string): CopiedRequest[] {
  const lines = text.replace(/;[^\S\n]*\n\s*(?=[^\s=;:]+=)/g, '; ').split('\n')
  return lines.flatMap((line, index) => {
    const cookie = unquoted(line)
    if (!cookie.includes('=')) return []
    const next = lines[index + 1] ?? ''
    // A mail wraps long lines: what was cut off would be missing at the end of a value.
    const goesOn = next.trim() !== '' && !NAMED_COOKIE.test(next) && !next.includes('_airbed_session_id=')
    return [copiedRequest({ form: 'cookie', cookie, fault: goesOn ? brokenLine('cookie') : null })]
  })
}

const NAMED_COOKIE = /^\s*(?:-H\s+)?["'‘’“”]?(?:set )?(?:cookie|AIRBNB_COOKIE)["'‘’“”]?\s*[:=]/i

/** Without the header's or a variable's name, and without quotes. */
function unquoted(line: string): string {
  return line
    .replace(NAMED_COOKIE, '')
    .trim()
    .replace(/^["'‘’“”`]+|["'‘’“”`,]+$/g, '')
    .trim()
}

function brokenLine(form: CopiedForm): InvalidCredentialsError {
  const what = form === 'cookie' ? 'The cookie' : 'A header of the request'
  return new InvalidCredentialsError(
    `${what} is broken over several lines: copy it anew from the browser, into a file at once`,
    { reason: 'bad_header_value' },
  )
}

function unstacked(text: string): string {
  const lines = text.split('\n')
  const joined: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim()
    const next = lines[at + 1]
    const isName = NAME_ALONE.test(line) && !SECTION.test(line) && next !== undefined
    joined.push(isName ? `${line.replace(/:$/, '')}: ${next.trim()}` : line)
    if (isName) at += 1
  }
  return joined.join('\n')
}

/** A request of which header after header is read. */
class HeadersInMaking {
  readonly #headers = new Map<string, string>()
  #target: string | null = null
  #body: string | null = null
  #fault: InvalidCredentialsError | null = null
  #last: string | null = null
  #hasSeenBlank = false

  get isBegun(): boolean {
    return this.#target !== null || this.#headers.size > 0
  }

  /** A header that is there already is another request's, as is one behind the end of this one's. */
  canTake(name: string): boolean {
    return !this.#headers.has(name) && !(this.#hasSeenBlank && this.isBegun)
  }

  takeTarget(target: string): void {
    this.#target = target
  }

  take(name: string, value: string): void {
    this.#headers.set(name, value)
    this.#last = name
  }

  takeOther(line: string): void {
    if (line.trim() === '') {
      if (this.isBegun) this.#hasSeenBlank = true
      return
    }
    if (!this.isBegun) return
    if (this.#hasSeenBlank) {
      this.#body ??= line
      return
    }
    const before = this.#last === null ? undefined : this.#headers.get(this.#last)
    // A line broken between two cookies leaves both as they were.
    if (this.#last === 'cookie' && before?.endsWith(';'))
      this.#headers.set('cookie', `${before} ${line.trim()}`)
    else this.#fault ??= brokenLine('headers')
  }

  request(): CopiedRequest {
    const cookie = this.#headers.get('cookie') ?? ''
    const headers = new Map(Array.from(this.#headers).filter(([name]) => name !== 'cookie'))
    return copiedRequest({
      form: 'headers',
      url: this.#url(),
      headers,
      cookie,
      body: this.#body,
      fault: this.#fault,
    })
  }

  #url(): string | null {
    const header = (name: string): string | undefined => this.#headers.get(name)
    const target = this.#target ?? header(':path') ?? header('request url') ?? '/'
    if (/^https?:\/\//i.test(target)) return target
    const host = header('host') ?? header(':authority')
    return host === undefined ? null : `https://${host}${target.startsWith('/') ? target : '/'}`
  }
}
