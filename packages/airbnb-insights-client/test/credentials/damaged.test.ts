import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sessionsFromCopied } from '../../src/credentials/index.ts'
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
import { ANNA, BEN, sessionOf } from '../support/written-request.ts'

const requestOf = (accountId: string): BrowserRequest => {
  const { headers, ...request } = chartRequest(`bev=1; ${sessionOf(accountId)}; ak_bmsc=2`)
  const own = { 'user-agent': `Mozilla/5.0 of-${accountId}`, 'x-client-version': `of-${accountId}` }
  return { ...request, headers: { ...headers, ...own } }
}
const [anna, ben] = [requestOf(ANNA), requestOf(BEN)]
const all = [anna, foreignRequest('cdn.example'), ben]
const together = (written: (request: BrowserRequest) => string, between = '\n\n'): string =>
  all.map(written).join(between)

/** Two accounts in one text of each form. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['cURL', together(asCurl, ' ;\n')],
  ['fetch of Chrome', together(asNodeFetch, ' ;\n')],
  ['fetch of Firefox', together(asFirefoxFetch)],
  ['PowerShell', together(asPowerShell, ';\r\n')],
  ['raw headers', together(asRawHeaders)],
  ["a panel's headers", together(asPanelHeaders)],
  ['HAR', asHar(all.map((request) => asHarEntry(request)))],
  ['cookies', `Cookie: ${anna.cookie}\nCookie: ${ben.cookie}\n`],
  ['bare cookies', `${anna.cookie}\n${ben.cookie}`],
  ['cookies.txt', asCookiesTxt(anna.cookie) + asCookiesTxt(ben.cookie)],
  ['cookies.txt of two sites', asCookiesTxt(anna.cookie) + asCookiesTxt(ben.cookie, '.airbnb.de')],
  [
    'JSON',
    `{"cookies":${asCookieJson(anna.cookie).slice(0, -1)},${asCookieJson(ben.cookie, '.airbnb.de').slice(1)}}`,
  ],
]

/** Something small that happens to a text of some length. */
const scratch = fc.oneof(
  fc.record({ at: fc.nat(), removed: fc.nat(3), put: fc.string({ maxLength: 3, unit: 'binary' }) }),
  fc.record({
    at: fc.nat(),
    removed: fc.nat(2),
    put: fc.constantFrom(
      '\n',
      '\n\n',
      '"',
      "'",
      '\\',
      '; ',
      '`',
      '{',
      '}',
      '\t',
      '“',
      ' \\\n',
      '\0',
      '\ufffd',
    ),
  }),
)
/** A gap, which is smaller than what parts two sessions, or the end. */
const gap = fc.record({
  at: fc.nat(),
  removed: fc.oneof(fc.nat(40), fc.constant(Number.POSITIVE_INFINITY)),
  put: fc.constant(''),
})
const damage = fc.oneof(fc.array(scratch, { minLength: 1, maxLength: 3 }), fc.tuple(gap))

describe('whatever happens to a text, no session is made of two, and no message shows anything of one', () => {
  test.each(TEXTS)('%s', (_, text) => {
    expect(sessionsFromCopied(text).sessions.map(({ accountId }) => accountId)).toEqual([ANNA, BEN])
    fc.assert(
      fc.property(damage, (damages) => {
        let damaged = text
        for (const { at, removed, put } of damages) {
          const start = at % (damaged.length + 1)
          damaged = damaged.slice(0, start) + put + damaged.slice(start + removed)
        }
        const { sessions, message } = read(damaged)
        for (const { accountId, ...session } of sessions) {
          const parts = JSON.stringify({ ...session })
          const owners = [ANNA, BEN].filter((id) => new RegExp(`(?:secret(?:%2F)?|of-)${id}`).test(parts))
          expect(owners.length).toBeLessThanOrEqual(1)
          const others = owners.filter((id) => (accountId === ANNA || accountId === BEN) && id !== accountId)
          expect(others).toEqual([])
        }
        expect(message).not.toMatch(/simsecret|secret\d|%7C|\$two|%2F|\n/)
      }),
      { numRuns: 400 },
    )
  })
})

function read(copied: string): {
  sessions: ReturnType<typeof sessionsFromCopied>['sessions']
  message: string
} {
  try {
    return { sessions: sessionsFromCopied(copied).sessions, message: '' }
  } catch (error) {
    return { sessions: [], message: String(error) }
  }
}
