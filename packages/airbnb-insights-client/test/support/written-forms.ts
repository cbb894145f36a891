import { CREDENTIALS } from './credentials.ts'
import { quoteForBash } from './shell-quoting.ts'

/** A request as a browser knows it, in whatever form it is copied. */
export interface BrowserRequest {
  readonly url: string
  /** Without the cookie. */
  readonly headers: Readonly<Record<string, string>>
  /** `''` for none. */
  readonly cookie: string
  readonly body: string
}

export const CHART_HASH = 'c0ffee1e3bac1937e60c1b0409b53286e338804dd94c68575c556289a3b07580'

/** A request of the Performance pages with a session. */
export function chartRequest(cookie: string, changes: Partial<BrowserRequest> = {}): BrowserRequest {
  return {
    url: `https://www.airbnb.de/api/v3/ChartQuery/${CHART_HASH}?operationName=ChartQuery&locale=de&currency=EUR`,
    headers: {
      accept: '*/*',
      'sec-ch-ua': '"Chromium";v="142", "Not_A Brand";v="99"',
      'user-agent': CREDENTIALS.userAgent,
      'x-airbnb-api-key': 'd306zoyjsyarp7ifhu67rjxn52tv0t20',
      'x-client-version': CREDENTIALS.clientVersion,
    },
    cookie,
    body: '{"operationName":"ChartQuery","note":"it\'s $5, né"}',
    ...changes,
  }
}

/** The same to somebody else. */
export const foreignRequest = (host: string): BrowserRequest =>
  chartRequest('_airbed_session_id=foreign', { url: `https://${host}/collect` })

const json = JSON.stringify

/** Chrome's "Copy as fetch (Node.js)", which keeps the cookie and no user agent. */
export function asNodeFetch({ url, headers, cookie, body }: BrowserRequest): string {
  const { 'user-agent': _, ...others } = headers
  const options = {
    headers: {
      ...others,
      ...(cookie === '' ? {} : { cookie }),
      Referer: 'https://www.airbnb.de/performance',
    },
    body,
    method: 'POST',
  }
  return `fetch(${json(url)}, ${json(options, null, 2)});`
}

/** Firefox's "Copy as Fetch" with the cookie put in. */
export function asFirefoxFetch({ url, headers, cookie, body }: BrowserRequest): string {
  const named = Object.entries(headers).map(([name, value]) => [
    name.replace(/(?:^|-)[a-z]/g, (at) => at.toUpperCase()),
    value,
  ])
  const options = {
    credentials: 'include',
    headers: { ...Object.fromEntries(named), ...(cookie === '' ? {} : { Cookie: cookie }) },
    referrer: 'https://www.airbnb.de/performance',
    body,
    method: 'POST',
    mode: 'cors',
  }
  return `await fetch(${json(url)}, ${json(options, null, 4)});`
}

const inPowerShell = (text: string): string =>
  `"${text.replace(/[`$"]/g, '`$&').replace(/[^\x20-\x7e]/g, (char) => `$([char]${String(char.charCodeAt(0))})`)}"`

/** "Copy as PowerShell". */
export function asPowerShell({ url, headers, cookie, body }: BrowserRequest): string {
  const { 'user-agent': userAgent = '', ...others } = headers
  const domain = `.${new URL(url).hostname.replace(/^www\./, '')}`
  const cookies = cookie === '' ? [] : cookie.split('; ').map((one) => one.split(/=(.*)/s))
  return [
    '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession',
    `$session.UserAgent = ${inPowerShell(userAgent)}`,
    ...cookies.map(
      ([name = '', value = '']) =>
        `$session.Cookies.Add((New-Object System.Net.Cookie(${inPowerShell(name)}, ${inPowerShell(value)}, "/", "${domain}")))`,
    ),
    `Invoke-WebRequest -UseBasicParsing -Uri ${inPowerShell(url)} \``,
    '-Method "POST" `',
    '-WebSession $session `',
    '-Headers @{',
    '"authority"="www.airbnb.de"',
    ...Object.entries(others).map(([name, value]) => `  ${inPowerShell(name)}=${inPowerShell(value)}`),
    '} `',
    '-ContentType "application/json" `',
    `-Body ([System.Text.Encoding]::UTF8.GetBytes(${inPowerShell(body)}))`,
  ].join('\r\n')
}

/** Headers as Firefox copies them, or a proxy. */
export function asRawHeaders({ url, headers, cookie, body }: BrowserRequest): string {
  const { host, pathname, search } = new URL(url)
  return [
    `POST ${pathname}${search} HTTP/2`,
    `Host: ${host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(cookie === '' ? [] : [`Cookie: ${cookie}`]),
    '',
    body,
    '',
  ].join('\n')
}

/** Headers as they come out of Chrome's panel, each name above its value. */
export function asPanelHeaders({ url, headers, cookie }: BrowserRequest): string {
  const { host, pathname, search } = new URL(url)
  const all = { ':authority': host, ':method': 'POST', ':path': `${pathname}${search}`, ...headers, cookie }
  return Object.entries(all)
    .map(([name, value]) => `${name}\n${value}`)
    .join('\n')
}

/** What of an entry of a HAR file may be set. */
interface EntryParts {
  readonly startedDateTime?: string
  readonly status?: number
  /** The answer's body. */
  readonly text?: string
}

const pair = ([name, value]: readonly [string, string]): object => ({ name, value })

/** An entry of a HAR file. */
export function asHarEntry({ url, headers, cookie, body }: BrowserRequest, parts: EntryParts = {}): object {
  const { startedDateTime = '2026-05-02T09:30:00.000Z', status = 200, text = '{"data":{}}' } = parts
  return {
    startedDateTime,
    time: 12.5,
    request: {
      method: 'POST',
      url,
      httpVersion: 'h2',
      headers: [...Object.entries(headers).map(pair), ...(cookie === '' ? [] : [pair(['cookie', cookie])])],
      queryString: [],
      cookies: [],
      postData: { mimeType: 'application/json', text: body },
    },
    response: { status, headers: [], content: { size: text.length, mimeType: 'application/json', text } },
    timings: { wait: -1 },
  }
}

/** A HAR file of entries. */
export const asHar = (entries: readonly object[]): string =>
  json(
    { log: { version: '1.2', creator: { name: 'WebInspector', version: '537.36' }, pages: [], entries } },
    null,
    2,
  )

/** A cookies.txt of an extension. */
export function asCookiesTxt(cookie: string, domain = '.airbnb.com', expires = 1_800_000_000): string {
  const rows = cookie.split('; ').map((one) => {
    const [name = '', value = ''] = one.split(/=(.*)/s)
    const prefix = name === '_airbed_session_id' ? '#HttpOnly_' : ''
    return `${prefix}${domain}\tTRUE\t/\tTRUE\t${String(expires)}\t${name}\t${value}`
  })
  return `# Netscape HTTP Cookie File\n# This is a generated file!  Do not edit.\n\n${rows.join('\n')}\n`
}

/** The JSON of an extension. */
export function asCookieJson(cookie: string, domain = '.airbnb.com'): string {
  const cookies = cookie.split('; ').map((one) => {
    const [name, value] = one.split(/=(.*)/s)
    return {
      domain,
      expirationDate: 1_800_000_000.5,
      hostOnly: false,
      httpOnly: true,
      name,
      path: '/',
      value,
    }
  })
  return json(cookies, null, 2)
}

/** "Copy as cURL (bash)". */
export function asCurl({ url, headers, cookie, body }: BrowserRequest): string {
  return [
    `curl ${quoteForBash(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoteForBash(`${name}: ${value}`)}`),
    ...(cookie === '' ? [] : [`-b ${quoteForBash(cookie)}`]),
    `--data-raw ${quoteForBash(body)}`,
  ].join(' \\\n  ')
}
