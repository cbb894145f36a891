import { isHar } from '../har/is-har.ts'
import { cookieJsonRequests, isCookieJson } from './cookie-files/cookie-json.ts'
import { cookiesTxtRequests, isCookiesTxt } from './cookie-files/cookies-txt.ts'
import { bareCommand, curlStarts } from './curl/command-texts.ts'
import { curlRequests } from './curl/curl-requests.ts'
import { fetchCalls, fetchStarts } from './fetch/fetch-calls.ts'
import { cookieRequests, headerRequests, isCookies, isHeaders } from './lines/header-lines.ts'
import { webRequestStarts, webRequestsOf } from './powershell/web-requests.ts'
import type { CopiedForm } from './request/copied-form.ts'
import type { CopiedRequest } from './request/copied-request.ts'
import { isData } from './text/unknown-text.ts'

/** How the requests of a form are read. */
interface FormReader {
  readonly form: Exclude<CopiedForm, 'har'>
  readonly is: (text: string) => boolean
  readonly read: (text: string) => CopiedRequest[]
}

/** The forms that are a text as a whole, the more particular first. */
const WHOLE_TEXTS: readonly FormReader[] = [
  { form: 'cookie_json', is: isCookieJson, read: cookieJsonRequests },
  { form: 'cookies_txt', is: isCookiesTxt, read: cookiesTxtRequests },
  { form: 'headers', is: isHeaders, read: headerRequests },
  { form: 'cookie', is: isCookies, read: cookieRequests },
]

/** A stretch of a text that begins with a command or a call. */
interface Stretch {
  readonly form: 'curl' | 'fetch' | 'powershell'
  readonly start: number
}

/** Which form a text is of, as far as it can be told; `null` where nothing in it is a request or a cookie. */
export function formOf(text: string): CopiedForm | null {
  if (isHar(text)) return 'har'
  const [first] = stretchesOf(text)
  return first?.form ?? wholeTextOf(text)?.form ?? null
}

/** The requests in a text that is no HAR file, in their order; none where it holds nothing of the kind. */
export function copiedRequests(text: string): CopiedRequest[] {
  const stretches = stretchesOf(text)
  if (stretches.length === 0) return wholeTextOf(text)?.read(text) ?? []
  return stretches.flatMap(({ form, start }, index) => {
    const stretch = text.slice(start, stretches[index + 1]?.start)
    if (form === 'fetch') return fetchCalls(stretch)
    if (form === 'powershell') return webRequestsOf(stretch)
    return curlRequests(bareCommand(stretch, text.charAt(start - 1) === '`'))
  })
}

function stretchesOf(text: string): Stretch[] {
  if (isData(text) || isCookiesTxt(text)) return []
  const all: Stretch[] = [
    ...curlStarts(text).map((start) => ({ form: 'curl', start }) as const),
    ...fetchStarts(text).map((start) => ({ form: 'fetch', start }) as const),
    ...webRequestStarts(text).map((start) => ({ form: 'powershell', start }) as const),
  ]
  return all.toSorted((left, right) => left.start - right.start)
}

function wholeTextOf(text: string): FormReader | undefined {
  return WHOLE_TEXTS.find(({ is }) => is(text))
}
