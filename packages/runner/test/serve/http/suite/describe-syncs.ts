import { describe, expect, it } from 'vitest'
import { makeAccount, simulatedAccount } from '../support/account-of.ts'
import type { StartService } from '../support/api-service.ts'
import { syncNow } from '../support/sync-now.ts'
import { useService } from '../support/use-service.ts'

/** Asking for syncs, and checking credentials. */
export function describeSyncs(start: StartService): void {
  const inUse = useService(start, { simulator: { accounts: 14, listings: 1 } })
  const sync = (id: string, body?: object) => inUse.api.post(`/api/v1/accounts/${id}/sync`, body)
  const verify = (id: string) => inUse.api.post(`/api/v1/accounts/${id}/verify`)

  describe('POST /api/v1/accounts/{account_id}/sync', () => {
    it('queues a run, in the words of the Python system', async () => {
      const id = await makeAccount(inUse, 0)
      const answer = await sync(id)
      expect(answer.status).toBe(202)
      const { run_id: runId } = answer.json
      expect(answer.json).toEqual({
        message: 'Sync initiated in background',
        account_id: id,
        run_id: expect.any(String),
        status_url: `/api/v1/runs/${runId}`,
        events_url: `/api/v1/runs/${runId}/events`,
      })
      const run = await inUse.api.get(answer.json.status_url)
      expect(run.json).toMatchObject({ status: 'queued', account_id: id, full: false, listings: [] })
    })

    it.each([
      ['no body and no type', {}],
      ['an empty body said to be JSON', { headers: { 'content-type': 'application/json' }, body: '' }],
      ['an empty object', { json: {} }],
    ])('takes %s', async (_what, options) => {
      const id = simulatedAccount(inUse, 1).accountId
      if ((await inUse.api.get(`/api/v1/accounts/${id}`)).status === 404) await makeAccount(inUse, 1)
      const answer = await inUse.api.request('POST', `/api/v1/accounts/${id}/sync`, options)
      expect(answer.status).toBe(202)
      await inUse.api.post(`${answer.json.status_url}/cancel`)
    })

    it('queues a backfill with full', async () => {
      const id = await makeAccount(inUse, 2)
      const answer = await sync(id, { full: true })
      expect((await inUse.api.get(answer.json.status_url)).json.full).toBe(true)
    })

    it('answers 409 with the run that is queued already', async () => {
      const id = await makeAccount(inUse, 3)
      const { run_id: runId } = (await sync(id)).json
      const again = await sync(id)
      expect([again.status, again.code]).toEqual([409, 'run_in_progress'])
      expect(again.json.error.details).toMatchObject({
        run_id: runId,
        status_url: `/api/v1/runs/${runId}`,
        status: 'queued',
      })
    })

    it('answers 409 while somebody else holds the account', async () => {
      const id = await makeAccount(inUse, 4)
      await using lease = await holding(id)
      expect(lease.busy).toBe(false)
      const answer = await sync(id)
      expect([answer.status, answer.code]).toEqual([409, 'run_in_progress'])
      expect(answer.json.error.details).toEqual({ run_id: null, status_url: null, holder: 'cli elsewhere' })
    })

    it('answers 409 with the time to come back while the account rests', async () => {
      const id = await makeAccount(inUse, 5)
      inUse.service.simulator.addFault({
        kind: 'status',
        status: 429,
        retryAfter: 3600,
        when: { accountId: id },
      })
      expect((await syncNow(inUse, id)).status).toBe('rate_limited')
      const answer = await sync(id)
      expect([answer.status, answer.code]).toEqual([409, 'rate_limited'])
      const { run_id: runId, not_before: notBefore } = answer.json.error.details
      expect((await inUse.api.get(`/api/v1/runs/${runId}`)).json.next_attempt_at).toBe(notBefore)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60)
    })

    it('answers 409 for what was given up, and names the way to revive it', async () => {
      const id = await makeAccount(inUse, 6)
      inUse.service.simulator.addFault({
        kind: 'malformed',
        when: { accountId: id, operation: 'ChartQuery' },
        times: Number.POSITIVE_INFINITY,
      })
      for (const _ of [0, 1, 2, 3]) await syncNow(inUse, id)
      const answer = await sync(id)
      expect([answer.status, answer.code]).toEqual([409, 'retries_spent'])
      const { run_id: runId, retry_url: retryUrl } = answer.json.error.details
      expect(retryUrl).toBe(`/api/v1/runs/${runId}/retry`)
      const retried = await inUse.api.post(retryUrl)
      expect([retried.status, retried.json.run_id]).toEqual([202, runId])
      const full = await sync(id, { full: true })
      expect(full.status).toBe(202)
    })

    it('answers 409 where the session has expired', async () => {
      const id = await makeAccount(inUse, 7)
      await inUse.service.store.accounts.markCredentials(id, 'expired', { ifVersion: 1 })
      const answer = await sync(id)
      expect([answer.status, answer.code]).toEqual([409, 'credentials_expired'])
    })

    it('answers 400 for an account that is not active, and 404 for one that is not there', async () => {
      const id = await makeAccount(inUse, 8)
      await inUse.api.patch(`/api/v1/accounts/${id}`, { is_active: false })
      const inactive = await sync(id)
      expect([inactive.status, inactive.code]).toEqual([400, 'account_inactive'])
      const unknown = await sync('999')
      expect([unknown.status, unknown.code]).toEqual([404, 'account_not_found'])
    })

    it.each([{ full: 'yes' }, { everything: true }, [], 'full'])('refuses %o', async (body) => {
      const answer = await inUse.api.post('/api/v1/accounts/999/sync', body)
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    })
  })

  describe('POST /api/v1/accounts/{account_id}/verify', () => {
    it('asks once, and keeps what it learnt', async () => {
      const id = await makeAccount(inUse, 9)
      const before = inUse.service.simulator.requests.length
      inUse.service.simulator.addFault({ kind: 'rotate_cookies', when: { accountId: id } })
      const answer = await verify(id)
      expect(answer.json).toEqual({
        account_id: id,
        valid: true,
        listings: 1,
        credential_status: 'ok',
        credential_checked_at: expect.any(String),
        reason: null,
      })
      expect(inUse.service.simulator.requests.length - before).toBe(1)
      const stored = await inUse.service.store.accounts.credentials(id)
      expect(stored?.cookie).toContain(`simsecret-aaj-${id}-1-1`)
    })

    it('says that a session is refused, and marks it', async () => {
      const id = await makeAccount(inUse, 10)
      inUse.service.simulator.expireSession(id, 'login_redirect')
      const answer = await verify(id)
      expect([answer.status, answer.json.valid, answer.json.reason]).toEqual([200, false, 'login_redirect'])
      expect((await inUse.api.get(`/api/v1/accounts/${id}`)).json.credential_status).toBe('expired')
    })

    it('leaves an account alone that somebody is using', async () => {
      const id = simulatedAccount(inUse, 9).accountId
      await using _ = await holding(id)
      const answer = await verify(id)
      expect([answer.status, answer.code]).toEqual([409, 'account_busy'])
      expect(answer.json.error.details).toEqual({ holder: 'cli elsewhere' })
    })

    it('answers 503 with the time to come back where Airbnb wants fewer requests', async () => {
      const id = await makeAccount(inUse, 11)
      inUse.service.simulator.addFault({
        kind: 'status',
        status: 429,
        retryAfter: 600,
        when: { accountId: id },
      })
      const answer = await verify(id)
      expect([answer.status, answer.code]).toEqual([503, 'airbnb_rate_limited'])
      expect(answer.headers.get('retry-after')).toBe('600')
    })

    it('answers 503 where something in between answers, judges no session, and then does not ask', async () => {
      const id = simulatedAccount(inUse, 11).accountId
      const { simulator, store } = inUse.service
      simulator.addFault({ kind: 'blocked', as: 'captcha_challenge', when: { accountId: id } })
      const answer = await verify(id)
      expect([answer.status, answer.code]).toEqual([503, 'airbnb_blocked'])
      expect(answer.json.error.details).toEqual({ reason: 'captcha' })
      expect(answer.headers.get('retry-after')).toBe('60')
      const asked = simulator.requests.length
      const again = await verify(id)
      expect([again.status, again.code]).toEqual([503, 'airbnb_blocked'])
      expect(again.json.error.details).toEqual({ reason: 'captcha', not_before: expect.any(String) })
      expect(simulator.requests).toHaveLength(asked)
      expect((await inUse.api.get(`/api/v1/accounts/${id}`)).json.credential_status).toBe('unknown')
      expect((await inUse.api.get('/health')).json.pauses).toMatchObject([
        { reason: 'captcha', account_id: null, network: 'default' },
      ])
      await store.db.deleteFrom('pauses').execute()
    })

    it('answers 502 where Airbnb does not answer as expected', async () => {
      const id = await makeAccount(inUse, 12)
      inUse.service.simulator.addFault({
        kind: 'status',
        status: 500,
        when: { accountId: id },
        times: Number.POSITIVE_INFINITY,
      })
      const answer = await verify(id)
      expect([answer.status, answer.code]).toEqual([502, 'airbnb_unavailable'])
    })

    it('answers 404 for an account that is not there', async () => {
      expect((await verify('999')).code).toBe('account_not_found')
    })
  })

  const holding = async (id: string) => {
    const lease = await inUse.service.store.leases.acquire(id, { holder: 'cli elsewhere' })
    if (lease.busy) throw new Error(`${lease.holder} holds the account.`)
    return lease
  }
}
