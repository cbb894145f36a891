import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ACCOUNT,
  HOSTILE_NAME,
  knownStore,
  LISTINGS,
  RTL_NAME,
  TODAY,
} from '../../report/support/known-store.ts'
import { type InProcessService, startInProcess } from '../http/support/in-process-service.ts'
import { PageVisitor } from './support/page-visitor.ts'

let service: InProcessService
let visitor: PageVisitor
beforeAll(async () => {
  const store = await knownStore()
  await store.accounts.update(ACCOUNT, { name: '<script>alert(1)</script>' })
  await store.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: TODAY,
    metricWindows: [
      {
        airbnb_listing_id: LISTINGS.harbour,
        metric: '<img src=x onerror=alert(4)>',
        window_start: '2026-06-07',
        window_end: '2026-06-13',
        value: 81.5,
        value_string: '€ 81.50',
      },
    ],
  })
  await store.listings.recordSeen(ACCOUNT, TODAY, [
    { listingId: LISTINGS.empty, internalName: `<img src=x onerror=alert(3)>${'x'.repeat(10_000)}` },
  ])
  service = await startInProcess({ store, server: { today: () => TODAY } })
  visitor = await PageVisitor.signIn(service.url, service.keys.admin)
})
afterAll(() => service[Symbol.asyncDispose]())

const places = (): string[] => [
  '/pages',
  `/pages/accounts/${ACCOUNT}`,
  ...Object.values(LISTINGS).map((listing) => `/pages/accounts/${ACCOUNT}/listings/${listing}`),
  '/pages/add-account',
  '/pages/status',
]

it('an address in a browser leads to the pages, and in a program to the documentation', async () => {
  expect((await visitor.get('/')).location).toBe('/pages')
  expect((await visitor.get('/', { headers: { accept: '*/*' } })).location).toBe('/docs')
})

it('every page lets its own files run and load, and is kept by nobody', async () => {
  for (const place of [...places(), '/pages/sign-in', '/pages/nowhere']) {
    const { headers } = await visitor.get(place)
    expect([place, headers.get('content-security-policy'), headers.get('cache-control')]).toEqual([
      place,
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'no-store',
    ])
    expect(headers.get('x-frame-options')).toBe('DENY')
  }
})

it('a page’s files come from here, under names that change with them', async () => {
  const { html } = await visitor.get('/pages')
  const files = [...html.matchAll(/(?:src|href)="(\/pages\/files\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(files.map((path) => path.replace(/-[0-9a-f]{16}/, ''))).toEqual([
    '/pages/files/pages.css',
    '/pages/files/pages.js',
  ])
  for (const path of files) {
    const response = await fetch(`${service.url}${path}`)
    expect([response.status, response.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ])
  }
  expect(html).not.toMatch(/<[^>]*\s(?:on\w+|style)=/)
})

it('names are texts: markup in them makes no element, and however long they are cut', async () => {
  for (const place of places()) {
    const { status, html } = await visitor.get(place)
    expect([place, status]).toEqual([place, 200])
    expect(html.match(/<script[^>]*>/g)).toEqual([expect.stringMatching(/^<script src="\/pages\/files\//)])
    expect(html).not.toContain('<img')
    expect(html).not.toContain('x'.repeat(200))
  }
  const { html } = await visitor.get(`/pages/accounts/${ACCOUNT}`)
  expect(html).toContain('<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>')
  expect(html).toContain(HOSTILE_NAME.slice(0, 8).replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
  expect(html).toContain(`<bdi>${RTL_NAME}</bdi>`)
})

it('a listing’s page has the metrics that have no chart of their own, as its report has', async () => {
  const listings = `/pages/accounts/${ACCOUNT}/listings`
  const { html } = await visitor.get(`${listings}/${LISTINGS.harbour}`)
  expect(html).toContain('<h4>Other metrics</h4>')
  expect(html).toContain('<bdi>€ 81.50</bdi>')
  expect((await visitor.get(`${listings}/${LISTINGS.rtl}`)).html).not.toContain('Other metrics')
})

it('a name in which nothing can be seen is none: the listing is called by its number', async () => {
  const unseen = '918273645546372899'
  await service.store.listings.recordSeen(ACCOUNT, TODAY, [
    { listingId: unseen, internalName: '\u200B\u2060 \u3164', listingName: '\u202E\u2800' },
  ])
  const { html } = await visitor.get(`/pages/accounts/${ACCOUNT}/listings/${LISTINGS.harbour}`)
  expect(html).not.toContain('\u2800')
  const account = await visitor.get(`/pages/accounts/${ACCOUNT}`)
  expect(account.html).toContain(`<bdi>Listing ${unseen}</bdi>`)
})

/** How a listing's page writes a day and a rate for a browser of this language. */
const leadIn = async (language: string | undefined) => {
  const headers = language === undefined ? {} : { 'accept-language': language }
  const { html } = await visitor.get(`/pages/accounts/${ACCOUNT}/listings/${LISTINGS.harbour}`, { headers })
  return {
    read: /last read on ([^<]+)</.exec(html)?.[1],
    rate: /<td>(\d+[.,]\d{3}\s?%)<\/td>/.exec(html)?.[1]?.replace(/\s/, ' '),
    locale: /data-locale="([^"]*)"/.exec(html)?.[1],
  }
}

describe('numbers and days', () => {
  it.each([
    ['de-DE,de;q=0.9,en;q=0.8', { read: 'Di., 16. Juni 2026', locale: 'de-DE', comma: ',' }],
    ['en-US', { read: 'Tue, Jun 16, 2026', locale: 'en-US', comma: '.' }],
    ['xx, en-GB;q=0.3, fr-FR;q=0.7', { read: 'mar. 16 juin 2026', locale: 'fr-FR', comma: ',' }],
    ['th-TH-u-ca-buddhist', { read: '16 มิ.ย. 2026', locale: 'th-TH', comma: '.' }],
    ['../../etc/passwd;q=2, "><script>', { read: 'Tue 16 Jun 2026', locale: '', comma: '.' }],
    [undefined, { read: 'Tue 16 Jun 2026', locale: '', comma: '.' }],
  ] as const)('are written as %s has them', async (language, { read, locale, comma }) => {
    const found = await leadIn(language)
    expect(found.read).toContain(read)
    expect(found.locale).toBe(locale)
    expect(found.rate).toContain(comma)
  })
})

it('what is not there is said on a page', async () => {
  for (const [place, status, words] of [
    ['/pages/accounts/999', 404, 'There is no account 999.'],
    [`/pages/accounts/${ACCOUNT}/listings/999`, 404, 'There is nothing at this address.'],
    ['/pages/runs/00000000-0000-4000-8000-000000000000', 404, 'There is no run'],
    ['/pages/accounts/x', 400, 'That did not work'],
    ['/pages/runs/x', 400, 'That did not work'],
    ['/pages/nowhere', 404, 'There is nothing at this address.'],
  ] as const) {
    const page = await visitor.get(place)
    expect([place, page.status]).toEqual([place, status])
    expect(page.html).toContain(words)
  }
})

it('the status names database, schema and versions', async () => {
  const { html } = await visitor.get('/pages/status')
  expect(html).toContain('✓ The service can work.')
  expect(html).toContain('embedded in this service, without TimescaleDB')
  expect(html).toContain('up to date')
  expect(html).toContain('1.2.3, as hybrid')
})
