import { InvalidCredentialsError } from '../../errors.ts'

/** What of a cURL command matters here. */
export interface CurlRequest {
  readonly url: string
  /** Names in lower case; without the cookie. */
  readonly headers: ReadonlyMap<string, string>
  /** The `Cookie` header, from `-b` and `-H` together; `''` when there is none. */
  readonly cookie: string
}

/** curl's short options that take a value. */
const SHORT_WITH_VALUE = 'AbcCdDeEFHhKmoPQrTtuUwxXyYz'
/** curl's long options that take a value, as far as browsers and people use them. */
const LONG_WITH_VALUE = new Set(
  (
    'header cookie user-agent url request data data-raw data-binary data-ascii data-urlencode json form referer ' +
    'cookie-jar output user proxy proxy-user max-time connect-timeout cacert cert key write-out dump-header resolve ' +
    'connect-to interface limit-rate retry retry-delay range upload-file tls-max ciphers'
  ).split(' '),
)
const LONG_NAMES: Readonly<Record<string, string>> = { H: 'header', b: 'cookie', A: 'user-agent' }

/**
 * Reads curl's arguments.
 *
 * @throws {@link InvalidCredentialsError} when there is no URL, or the cookie is to be read from a file
 */
export function requestOfCurl(words: readonly string[]): CurlRequest {
  const headers = new Map<string, string>()
  const cookies: string[] = []
  let url: string | null = null
  for (const { option, value } of optionsOf(words)) {
    if (option === 'url') url ??= value
    else if (option === 'user-agent') headers.set('user-agent', value)
    else if (option === 'cookie') cookies.push(cookieText(value))
    else if (option === 'header') {
      const colon = value.indexOf(':')
      if (colon < 1) continue
      const name = value.slice(0, colon).trim().toLowerCase()
      const content = value.slice(colon + 1).trim()
      if (name === 'cookie') cookies.push(content)
      else headers.set(name, content)
    }
  }
  if (url === null) {
    throw new InvalidCredentialsError('The cURL command names no URL', { reason: 'unreadable_curl' })
  }
  return { url, headers, cookie: cookies.join('; ') }
}

function* optionsOf(words: readonly string[]): Generator<{ option: string; value: string }> {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word.startsWith('--')) {
      const [name = '', attached] = word.slice(2).split(/=(.*)/s)
      if (LONG_WITH_VALUE.has(name)) {
        if (attached === undefined) at += 1
        yield { option: name, value: attached ?? words[at] ?? '' }
      }
    } else if (word.startsWith('-') && word.length > 1) {
      // Short options without value may be lumped together before one with: -sSH 'x: y'.
      const letters = Array.from(word.slice(1))
      const index = letters.findIndex((letter) => SHORT_WITH_VALUE.includes(letter))
      if (index < 0) continue
      const letter = letters[index] ?? ''
      const attached = letters.slice(index + 1).join('')
      if (attached === '') at += 1
      yield { option: LONG_NAMES[letter] ?? letter, value: attached === '' ? (words[at] ?? '') : attached }
    } else yield { option: 'url', value: word }
  }
}

function cookieText(value: string): string {
  if (value !== '' && !value.includes('=')) {
    throw new InvalidCredentialsError(
      'The cURL command reads its cookie from a file, which is not followed',
      {
        reason: 'no_cookie',
      },
    )
  }
  return value
}
