import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { StartService } from '../support/api-service.ts'
import { useService } from '../support/use-service.ts'

/** Who may do what: every endpoint with no key, an unknown one, one for reading, and an administrator's. */
export function describeAuthorization(start: StartService): void {
  const inUse = useService(start)

  const endpoints = (): { method: string; path: string; open: boolean; name: string }[] =>
    Object.entries(inUse.api.checker.document.paths).flatMap(([template, operations]) =>
      Object.entries(operations).map(([method, { security }]) => ({
        name: `${method.toUpperCase()} ${template}`,
        method: method.toUpperCase(),
        path: template.replace('{account_id}', '999').replace('{run_id}', randomUUID()),
        open: security?.length === 0,
      })),
    )

  /** What the endpoints answer to a key; `in` for whatever comes after it was let in. */
  const answers = async (key: string | null): Promise<Record<string, string>> => {
    const found: Record<string, string> = {}
    for (const { name, method, path } of endpoints()) {
      const { status, code } = await inUse.api.request(method, path, { key })
      found[name] = status === 401 || status === 403 ? `${status} ${code}` : 'in'
    }
    return found
  }

  const expected = (refusal: (endpoint: { method: string; open: boolean }) => string | undefined) =>
    Object.fromEntries(endpoints().map((endpoint) => [endpoint.name, refusal(endpoint) ?? 'in']))

  describe('every endpoint', () => {
    it('lets nobody in without a key, but to the probes', async () => {
      expect(await answers(null)).toEqual(expected(({ open }) => (open ? undefined : '401 unauthorized')))
    })

    it.each(['x', 'x'.repeat(32), ''])('lets nobody in with the key "%s"', async (key) => {
      expect(await answers(key)).toEqual(expected(({ open }) => (open ? undefined : '401 unauthorized')))
    })

    it('lets a key for reading read', async () => {
      expect(await answers(inUse.service.keys.read)).toEqual(
        expected(({ open, method }) => (open || method === 'GET' ? undefined : '403 forbidden')),
      )
    })

    it("lets an administrator's key do all", async () => {
      expect(await answers(inUse.service.keys.admin)).toEqual(expected(() => undefined))
    })
  })

  it('takes the key as a bearer token, too', async () => {
    const bearer = (authorization: string) =>
      inUse.api.get('/api/v1/accounts', { key: null, headers: { authorization } })
    expect((await bearer(`Bearer ${inUse.service.keys.read}`)).status).toBe(200)
    expect((await bearer(`bearer ${inUse.service.keys.read}`)).status).toBe(200)
    expect((await bearer(inUse.service.keys.read)).status).toBe(401)
    expect((await bearer(`Basic ${inUse.service.keys.read}`)).status).toBe(401)
  })

  it('says how to authenticate', async () => {
    const without = await inUse.api.get('/api/v1/accounts', { key: null })
    expect(without.headers.get('www-authenticate')).toBe('Bearer realm="airbnb-insights"')
    const unknown = await inUse.api.get('/api/v1/accounts', { key: 'x'.repeat(32) })
    expect(unknown.headers.get('www-authenticate')).toBe(
      'Bearer realm="airbnb-insights", error="invalid_token"',
    )
  })

  it('reads no body before it knows who sends it', async () => {
    const answer = await inUse.api.request('POST', '/api/v1/accounts', {
      key: null,
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect([answer.status, answer.code]).toEqual([401, 'unauthorized'])
  })

  it('shows its documentation to anybody', async () => {
    for (const path of ['/openapi.json', '/docs', '/docs/static/index.css']) {
      expect([path, (await inUse.api.as(null).get(path)).status]).toEqual([path, 200])
    }
  })

  it('names no key in the log', async () => {
    await inUse.api.get('/api/v1/accounts', { key: 'guess'.repeat(10) })
    const log = inUse.service.log()
    expect(log).toContain('"status":401')
    for (const secret of [inUse.service.keys.admin, inUse.service.keys.read, 'guessguess', 'simsecret']) {
      expect(log).not.toContain(secret)
    }
  })
}
