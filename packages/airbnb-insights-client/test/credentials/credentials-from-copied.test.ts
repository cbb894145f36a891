import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { credentialsFromCopied } from '../../src/credentials/index.ts'
import { isInvalidCredentialsError } from '../../src/index.ts'
import { COOKIE, CREDENTIALS } from '../support/credentials.ts'
import { quoteForBash, quoteForCmd } from '../support/shell-quoting.ts'

const URL_AU = 'https://www.airbnb.com.au/api/v3/ChartQuery/0a1b?operationName=ChartQuery&locale=en'
const BODY = `{"operationName":"ChartQuery","note":"it's 100% ^ \\\\ \\"quoted\\" naïve"}`
const BROWSER_COOKIE = `bev=1689; ${COOKIE}; ak_bmsc=AAQA~1^2`

/** A request of the Performance pages as a browser copies it, each argument quoted by the shell's rules. */
function copied(quote: (text: string) => string, continuation: string, asHeader: boolean): string {
  const cookie = asHeader ? ['-H', quote(`Cookie: ${BROWSER_COOKIE}`)] : ['-b', quote(BROWSER_COOKIE)]
  const lines = [
    ['curl', quote(URL_AU)],
    ['-X', quote('POST')],
    ['-H', quote('accept: */*')],
    ['-H', quote('content-type: application/json')],
    cookie,
    ['-H', quote('origin: https://www.airbnb.com.au')],
    ['-H', quote('sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"')],
    ['-H', quote(`user-agent: ${CREDENTIALS.userAgent}`)],
    ['-H', quote(`x-airbnb-client-trace-id: ${CREDENTIALS.clientTraceId}`)],
    ['-H', quote(`x-client-version: ${CREDENTIALS.clientVersion}`)],
    ['-H', quote('x-csrf-token;')],
    ['--data-raw', quote(BODY)],
    ['--compressed'],
  ]
  return lines.map((words) => words.join(' ')).join(` ${continuation}`)
}

test.each([
  ['bash with -b', copied(quoteForBash, '\\\n  ', false)],
  ['bash with a cookie header, lines ended by CRLF', copied(quoteForBash, '\\\r\n  ', true)],
  ['cmd with -b', copied(quoteForCmd, '^\n  ', false)],
  ['cmd with a cookie header, lines ended by CRLF', copied(quoteForCmd, '^\r\n  ', true)],
  ['cmd on one line', copied(quoteForCmd, '', false)],
])('reads what a browser copies for %s', (_, command) => {
  const credentials = credentialsFromCopied(`\n${command}\n`)
  expect(credentials.cookie === COOKIE).toBe(true)
  const { cookie: __, ...others } = credentials
  expect(others).toEqual({
    accountId: '120000042',
    baseUrl: 'https://www.airbnb.com.au',
    clientVersion: CREDENTIALS.clientVersion,
    userAgent: CREDENTIALS.userAgent,
    clientTraceId: CREDENTIALS.clientTraceId,
    learned: { operations: {}, webKey: null, locale: 'en', currency: null },
  })
})

test('reads what people write: double quotes, long options, attached values, options between', () => {
  const command = [
    `curl -sSL -m 30 --proxy=http://localhost:8080 --header "X-Client-Version: abc" --cookie="${COOKIE}"`,
    `-A"UA 1.0" --request POST -d https://not.the.url/ --url https://airbnb.de/performance`,
  ].join(' ')
  const { cookie, ...others } = credentialsFromCopied(command)
  expect(cookie === COOKIE).toBe(true)
  expect(others).toEqual({
    accountId: '120000042',
    baseUrl: 'https://www.airbnb.de',
    clientVersion: 'abc',
    userAgent: 'UA 1.0',
    clientTraceId: null,
    learned: { operations: {}, webKey: null, locale: null, currency: null },
  })
})

test("reads cmd's plain double quotes with carets in them, as older browsers wrote them", () => {
  const cookie = COOKIE.replaceAll(/%(?=\w)/g, '^%^')
  const command = `curl "https://www.airbnb.com/api" ^\n -H "cookie: ${cookie}" ^\n -H "user-agent: UA" ^\n -H "x-client-version: abc"`
  expect(credentialsFromCopied(command).cookie === COOKIE).toBe(true)
})

const minimal = (changes: { url?: string; cookie?: string; headers?: string[] } = {}): string =>
  [
    'curl',
    quoteForBash(changes.url ?? 'https://www.airbnb.com/api/v3/ChartQuery/0a'),
    '-b',
    quoteForBash(changes.cookie ?? COOKIE),
    ...(changes.headers ?? ['user-agent: UA', 'x-client-version: abc']).flatMap((header) => [
      '-H',
      quoteForBash(header),
    ]),
  ].join(' ')

test.each([
  ['https://www.airbnb.com/x', 'https://www.airbnb.com'],
  ['https://airbnb.com/x', 'https://www.airbnb.com'],
  ['https://de.airbnb.com/x', 'https://www.airbnb.com'],
  ['https://www.airbnb.co.uk/x', 'https://www.airbnb.co.uk'],
  ['https://www.airbnb.fr/x', 'https://www.airbnb.fr'],
  ['https://www.airbnb.cat/x', 'https://www.airbnb.cat'],
])('%s is a site of Airbnb: %s', (url, baseUrl) => {
  expect(credentialsFromCopied(minimal({ url })).baseUrl).toBe(baseUrl)
})

test.each([
  'https://www.vrbo.com/api',
  'https://airbnb.com.evil.example/api',
  'https://notairbnb.com/api',
  'https://airbnb.zip/api',
  'https://www.airbnb.com@evil.example/api',
  'http://www.airbnb.com/api',
  'https://[broken/api',
])('%s is not', (url) => {
  expect(() => credentialsFromCopied(minimal({ url }))).toThrow(
    expect.objectContaining({ reason: 'other_site' }),
  )
})

test.each([
  ['a command without session', minimal({ cookie: COOKIE.replace('_airbed_session_id', 'x') }), 'no_session'],
  [
    'a command without account id',
    minimal({ cookie: COOKIE.replace('_user_attributes', 'x') }),
    'no_account_id',
  ],
  ['a command with the cookies of a visitor', minimal({ cookie: 'bev=1; ak_bmsc=2' }), 'no_session'],
  ['a command without cookie', "curl 'https://www.airbnb.com/' -A UA -H 'x-client-version: a'", 'no_cookie'],
  ['a cookie file', minimal({ cookie: 'cookies.txt' }), 'no_cookie'],
  ['a command without client version', minimal({ headers: ['user-agent: UA'] }), 'no_client_version'],
  ['a command without user agent', minimal({ headers: ['x-client-version: abc'] }), 'no_user_agent'],
  ['a command without URL', "curl -H 'a: b'", 'unreadable'],
  ['a command whose URL is none', minimal({ url: 'not a url' }), 'unreadable'],
  [
    'a command that breaks off in single quotes',
    "curl 'https://www.airbnb.com/' -H 'cookie: a",
    'unreadable',
  ],
  ['a command that breaks off in $ quotes', "curl $'https://www.airbnb.com/ -H", 'unreadable'],
  ['a command that breaks off in double quotes', 'curl "https://www.airbnb.com/', 'unreadable'],
  ['a cmd command that breaks off', 'curl ^"https://www.airbnb.com/^" ^\n -H ^"cookie: a', 'unreadable'],
  ['nothing', '', 'unknown_form'],
  ['something else', 'wget https://www.airbnb.com', 'unknown_form'],
  ['a fetch call that breaks off', 'fetch("https://www.airbnb.com/api", {', 'unreadable'],
  [
    'a fetch call as browsers copy it',
    'fetch("https://www.airbnb.com/api", { "headers": {} });',
    'no_cookie',
  ],
  [
    'PowerShell that breaks off',
    '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n',
    'unreadable',
  ],
  [
    'PowerShell without cookie',
    'Invoke-WebRequest -UseBasicParsing -Uri "https://www.airbnb.com/"',
    'no_cookie',
  ],
])('refuses %s with the reason', (_, command, reason) => {
  expect(() => credentialsFromCopied(command)).toThrow(
    expect.toSatisfy((error) => isInvalidCredentialsError(error) && error.reason === reason),
  )
})

test('takes from its caller what a cookie alone does not hold', () => {
  const given = { clientVersion: 'abc', userAgent: 'UA 1.0' }
  expect(credentialsFromCopied(`Cookie: ${COOKIE}`, given)).toMatchObject({
    ...given,
    accountId: '120000042',
    baseUrl: 'https://www.airbnb.com',
  })
  expect(() => credentialsFromCopied(COOKIE, { userAgent: 'UA 1.0' })).toThrow(
    'The cookie holds no X-Client-Version',
  )
  expect(() => credentialsFromCopied(COOKIE, { clientVersion: 'abc' })).toThrow(
    'The cookie holds no User-Agent',
  )
})

test.each([
  ['bash', quoteForBash, '\\\n'],
  ['cmd', quoteForCmd, '^\n'],
])('any user agent survives the quoting for %s', (_, quote, continuation) => {
  const userAgent = fc.stringMatching(/^[!-~][ -~]{0,30}[!-~]$/).filter((text) => !/\\(?:"|$)/.test(text))
  fc.assert(
    fc.property(userAgent, (text) => {
      // Browsers double every backslash for cmd, which Windows programs halve only before a quote.
      const expected = quote === quoteForCmd ? text.replaceAll('\\', '\\\\') : text
      const command = [
        `curl ${quote('https://www.airbnb.com/')} ${continuation}`,
        `-b ${quote(COOKIE)} -H ${quote(`User-Agent: ${text}`)} ${continuation}-H ${quote('X-Client-Version: a')}`,
      ].join('')
      expect(credentialsFromCopied(command).userAgent).toBe(expected)
    }),
  )
})
