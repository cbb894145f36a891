import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcessService, startInProcess } from '../http/support/in-process-service.ts'
import { PageVisitor } from './support/page-visitor.ts'

const SESSION = 'airbnb_insights_session'
const HOUR_MS = 3_600_000

let now = Date.parse('2026-06-15T12:00:00Z')
let service: InProcessService
beforeAll(async () => {
  service = await startInProcess({ server: { now: () => new Date(now), trustProxy: ['127.0.0.0/8'] } })
})
afterAll(() => service[Symbol.asyncDispose]())

describe('whoever is not signed in', () => {
  it('is led to the form, and from there to where they wanted', async () => {
    const visitor = new PageVisitor(service.url)
    const asked = await visitor.get('/pages/accounts/1?x=1')
    expect([asked.status, asked.location]).toEqual([303, '/pages/sign-in?to=%2Fpages%2Faccounts%2F1%3Fx%3D1'])
    const form = await visitor.get(asked.location ?? '')
    expect(form.html).toContain('name="to" value="/pages/accounts/1?x=1"')
    const signed = await visitor.post('/pages/sign-in', {
      key: service.keys.read,
      to: '/pages/accounts/1?x=1',
    })
    expect([signed.status, signed.location]).toEqual([303, '/pages/accounts/1?x=1'])
  })

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/pages/../api',
    'javascript:alert(1)',
    '/pages\\@evil',
  ])('is led to no other place, such as %s', async (to) => {
    const visitor = new PageVisitor(service.url)
    await visitor.get('/pages/sign-in')
    const { location } = await visitor.post('/pages/sign-in', { key: service.keys.read, to })
    expect(new URL(location ?? '', service.url).host).toBe(new URL(service.url).host)
    expect(location).toMatch(to.startsWith('/pages/..') ? /^\/pages/ : /^\/pages$/)
  })

  it('with a key that nobody has stays outside, and is told so', async () => {
    const visitor = new PageVisitor(service.url)
    await visitor.get('/pages/sign-in')
    const refused = await visitor.post('/pages/sign-in', { key: 'x'.repeat(40) })
    expect(refused.status).toBe(401)
    expect(refused.html).toContain('The service does not know this key.')
    expect(refused.html).not.toContain('x'.repeat(40))
    expect(visitor.cookie(SESSION)).toBeUndefined()
  })

  it('gets in by no made-up, changed or foreign session', async () => {
    const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
    const real = visitor.cookie(SESSION) ?? ''
    const [id = '', ends = '', usable = '', mac = ''] = real.split('.')
    for (const forged of [
      `${id}.${Number(ends) + 1}.${usable}.${mac}`,
      `${id}.${ends}.${Number(usable) + 1}.${mac}`,
      `${randomBytes(16).toString('base64url')}.${ends}.${usable}.${mac}`,
      `${id}.${ends}.${usable}.${randomBytes(32).toString('base64url')}`,
      `${id}.${ends}.${mac}`,
      `${id}.${ends}.${usable}.`,
      service.keys.admin,
    ]) {
      visitor.setCookie(SESSION, forged)
      expect((await visitor.get('/pages')).status).toBe(303)
    }
    visitor.setCookie(SESSION, real)
    expect((await visitor.get('/pages')).status).toBe(200)
  })
})

describe('the session', () => {
  it('is a cookie that no script reads and no other site sends, and is secure behind TLS', async () => {
    const visitor = new PageVisitor(service.url)
    await visitor.get('/pages/sign-in')
    const sent = await visitor.post('/pages/sign-in', { key: service.keys.admin })
    const flags = (page: typeof sent) =>
      page.headers
        .getSetCookie()
        .find((one) => one.startsWith(SESSION))
        ?.split('; ')
        .slice(1)
    expect(flags(sent)).toEqual(['Path=/', 'HttpOnly', 'SameSite=Strict', 'Max-Age=3600'])
    const other = new PageVisitor(service.url)
    await other.get('/pages/sign-in')
    const secured = await other.post(
      '/pages/sign-in',
      { key: service.keys.admin },
      { headers: { 'x-forwarded-proto': 'https' } },
    )
    expect(flags(secured)).toContain('Secure')
  })

  it('ends after an hour in which nobody looks at a page', async () => {
    const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
    now += HOUR_MS - 1000
    const copied = visitor.cookie(SESSION) ?? ''
    const seen = await visitor.get('/pages')
    expect([seen.status, seen.headers.getSetCookie()[0]?.split('; ').at(-1)]).toEqual([200, 'Max-Age=3600'])
    now += 1000
    expect((await visitor.get('/pages')).status).toBe(200)
    visitor.setCookie(SESSION, copied)
    expect((await visitor.get('/pages')).status).toBe(303)
    const form = await visitor.post('/pages/accounts/1/disable')
    expect(form.status).toBe(401)
    expect(form.html).toContain('You are not signed in any more. Nothing was changed.')
  })

  it('keeps its forms while it is renewed, and ends after twelve hours all the same', async () => {
    const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
    const begun = now
    const { token } = visitor
    while (now + HOUR_MS / 2 < begun + 12 * HOUR_MS) {
      now += HOUR_MS / 2
      expect((await visitor.get('/pages/add-account')).status).toBe(200)
    }
    expect((await visitor.post('/pages/accounts/1/sync', { form_token: token })).status).toBe(404)
    now = begun + 12 * HOUR_MS
    expect((await visitor.get('/pages')).status).toBe(303)
  })

  it('ends by signing out, also for a copy of the cookie', async () => {
    const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
    const copied = visitor.cookie(SESSION) ?? ''
    const out = await visitor.post('/pages/sign-out')
    expect([out.status, out.location, visitor.cookie(SESSION)]).toEqual([303, '/pages/sign-in', undefined])
    visitor.setCookie(SESSION, copied)
    expect((await visitor.get('/pages')).status).toBe(303)
    now += HOUR_MS * 0.75
    const late = await PageVisitor.signIn(service.url, service.keys.admin)
    now += HOUR_MS * 0.75
    expect((await late.post('/pages/sign-out')).status).toBe(303)
    expect(late.cookie(SESSION)).toBeUndefined()
  })

  it('is known to every process with the key, and to none without it', async () => {
    const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
    const session = visitor.cookie(SESSION) ?? ''
    const statusAt = async (auth: { scope: 'admin' | 'read'; key: string }[]) => {
      await using other = await startInProcess({ server: { auth, now: () => new Date(now) } })
      const there = new PageVisitor(other.url)
      there.setCookie(SESSION, session)
      return [(await there.get('/pages')).status, (await there.get('/pages/add-account')).status]
    }
    const another = { scope: 'admin', key: randomBytes(24).toString('hex') } as const
    expect(await statusAt([another, { scope: 'admin', key: service.keys.admin }])).toEqual([200, 200])
    expect(await statusAt([another])).toEqual([303, 303])
    // What a key may do is what it may do now.
    expect(await statusAt([{ scope: 'read', key: service.keys.admin }])).toEqual([200, 403])
  })

  it('reads the API and changes nothing there', async () => {
    const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
    expect((await visitor.get('/api/v1/accounts')).status).toBe(200)
    expect((await visitor.post('/api/v1/accounts')).status).toBe(401)
    const cookie = `${SESSION}=${visitor.cookie(SESSION) ?? ''}`
    const removed = await fetch(`${service.url}/api/v1/accounts/1`, { method: 'DELETE', headers: { cookie } })
    expect(removed.status).toBe(401)
  })
})

/** Whether a form was refused without a change. */
const refusal = async (change: (visitor: PageVisitor) => Promise<{ status: number; html: string }>) => {
  const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
  const { status, html } = await change(visitor)
  return [status, html.includes('Nothing was changed: load the page again and send it anew.')]
}

describe('a form', () => {
  it('without its token, with a made-up one or with another session’s changes nothing', async () => {
    const other = await PageVisitor.signIn(service.url, service.keys.admin)
    for (const form_token of ['', 'x'.repeat(43), other.token]) {
      expect(await refusal((visitor) => visitor.post('/pages/accounts/1/sync', { form_token }))).toEqual([
        403,
        true,
      ])
    }
  })

  it('that another site sends changes nothing, even with the right token', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ] as Record<string, string>[]) {
      expect(await refusal((visitor) => visitor.post('/pages/accounts/1/sync', {}, { headers }))).toEqual([
        403,
        true,
      ])
    }
    const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
    const headers = { origin: service.url, 'sec-fetch-site': 'same-origin' }
    expect((await visitor.post('/pages/accounts/1/sync', {}, { headers })).status).toBe(404)
  })

  it('to sign in is tied to its browser', async () => {
    const [one, other] = [new PageVisitor(service.url), new PageVisitor(service.url)]
    await one.get('/pages/sign-in')
    await other.get('/pages/sign-in')
    const fields = { key: service.keys.admin, form_token: one.token }
    expect((await other.post('/pages/sign-in', fields)).status).toBe(403)
  })
})

it('guesses at keys are slowed down', async () => {
  await using limited = await startInProcess({ server: { rateLimitPerMinute: 600 } })
  const visitor = new PageVisitor(limited.url)
  await visitor.get('/pages/sign-in')
  const statuses = []
  for (let guess = 0; guess < 12; guess++) {
    statuses.push((await visitor.post('/pages/sign-in', { key: `guess-${guess}`.padEnd(40, 'x') })).status)
  }
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429])
  const told = await visitor.post('/pages/sign-in', { key: 'x' })
  expect(told.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(told.html).toContain('That did not work')
})

describe('without API keys', () => {
  it('nobody signs in, and no page of somewhere else gets in', async () => {
    await using open = await startInProcess({ server: { auth: 'insecure' } })
    const visitor = new PageVisitor(open.url)
    const page = await visitor.get('/pages')
    expect(page.status).toBe(200)
    expect(page.html).not.toContain('Sign out')
    expect((await visitor.get('/pages/sign-in')).location).toBe('/pages')
    await visitor.get('/pages/add-account')
    expect((await visitor.post('/pages/accounts/1/sync')).status).toBe(404)
    expect((await visitor.post('/pages/accounts/1/sync', { form_token: 'x' })).status).toBe(403)
    const headers = { origin: 'https://evil.example' }
    expect((await visitor.post('/pages/accounts/1/sync', {}, { headers })).status).toBe(403)
  })
})
