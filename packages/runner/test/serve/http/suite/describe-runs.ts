import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeAccount } from '../support/account-of.ts'
import type { StartService } from '../support/api-service.ts'
import { syncNow } from '../support/sync-now.ts'
import { useService } from '../support/use-service.ts'

/** Runs through the API: listing, showing, cancelling, reviving. */
export function describeRuns(start: StartService): void {
  const inUse = useService(start, { simulator: { accounts: 8, listings: 2 } })
  const runsOf = (id: string, query = '') => inUse.api.get(`/api/v1/accounts/${id}/runs${query}`)

  describe('GET /api/v1/runs/{run_id}', () => {
    it('shows what became of the run and of each listing', async () => {
      const id = await makeAccount(inUse, 0)
      const { run } = await syncNow(inUse, id)
      const answer = await inUse.api.get(`/api/v1/runs/${run?.runId}`)
      expect(answer.status).toBe(200)
      expect(answer.json).toMatchObject({
        run_id: run?.runId,
        account_id: id,
        status: 'succeeded',
        scrape_day: inUse.service.simulator.today,
        base_day: inUse.service.simulator.baseDay,
        attempts: 1,
        next_attempt_at: null,
        error: null,
        progress: {
          listings_total: 2,
          listings_done: 2,
          listings_succeeded: 2,
          listings_failed: 0,
          requests_done: run?.requestsDone,
          requests_total: run?.requestsTotal,
        },
        rows: run?.rows,
      })
      const stored = await inUse.service.store.runs.listings(run?.runId ?? '')
      expect(answer.json.listings).toMatchObject(
        stored.map(({ listingId, window, requests, rows }) => ({
          listing_id: listingId,
          status: 'succeeded',
          window: { start: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), end: window?.end },
          requests,
          rows,
          error: null,
        })),
      )
      expect(answer.json.listings).toHaveLength(2)
    })

    it('tells why a listing failed, and keeps the raw answer to itself', async () => {
      const id = await makeAccount(inUse, 1)
      const listing = firstListingOf(id)
      inUse.service.simulator.addFault({
        kind: 'malformed',
        when: { accountId: id, operation: 'ChartQuery', listingId: listing },
      })
      const { run } = await syncNow(inUse, id)
      const answer = await inUse.api.get(`/api/v1/runs/${run?.runId}`)
      expect(answer.json.status).toBe('partial')
      const failed = answer.json.listings.find((one: { listing_id: string }) => one.listing_id === listing)
      expect(failed).toMatchObject({
        status: 'failed',
        error: {
          code: 'response_shape',
          message: expect.any(String),
          path: expect.stringContaining('data.'),
          trace_id: expect.any(String),
          has_body: true,
        },
      })
      const [stored] = (await inUse.service.store.runs.listings(run?.runId ?? '')).filter(
        ({ error }) => error,
      )
      expect(stored?.error?.responseBody?.length).toBeGreaterThan(100)
      expect(answer.text).not.toContain('response_body')
    })

    it('says where there is none', async () => {
      const unknown = await inUse.api.get(`/api/v1/runs/${randomUUID()}`)
      expect([unknown.status, unknown.code]).toEqual([404, 'run_not_found'])
      const malformed = await inUse.api.get('/api/v1/runs/latest')
      expect([malformed.status, malformed.code]).toEqual([400, 'invalid_request'])
    })
  })

  describe('GET /api/v1/accounts/{account_id}/runs', () => {
    it('lists runs newest first, page by page, by status and by failure', async () => {
      const id = await makeAccount(inUse, 2)
      const made: string[] = []
      for (const broken of [false, true, false]) {
        if (broken) inUse.service.simulator.addFault({ kind: 'malformed', when: { accountId: id } })
        const { run } = await syncNow(inUse, id)
        made.unshift(run?.runId ?? '')
        inUse.service.simulator.clearFaults()
      }
      const ids = [...new Set(made)]
      const whole = await runsOf(id)
      expect(whole.json.map((run: { run_id: string }) => run.run_id)).toEqual(ids)
      const first = await runsOf(id, '?limit=1')
      const next = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
      const second = await inUse.api.get(next)
      expect([...first.json, ...second.json].map((run: { run_id: string }) => run.run_id)).toEqual(
        ids.slice(0, 2),
      )
      const succeeded = await runsOf(id, '?status=succeeded')
      const failed = await runsOf(id, '?failed=true')
      expect(succeeded.json.length + failed.json.length).toBe(ids.length)
      expect(succeeded.json.every((run: { status: string }) => run.status === 'succeeded')).toBe(true)
    })

    it('has nothing of an account without runs, and says where there is no account', async () => {
      const id = await makeAccount(inUse, 3)
      const none = await runsOf(id)
      expect([none.status, none.json]).toEqual([200, []])
      const unknown = await runsOf('999')
      expect([unknown.status, unknown.code]).toEqual([404, 'account_not_found'])
    })

    it.each(['?status=done', '?limit=none', '?before=7', '?failed=sometimes'])(
      'refuses %s',
      async (query) => {
        const answer = await runsOf('999', query)
        expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
      },
    )
  })

  describe('POST /api/v1/runs/{run_id}/cancel', () => {
    it('cancels a run that waits, and says of one that has ended that it has', async () => {
      const id = await makeAccount(inUse, 4)
      const { run_id: runId } = (await inUse.api.post(`/api/v1/accounts/${id}/sync`)).json
      const cancelled = await inUse.api.post(`/api/v1/runs/${runId}/cancel`)
      expect(cancelled.status).toBe(202)
      expect(cancelled.json).toEqual({
        message: 'Run cancelled',
        run_id: runId,
        account_id: id,
        status: 'cancelled',
        status_url: `/api/v1/runs/${runId}`,
      })
      const again = await inUse.api.post(`/api/v1/runs/${runId}/cancel`)
      expect([again.status, again.code]).toEqual([409, 'run_ended'])
    })

    it('asks whoever carries a run out to stop', async () => {
      const id = await makeAccount(inUse, 5)
      const { store, simulator } = inUse.service
      const lease = await store.leases.acquire(id, { holder: 'a worker' })
      if (lease.busy) throw new Error('The account is held.')
      await using _ = lease
      const { run: begun } = await store.runs.begin({ accountId: id, lease, scrapeDay: simulator.today })
      const { runId } = begun
      const answer = await inUse.api.post(`/api/v1/runs/${runId}/cancel`)
      expect([answer.status, answer.json.message]).toEqual([202, 'Cancellation requested'])
      const run = await inUse.api.get(`/api/v1/runs/${runId}`)
      expect(run.json).toMatchObject({ status: 'running', cancel_requested_at: expect.any(String) })
    })

    it('says where there is none', async () => {
      const answer = await inUse.api.post(`/api/v1/runs/${randomUUID()}/cancel`)
      expect([answer.status, answer.code]).toEqual([404, 'run_not_found'])
    })
  })

  describe('POST /api/v1/runs/{run_id}/retry', () => {
    it('refuses what is complete, what is not there, and what cannot be asked for', async () => {
      const id = await makeAccount(inUse, 6)
      const { run } = await syncNow(inUse, id)
      const retry = (runId: string) => inUse.api.post(`/api/v1/runs/${runId}/retry`)
      const complete = await retry(run?.runId ?? '')
      expect([complete.status, complete.code]).toEqual([409, 'nothing_missing'])
      const unknown = await retry(randomUUID())
      expect([unknown.status, unknown.code]).toEqual([404, 'run_not_found'])
      await inUse.api.patch(`/api/v1/accounts/${id}`, { is_active: false })
      expect((await retry(run?.runId ?? '')).code).toBe('account_inactive')
      await inUse.api.delete(`/api/v1/accounts/${id}`)
      expect((await retry(run?.runId ?? '')).code).toBe('account_not_found')
    })

    it('revives what was cancelled', async () => {
      const id = await makeAccount(inUse, 7)
      const { run_id: runId } = (await inUse.api.post(`/api/v1/accounts/${id}/sync`)).json
      await inUse.api.post(`/api/v1/runs/${runId}/cancel`)
      const answer = await inUse.api.post(`/api/v1/runs/${runId}/retry`)
      expect([answer.status, answer.json.account_id]).toEqual([202, id])
    })
  })

  const firstListingOf = (id: string): string => {
    const account = inUse.service.simulator.accounts.find(({ accountId }) => accountId === id)
    return account?.listings[0]?.listingId ?? ''
  }
}
