import { describe, expect, test } from 'vitest'
import { copiedForm, sessionsFromCopied } from '../../src/credentials/index.ts'
import { CREDENTIALS } from '../support/credentials.ts'
import {
  asCookieJson,
  asCookiesTxt,
  asCurl,
  asFirefoxFetch,
  asHar,
  asHarEntry,
  asNodeFetch,
  asPanelHeaders,
  asPowerShell,
  asRawHeaders,
  type BrowserRequest,
  chartRequest,
  foreignRequest,
} from '../support/written-forms.ts'
import { ANNA, BEN, refused, sessionOf } from '../support/written-request.ts'

const har = (...requests: BrowserRequest[]): string => asHar(requests.map((request) => asHarEntry(request)))
const { clientVersion, userAgent } = CREDENTIALS
const site = 'https://www.airbnb.de'

/** Each form of requests: its name, how one is written, and what it does not hold. */
const REQUEST_FORMS: readonly (readonly [
  string,
  (request: BrowserRequest) => string,
  Partial<{ userAgent: null }>,
])[] = [
  ['curl', asCurl, {}],
  ['fetch', asNodeFetch, { userAgent: null }],
  ['fetch', asFirefoxFetch, {}],
  ['powershell', asPowerShell, {}],
  ['headers', asRawHeaders, {}],
  ['headers', asPanelHeaders, {}],
  ['har', har, {}],
]

describe('a request in any form is a session', () => {
  test.each(REQUEST_FORMS)('%s %o', (form, written, lacking) => {
    const copied = written(chartRequest(`bev=1; ${sessionOf(ANNA)}; ak_bmsc=2`))
    const [session] = sessionsFromCopied(copied).sessions
    expect(session?.cookie).toBe(sessionOf(ANNA))
    expect(session).toMatchObject({ accountId: ANNA, clientVersion, userAgent, baseUrl: site, ...lacking })
    expect(copiedForm(copied)).toBe(form)
    expect(JSON.stringify(session)).not.toContain('simsecret')
  })

  test.each(REQUEST_FORMS.filter(([form]) => form !== 'har'))(
    'those of several accounts are told apart, and those to others left out: %s %o',
    (_, written) => {
      const copied = [
        foreignRequest('cdn.example'),
        chartRequest(sessionOf(ANNA)),
        foreignRequest('ads.example'),
        chartRequest(sessionOf(BEN)),
        foreignRequest('ads.example'),
      ]
      const { sessions, leftOut } = sessionsFromCopied(copied.map(written).join('\n\n'))
      expect(sessions.map(({ cookie }) => cookie)).toEqual([sessionOf(ANNA), sessionOf(BEN)])
      expect(leftOut).toEqual([
        { host: 'cdn.example', reason: 'other_site', requests: 1 },
        { host: 'ads.example', reason: 'other_site', requests: 2 },
      ])
    },
  )

  test('several forms in one text are all read', () => {
    const copied = [
      asCurl(chartRequest(sessionOf(ANNA))),
      asNodeFetch(chartRequest(sessionOf(BEN))),
      asPowerShell(chartRequest(sessionOf('77'))),
    ]
    expect(sessionsFromCopied(copied.join('\n')).sessions.map((one) => one.accountId)).toEqual([
      ANNA,
      BEN,
      '77',
    ])
  })
})

describe('cookies alone are a session without a browser', () => {
  const bare = sessionOf(ANNA)

  test.each<[string, string, string | null]>([
    ['cookie', `Cookie: bev=1; ${bare}`, null],
    ['cookie', `bev=1; ${bare}\n`, null],
    ['cookie', `'bev=1; ${bare}'`, null],
    ['cookie', `cookie: bev=1;\n  ${bare.replaceAll('; ', ';\n  ')}`, null],
    ['cookie', `AIRBNB_COOKIE="${bare}"`, null],
    ['cookies_txt', asCookiesTxt(bare, '.airbnb.de'), site],
    ['cookies_txt', asCookiesTxt(bare, 'www.airbnb.de').replace(/^# .*\n/gm, ''), site],
    ['cookies_txt', asCookiesTxt(bare, '.airbnb.de').replaceAll('\t', '    ').replaceAll('\n', '\r\n'), site],
    [
      'cookies_txt',
      `${asCookiesTxt('_aaj=foreign', '.example.com')}${asCookiesTxt(bare, '.airbnb.de')}`,
      site,
    ],
    ['cookie_json', asCookieJson(bare, '.airbnb.de'), site],
    ['cookie_json', `{"cookies":${asCookieJson(bare, '.airbnb.de')},"origins":[]}`, site],
  ])('%s: %o', (form, copied, baseUrl) => {
    const [session, ...others] = sessionsFromCopied(copied).sessions
    expect(others).toEqual([])
    expect(session?.cookie).toBe(bare)
    expect(session).toMatchObject({ accountId: ANNA, clientVersion: null, userAgent: null, baseUrl })
    expect(copiedForm(copied)).toBe(form)
  })

  test.each([
    ['one cookie a line', `${sessionOf(ANNA)}\n${sessionOf(BEN)}\n`],
    ['one header a line', `Cookie: ${sessionOf(ANNA)}\nCookie: ${sessionOf(BEN)}`],
    ['one cookies.txt behind the other', asCookiesTxt(sessionOf(ANNA)) + asCookiesTxt(sessionOf(BEN))],
    [
      'one for each site',
      asCookiesTxt(sessionOf(ANNA)) + asCookiesTxt(sessionOf(BEN), '.airbnb.fr').replace(/^#.*\n/, ''),
    ],
  ])('two accounts: %s', (_, copied) => {
    expect(sessionsFromCopied(copied).sessions.map(({ cookie }) => cookie)).toEqual([
      sessionOf(ANNA),
      sessionOf(BEN),
    ])
  })

  test('of two sites of one account, the one that was signed in to last counts', () => {
    const older = asCookiesTxt(sessionOf(ANNA).replace('simsecret', 'older'), '.airbnb.fr', 1_700_000_000)
    const newer = asCookiesTxt(sessionOf(ANNA), '.airbnb.de')
    const [session] = sessionsFromCopied(
      newer + older.replace(/^#.*\n/gm, (line) => (/HttpOnly/.test(line) ? line : '')),
    ).sessions
    expect(session).toMatchObject({ baseUrl: site })
    expect(session?.cookie).toBe(sessionOf(ANNA))
  })
})

test('cookies that only HTTP may see are missed where the lines that look like comments are gone', () => {
  const copied = asCookiesTxt(sessionOf(ANNA)).replace(/^#.*\n/gm, '')
  expect(() => sessionsFromCopied(copied)).toThrow(refused('no_session', 'The cookies.txt holds no session'))
})

describe('what is missing is said, and how to get it', () => {
  test.each<[string, string, string, string]>([
    ['fetch', asNodeFetch(chartRequest('')), 'no_cookie', 'Copy as fetch (Node.js)'],
    ['PowerShell', asPowerShell(chartRequest('')), 'no_cookie', 'the browser left it out'],
    [
      'HAR',
      har(foreignRequest('a.example'), chartRequest('')),
      'no_cookie',
      'Allow to generate HAR with sensitive data',
    ],
    ['HAR of Firefox', har(chartRequest('')), 'no_cookie', 'Save All As HAR'],
    ['HAR of nothing', asHar([]), 'no_cookie', 'holds no request'],
    ['headers', asRawHeaders(chartRequest('')), 'no_cookie', 'holds no Cookie header'],
    ['cookie', 'bev=1; _ga=2', 'no_session', 'signed in'],
    ['cookies.txt', asCookiesTxt('_aaj=simsecret', '.example.com'), 'no_cookie', 'open airbnb.com'],
    ['cookies.txt of a visitor', asCookiesTxt('bev=1'), 'no_session', 'The cookies.txt holds no session'],
    ['JSON', asCookieJson('_aaj=simsecret', '.example.com'), 'no_cookie', 'open airbnb.com'],
  ])('%s', (_, copied, reason, message) => {
    expect(() => sessionsFromCopied(copied)).toThrow(refused(reason, message))
    expect(() => sessionsFromCopied(copied)).toThrow(refused(reason, /^(?!.*simsecret)[^\n]+$/))
  })
})

const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

describe('what went through other programs', () => {
  const plain = sessionOf(ANNA).replaceAll(/[$`]/g, '')
  const request = chartRequest(plain)

  test.each<[string, string]>([
    ['curly quotes in fetch', asNodeFetch(request).replaceAll(/(?<!\\)"/g, '“')],
    ['curly quotes in PowerShell', asPowerShell({ ...request, headers: {}, body: '' }).replaceAll('"', '”')],
    ['curly quotes around a cookie', `“${plain}”`],
    ['fetch in a page', `<pre>${html(asNodeFetch(request))}</pre>`],
    ["PowerShell's prompts", `PS C:\\> ${asPowerShell(request).replaceAll('\r\n', '\r\n>> ')}`],
    [
      'UTF-16 of fetch',
      Buffer.from(`\ufeff${asNodeFetch(chartRequest(plain, { body: '' }))}`, 'utf16le').toString('latin1'),
    ],
    ['quoted-printable', `Cookie: ${plain.replaceAll('=', '=3D')}`],
    ['a sentence before headers', `Here they are:\n\n${asRawHeaders(request)}`],
    [
      'the whole panel',
      `General\nRequest URL\n${request.url}\nRequest Method\nPOST\nResponse Headers\ncookie\nforeign\nset-cookie\n_aaj=simsecret\nRequest Headers\n${asPanelHeaders(request)}`,
    ],
  ])('%s', (_, copied) => {
    const { sessions } = sessionsFromCopied(copied)
    expect(sessions.map(({ cookie }) => cookie)).toEqual([plain])
  })

  test.each<[string, string, string]>([
    [
      'a cookie that a mail wrapped',
      `Cookie: ${sessionOf(ANNA).replace('$two', '\ntwo')}`,
      'bad_header_value',
    ],
    [
      'headers that a mail wrapped',
      asRawHeaders(request).replace('simsecret', 'sim\nsecret'),
      'bad_header_value',
    ],
    ['two cookies run into one', `${sessionOf(ANNA)}; ${sessionOf(BEN)}`, 'unreadable'],
    [
      'two cookies.txt run into one',
      asCookiesTxt(sessionOf(ANNA)) + asCookiesTxt(sessionOf(BEN)).replace(/^#.*\n/, ''),
      'unreadable',
    ],
    [
      "PowerShell's cookies behind a request",
      asPowerShell(request) + asPowerShell(chartRequest(sessionOf(BEN))).replace(/^.*\r\n/, '\r\n'),
      'unreadable',
    ],
    [
      'a request within fetch',
      `fetch("https://www.airbnb.de/", { headers: { cookie: value } });`,
      'no_session',
    ],
    [
      'a computed text',
      'fetch("https://www.airbnb.de/", { headers: { cookie: `${simsecret}` } });',
      'unreadable',
    ],
  ])('%s is refused', (_, copied, reason) => {
    expect(() => sessionsFromCopied(copied)).toThrow(refused(reason, /^(?!.*secret)[^\n]+$/))
  })
})

test('cookies of another site in a session of PowerShell are not sent to Airbnb', () => {
  const copied = asPowerShell(chartRequest(sessionOf(ANNA))).replace(
    '$session.Cookies',
    '$session.Cookies.Add((New-Object System.Net.Cookie("_aat", "foreign", "/", ".example.com")))\n$session.Cookies',
  )
  expect(sessionsFromCopied(copied).sessions[0]?.cookie).toBe(sessionOf(ANNA))
})
