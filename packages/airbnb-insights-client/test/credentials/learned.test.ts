import { describe, expect, test } from 'vitest'
import { sessionsFromCopied } from '../../src/credentials/index.ts'
import {
  asCurl,
  asFirefoxFetch,
  asHar,
  asHarEntry,
  asPanelHeaders,
  asPowerShell,
  asRawHeaders,
  type BrowserRequest,
  CHART_HASH,
  chartRequest,
} from '../support/written-forms.ts'
import { ANNA, BEN, sessionOf } from '../support/written-request.ts'

const LIST_HASH = 'd72f000d4dd59e594aeefbd90d5a5510d72c4c732f596f6d663af00bb27fac3c'
const WEB_KEY = 'd306zoyjsyarp7ifhu67rjxn52tv0t20'
const API = 'https://www.airbnb.de/api/v3'
const cookie = sessionOf(ANNA)
const learnedFrom = (copied: string) => sessionsFromCopied(copied).sessions[0]?.learned

describe('a request says where the API is and how it is asked', () => {
  test.each<[string, (request: BrowserRequest) => string]>([
    ['curl', asCurl],
    ['fetch', asFirefoxFetch],
    ['PowerShell', asPowerShell],
    ['raw headers', asRawHeaders],
    ["a panel's headers", asPanelHeaders],
    ['HAR', (request) => asHar([asHarEntry(request)])],
  ])('%s', (_, written) => {
    expect(learnedFrom(written(chartRequest(cookie)))).toEqual({
      operations: { ChartQuery: CHART_HASH },
      webKey: WEB_KEY,
      locale: 'de',
      currency: 'EUR',
    })
  })

  const extensions = { persistedQuery: { version: 1, sha256Hash: LIST_HASH } }

  test.each<[string, Partial<BrowserRequest>, object]>([
    [
      "the body's hash, language and currency",
      {
        url: `${API}/ListOfMetricsQuery`,
        body: JSON.stringify({
          operationName: 'ListOfMetricsQuery',
          locale: 'pt-BR',
          currency: 'BRL',
          extensions,
        }),
      },
      { operations: { ListOfMetricsQuery: LIST_HASH }, locale: 'pt-BR', currency: 'BRL' },
    ],
    [
      "the query's hash",
      {
        url: `${API}/ListOfMetricsQuery?operationName=ListOfMetricsQuery&extensions=${encodeURIComponent(JSON.stringify(extensions))}`,
        body: '',
      },
      { operations: { ListOfMetricsQuery: LIST_HASH }, locale: null, currency: null },
    ],
    [
      'another operation of the site',
      { url: `${API}/Header/${LIST_HASH}?locale=fr` },
      { operations: {}, locale: 'fr' },
    ],
    [
      'names that contradict',
      { url: `${API}/ChartQuery/${CHART_HASH}`, body: '{"operationName":"Header"}' },
      { operations: {} },
    ],
    [
      'what has not the shape',
      { url: `${API}/ChartQuery/0a1b?locale=x&currency=euro` },
      { operations: {}, locale: null, currency: null },
    ],
    [
      'a page',
      { url: 'https://www.airbnb.de/performance?locale=fr&currency=GBP' },
      { operations: {}, locale: null, webKey: null },
    ],
    ['a key of another shape', { headers: { 'x-airbnb-api-key': 'a b' } }, { webKey: null }],
  ])('%s', (_, changes, learned) => {
    expect(learnedFrom(asCurl(chartRequest(cookie, changes)))).toMatchObject(learned)
  })
})

test('the requests of an account add up, each what it says last, and nothing of another account', () => {
  const other = LIST_HASH.replace('d72f', '0000')
  const copied = [
    asCurl(chartRequest(cookie)),
    asCurl(
      chartRequest(cookie, {
        url: `${API}/ListOfMetricsQuery/${LIST_HASH}?locale=fr`,
        headers: { 'x-client-version': 'newer' },
        body: '',
      }),
    ),
    asCurl(chartRequest(sessionOf(BEN), { url: `${API}/ListOfMetricsQuery/${other}?locale=es`, body: '' })),
  ]
  const [anna, ben] = sessionsFromCopied(copied.join('\n')).sessions
  expect(anna).toMatchObject({
    clientVersion: 'newer',
    userAgent: expect.stringContaining('Mozilla'),
    learned: {
      operations: { ChartQuery: CHART_HASH, ListOfMetricsQuery: LIST_HASH },
      webKey: WEB_KEY,
      locale: 'fr',
      currency: 'EUR',
    },
    requests: 2,
  })
  expect(ben?.learned).toMatchObject({
    operations: { ListOfMetricsQuery: other },
    locale: 'es',
    currency: null,
  })
})

const at = (minute: string) => ({ startedDateTime: `2026-05-02T09:${minute}:00.000+02:00` })

test('of a recording the newest request counts, whatever the order, and no hash that was refused', () => {
  const renewed = cookie.replace('simsecret', 'renewed')
  const har = asHar([
    asHarEntry(chartRequest(renewed, { url: `${API}/ChartQuery/${LIST_HASH}` }), {
      ...at('31'),
      status: 200,
    }),
    asHarEntry(chartRequest(cookie), at('30')),
    asHarEntry(chartRequest(renewed), { ...at('32'), status: 400 }),
  ])
  const [session] = sessionsFromCopied(har).sessions
  expect(session?.cookie).toBe(renewed)
  expect(session?.learned.operations).toEqual({ ChartQuery: LIST_HASH })
})
