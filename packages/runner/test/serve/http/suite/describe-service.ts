import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { makeAccount } from '../support/account-of.ts'
import type { StartService } from '../support/api-service.ts'
import { syncNow } from '../support/sync-now.ts'
import { useService } from '../support/use-service.ts'

/** How the service and its database are: probes, metrics, maintenance. */
export function describeService(start: StartService): void {
  const inUse = useService(start, { simulator: { accounts: 2, listings: 1 } })

  it('answers probes without a key, in the words of the Python system', async () => {
    const anybody = inUse.api.as(null)
    const health = await anybody.get('/health')
    const schedule = {
      state: 'running',
      next_run_at: expect.stringMatching(/T05:00:00.000Z$/),
      last_pass_at: health.json.scheduler?.last_pass_at,
    }
    expect([health.status, health.json]).toEqual([
      200,
      {
        status: 'ok',
        mode: inUse.service.mode,
        account_id: null,
        initial_sync_complete: false,
        pauses: [],
        // Only who syncs has a schedule.
        scheduler: inUse.service.mode === 'admin' ? null : schedule,
      },
    ])
    const live = await anybody.get('/health/live')
    expect([live.status, live.json]).toEqual([200, { status: 'ok' }])
    const ready = await anybody.get('/health/ready')
    const well = { ok: true, message: null }
    expect([ready.status, ready.json]).toEqual([
      200,
      { status: 'ready', checks: { database: well, migrations: well, queue: well, scheduler: well } },
    ])
    const head = await anybody.request('HEAD', '/health')
    expect([head.status, head.text]).toEqual([200, ''])
  })

  it('says once a first sync has ended well', async () => {
    const id = await makeAccount(inUse, 0)
    expect((await syncNow(inUse, id)).status).toBe('succeeded')
    expect((await inUse.api.get('/health')).json.initial_sync_complete).toBe(true)
  })

  it('shows how the tables stand', async () => {
    const answer = await inUse.api.get('/api/v1/maintenance')
    const { server } = inUse.service.store
    expect(answer.json).toMatchObject({
      level: server.timescale.level,
      version: server.timescale.version,
      oldest_scrape_day: inUse.service.simulator.today,
    })
  })

  it('tells what humans are told, also where nobody is', async () => {
    const id = inUse.service.simulator.accounts[0]?.accountId ?? ''
    await inUse.service.store.accounts.markCredentials(id, 'expired', { ifVersion: 1 })
    const { json } = await inUse.api.as(inUse.service.keys.read).get('/api/v1/notifications?limit=5')
    expect(json).toMatchObject({
      conditions: [{ code: 'session_expired', account_id: id, action: expect.stringContaining(id) }],
      messages: [],
    })
    await inUse.service.store.accounts.markCredentials(id, 'ok', { ifVersion: 1 })
  })

  it('gives numbers to Prometheus, by route and not by path', async () => {
    const id = inUse.service.simulator.accounts[0]?.accountId ?? ''
    await inUse.api.get(`/api/v1/accounts/${id}`)
    await inUse.api.get('/nowhere/at/all')
    const { text, headers } = await inUse.api.as(inUse.service.keys.read).get('/metrics')
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(text).toMatch(
      /airbnb_insights_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/accounts\/:account_id",status="200"\} \d/,
    )
    expect(text).toMatch(/route="none",status="404"/)
    expect(text).not.toContain(id)
    expect(text).toContain('airbnb_insights_database_up 1')
    expect(text).toContain('airbnb_insights_accounts{state="active"} 1')
    expect(text).toContain('airbnb_insights_queue_depth{state="queued"} 0')
  })

  describe('an answer', () => {
    it('repeats a sane request id, and makes one otherwise', async () => {
      const given = await inUse.api.get('/health', { headers: { 'x-request-id': 'job-7:step/2' } })
      expect(given.headers.get('x-request-id')).toBe('job-7:step/2')
      const long = await inUse.api.get('/health', { headers: { 'x-request-id': 'x'.repeat(129) } })
      const odd = await inUse.api.get('/health', { headers: { 'x-request-id': 'a b"c' } })
      for (const { headers } of [long, odd]) expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      const refused = await inUse.api.get('/nowhere', { headers: { 'x-request-id': 'job-8' } })
      expect(refused.json.error).toEqual({
        code: 'not_found',
        message: expect.any(String),
        details: {},
        request_id: 'job-8',
      })
      expect(inUse.service.log()).toContain('job-7:step/2')
    })

    it('names the methods of a path that does not take this one', async () => {
      const answer = await inUse.api.request('PUT', '/api/v1/accounts/1')
      expect([answer.status, answer.code]).toEqual([405, 'method_not_allowed'])
      expect(answer.headers.get('allow')).toBe('DELETE, GET, PATCH')
      const head = await inUse.api.request('OPTIONS', '/api/v1/accounts', {
        headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
      })
      expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET, POST'])
    })

    it.each([
      ['no JSON', '{', 400, 'invalid_request'],
      ['a polluting key', '{"__proto__":{"isAdmin":true}}', 400, 'invalid_request'],
      ['more than 32 MB', JSON.stringify({ copied: 'x'.repeat(34_000_000) }), 413, 'payload_too_large'],
    ])('to a body of %s is in the envelope', async (_what, body, status, code) => {
      const answer = await inUse.api.request('POST', '/api/v1/accounts', {
        body,
        headers: { 'content-type': 'application/json' },
      })
      expect([answer.status, answer.code]).toEqual([status, code])
    })

    it.each([
      ['length is said to be too much', { 'content-length': '34000000' }, 34_000_000],
      ['parts become too much', { 'transfer-encoding': 'chunked' }, 300_000],
    ])('comes to whoever is still sending a body whose %s', async (_what, headers, size) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const sending = request(`${inUse.api.url}/api/v1/accounts/310000001/sync`, {
        method: 'POST',
        agent,
        headers: {
          ...headers,
          'content-type': 'application/json',
          authorization: `Bearer ${inUse.service.keys.admin}`,
        },
      })
      sending.write(Buffer.alloc(size - 1, ' '))
      const [answer] = (await once(sending, 'response')) as [IncomingMessage]
      expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'keep-alive'])
      sending.end(' ')
      await Promise.all([once(sending, 'finish'), once(answer.resume(), 'end')])
      const next = request(`${inUse.api.url}/health/live`, { agent }).end()
      expect(((await once(next, 'response')) as [IncomingMessage])[0].statusCode).toBe(200)
      expect(next.reusedSocket).toBe(true)
      agent.destroy()
    })

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
      'to a body of type %s is 415',
      async (type) => {
        const answer = await inUse.api.request('POST', '/api/v1/accounts', {
          body: 'x=1',
          headers: { 'content-type': type },
        })
        expect([answer.status, answer.code]).toEqual([415, 'unsupported_media_type'])
      },
    )

    it('to a path that cannot be decoded is in the envelope', async () => {
      const response = await inUse.api.send('GET', '/api/v1/accounts/%E0%A4%A')
      expect(response.status).toBe(400)
      expect(response.headers.get('x-request-id')).toMatch(/./)
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', details: {} } })
    })

    it('tells browsers to do nothing with it, and no other origin to read it', async () => {
      const { headers } = await inUse.api.get('/api/v1/accounts', {
        headers: { origin: 'https://elsewhere.example' },
      })
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      for (const name of ['access-control-allow-origin', 'server', 'x-powered-by']) {
        expect(headers.has(name)).toBe(false)
      }
    })
  })
}
