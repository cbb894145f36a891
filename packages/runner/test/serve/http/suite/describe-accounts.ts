import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../../../scripts/copied-request.ts'
import { accountFields, makeAccount, simulatedAccount } from '../support/account-of.ts'
import type { StartService } from '../support/api-service.ts'
import { useService } from '../support/use-service.ts'

const path = (id: string) => `/api/v1/accounts/${id}`

/** Accounts through the API: making, showing, listing, changing, deleting. */
const LISTINGS_HASH = '7a646c07b45ad35335b2cde4842e5c5bf69ccebde508b2ba60276832bfb1816b'

export function describeAccounts(start: StartService): void {
  const inUse = useService(start, { simulator: { accounts: 12 } })

  describe('POST /api/v1/accounts', () => {
    it('makes an account with the fields of the Python system, and shows it without its credentials', async () => {
      const account = simulatedAccount(inUse, 0)
      const customerId = randomUUID()
      const made = await inUse.api.post('/api/v1/accounts', {
        ...accountFields(account),
        customer_id: customerId,
        name: 'Lakeside',
        is_active: false,
      })
      expect(made.status).toBe(201)
      expect(made.json).toEqual({
        account_id: account.accountId,
        name: 'Lakeside',
        customer_id: customerId,
        base_url: null,
        learned: null,
        learned_at: null,
        is_active: false,
        last_sync_at: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        updated_at: expect.any(String),
        deleted_at: null,
        credential_status: 'unknown',
        credential_checked_at: null,
        cookie_set_at: expect.any(String),
        session: {
          state: 'unknown',
          last_answered_at: null,
          last_renewed_at: null,
          renewals: 0,
          ended_at: null,
          likely_end_at: null,
          past_lifetimes_seconds: [],
        },
        cookie_encrypted: true,
        x_client_version: account.credentials.clientVersion,
        user_agent: account.credentials.userAgent,
        left_out: [],
      })
      expect(made.text).not.toContain(account.credentials.clientTraceId)
      const { left_out: _, ...shown } = made.json
      expect((await inUse.api.get(path(account.accountId))).json).toEqual(shown)
      const stored = await inUse.service.store.accounts.credentials(account.accountId)
      expect(stored?.clientTraceId).toBe(account.credentials.clientTraceId)
      expect(stored?.cookie).toContain('_airbed_session_id=')
      expect(stored?.cookie).not.toContain('_ga=')
    })

    it('takes the account id from the cookie', async () => {
      const account = simulatedAccount(inUse, 1)
      const { account_id: _, x_airbnb_client_trace_id: __, ...fields } = accountFields(account)
      const made = await inUse.api.post('/api/v1/accounts', fields)
      expect([made.status, made.json.account_id]).toEqual([201, account.accountId])
    })

    it('takes a copied request, and says what it learned and left out', async () => {
      const account = simulatedAccount(inUse, 2)
      const made = await inUse.api.post('/api/v1/accounts', {
        copied: `curl 'https://cdn.example/x' ; ${curlCommand(account.credentials, 'https://www.airbnb.de')}`,
        is_active: false,
      })
      expect(made.status).toBe(201)
      expect(made.json).toMatchObject({
        account_id: account.accountId,
        is_active: false,
        base_url: 'https://www.airbnb.de',
        learned: { operations: { ListingsSectionQuery: LISTINGS_HASH }, web_key: null, locale: null },
        learned_at: expect.any(String),
        left_out: [{ host: 'cdn.example', reason: 'other_site', requests: 1 }],
      })
    })

    it('takes cookies alone for the browser that it knows, and says what else it needs', async () => {
      const [known, account] = [simulatedAccount(inUse, 2), simulatedAccount(inUse, 9)]
      const copied = `Cookie: ${account.credentials.cookie}`
      await inUse.api.patch(path(known.accountId), { copied: curlCommand(known.credentials) })
      const renewed = await inUse.api.patch(path(known.accountId), { copied: known.credentials.cookie })
      expect(renewed.json).toMatchObject({
        user_agent: known.credentials.userAgent,
        learned: { operations: {} },
      })
      const made = await inUse.api.post('/api/v1/accounts', { copied, user_agent: 'Mozilla/5.0 given' })
      expect(made.json).toMatchObject({
        account_id: account.accountId,
        user_agent: 'Mozilla/5.0 given',
        x_client_version: known.credentials.clientVersion,
      })
      await inUse.service.store.accounts.remove(account.accountId, { purge: true })
    })

    it('updates an account that is there, and keeps what is not given', async () => {
      const account = simulatedAccount(inUse, 3)
      const customerId = randomUUID()
      await inUse.api.post('/api/v1/accounts', {
        ...accountFields(account),
        customer_id: customerId,
        is_active: false,
      })
      const { x_airbnb_client_trace_id: _, ...fields } = accountFields(account)
      const again = await inUse.api.post('/api/v1/accounts', { ...fields, user_agent: 'another' })
      expect(again.status).toBe(200)
      expect(again.json).toMatchObject({ customer_id: customerId, is_active: false, user_agent: 'another' })
      const stored = await inUse.service.store.accounts.credentials(account.accountId)
      expect(stored?.clientTraceId).toBe(account.credentials.clientTraceId)
    })

    it.each([
      ['no cookie', (fields: object) => ({ ...fields, airbnb_cookie: undefined }), 'body.airbnb_cookie'],
      ['an unknown field', (fields: object) => ({ ...fields, airbnb_cookies: 'x' }), 'body'],
      [
        'a customer id that is no UUID',
        (fields: object) => ({ ...fields, customer_id: '7' }),
        'body.customer_id',
      ],
      ['a name of two lines', (fields: object) => ({ ...fields, name: 'Lake\nside' }), 'body.name'],
      ['an id that is no number', (fields: object) => ({ ...fields, account_id: 'me' }), 'body.account_id'],
      ['a wrong type', (fields: object) => ({ ...fields, is_active: 'yes' }), 'body.is_active'],
      ['an empty copied text', () => ({ copied: '' }), 'body.copied'],
      ['nothing', () => ({}), 'body'],
    ])('refuses %s and says where', async (_what, change, place) => {
      const answer = await inUse.api.post(
        '/api/v1/accounts',
        change(accountFields(simulatedAccount(inUse, 4))),
      )
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
      const places = answer.json.error.details.issues.map((issue: { path: string }) => issue.path)
      expect(places.some((one: string) => one === place || one.startsWith(`${place}.`))).toBe(true)
    })

    it("refuses another account's cookie", async () => {
      const answer = await inUse.api.post('/api/v1/accounts', {
        ...accountFields(simulatedAccount(inUse, 4)),
        account_id: simulatedAccount(inUse, 5).accountId,
      })
      expect([answer.status, answer.code]).toEqual([400, 'account_mismatch'])
    })

    it.each([
      ['a cookie without a session', { airbnb_cookie: 'li=1' }, 'no_session'],
      ['a line break in the cookie', { airbnb_cookie: 'a=1\r\nb=2' }, 'bad_header_value'],
    ])('refuses %s', async (_what, change, reason) => {
      const answer = await inUse.api.post('/api/v1/accounts', {
        ...accountFields(simulatedAccount(inUse, 4)),
        ...change,
      })
      expect([answer.status, answer.code]).toEqual([400, 'invalid_credentials'])
      expect(answer.json.error.details.reason).toBe(reason)
    })

    it('takes the account that is named of several commands, and refuses them where none is named', async () => {
      const [one, other] = [simulatedAccount(inUse, 2), simulatedAccount(inUse, 3)]
      const copied = [one, other].map(({ credentials }) => curlCommand(credentials)).join(' ;\n')
      const refused = await inUse.api.post('/api/v1/accounts', { copied })
      expect([refused.status, refused.json.error.details]).toEqual([400, { reason: 'several_accounts' }])
      const named = await inUse.api.post('/api/v1/accounts', { copied, account_id: other.accountId })
      expect([named.status, named.json.account_id]).toEqual([200, other.accountId])
      expect(named.json.left_out).toEqual([{ host: 'www.airbnb.com', reason: 'other_account', requests: 1 }])
      const changed = await inUse.api.patch(path(one.accountId), { copied })
      expect([changed.status, changed.json.account_id]).toEqual([200, one.accountId])
    })

    it('refuses what is no request', async () => {
      const answer = await inUse.api.post('/api/v1/accounts', { copied: 'wget https://www.airbnb.com' })
      expect([answer.status, answer.code]).toEqual([400, 'invalid_credentials'])
    })
  })

  describe('GET /api/v1/accounts', () => {
    it('lists accounts by id, page by page', async () => {
      const whole = await inUse.api.get('/api/v1/accounts')
      expect(whole.status).toBe(200)
      expect(whole.headers.has('link')).toBe(false)
      const ids = whole.json.map((one: { account_id: string }) => one.account_id)
      expect(ids.length).toBeGreaterThan(3)
      expect(ids).toEqual(ids.toSorted())
      const paged: string[] = []
      let next: string | undefined = '/api/v1/accounts?limit=2'
      let pages = 0
      while (next !== undefined) {
        const page = await inUse.api.get(next)
        paged.push(...page.json.map((one: { account_id: string }) => one.account_id))
        next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
        pages += 1
      }
      expect(paged).toEqual(ids)
      expect(pages).toBe(Math.ceil(ids.length / 2))
    })

    it('leaves out the accounts that are not synced, where asked to', async () => {
      const active = await inUse.api.get('/api/v1/accounts?active_only=true&limit=1000')
      const all = await inUse.api.get('/api/v1/accounts?active_only=false')
      expect(active.json.every((one: { is_active: boolean }) => one.is_active)).toBe(true)
      expect(active.json.length).toBeLessThan(all.json.length)
    })

    it('keeps its filter from page to page', async () => {
      await makeAccount(inUse, 4)
      await makeAccount(inUse, 5)
      const page = await inUse.api.get('/api/v1/accounts?active_only=true&limit=1')
      expect(page.headers.get('link')).toMatch(/active_only=true&limit=1&after=\d+/)
    })

    it.each([
      'limit=0',
      'limit=1001',
      'limit=1&limit=2',
      'after=x',
      'active_only=perhaps',
      'activ_only=true',
    ])('refuses ?%s', async (query) => {
      const answer = await inUse.api.get(`/api/v1/accounts?${query}`)
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    })
  })

  describe('PATCH /api/v1/accounts/{account_id}', () => {
    it('changes what is given, and nothing else', async () => {
      const id = await makeAccount(inUse, 6)
      const before = (await inUse.api.get(path(id))).json
      const customerId = randomUUID()
      const changed = await inUse.api.patch(path(id), {
        customer_id: customerId,
        name: 'Lake',
        is_active: false,
      })
      expect(changed.status).toBe(200)
      expect(changed.json).toEqual({
        ...before,
        name: 'Lake',
        customer_id: customerId,
        is_active: false,
        updated_at: changed.json.updated_at,
        left_out: [],
      })
      expect((await inUse.api.patch(path(id), { customer_id: null })).json.customer_id).toBeNull()
    })

    it('clears an expired mark with new credentials, and only with those', async () => {
      const id = await makeAccount(inUse, 7)
      const { credentials } = simulatedAccount(inUse, 7)
      await inUse.service.store.accounts.markCredentials(id, 'expired', { ifVersion: 1 })
      const untouched = await inUse.api.patch(path(id), { is_active: true })
      expect(untouched.json.credential_status).toBe('expired')
      const renewed = await inUse.api.patch(path(id), { airbnb_cookie: credentials.cookie })
      expect(renewed.json).toMatchObject({ credential_status: 'unknown', credential_checked_at: null })
      await inUse.service.store.accounts.markCredentials(id, 'expired', { ifVersion: 2 })
      const copied = await inUse.api.patch(path(id), { copied: curlCommand(credentials) })
      expect(copied.json.credential_status).toBe('unknown')
    })

    it("refuses another account's cookie, an empty change and an unknown account", async () => {
      const id = simulatedAccount(inUse, 6).accountId
      const other = simulatedAccount(inUse, 8).credentials
      const mismatch = await inUse.api.patch(path(id), { airbnb_cookie: other.cookie })
      expect([mismatch.status, mismatch.code]).toEqual([400, 'account_mismatch'])
      const copied = await inUse.api.patch(path(id), { copied: curlCommand(other) })
      expect([copied.status, copied.code]).toEqual([400, 'account_mismatch'])
      const empty = await inUse.api.patch(path(id), {})
      expect([empty.status, empty.code]).toEqual([400, 'invalid_request'])
      const unknown = await inUse.api.patch(path('999'), { is_active: true })
      expect([unknown.status, unknown.code]).toEqual([404, 'account_not_found'])
    })
  })

  describe('DELETE /api/v1/accounts/{account_id}', () => {
    it('hides the account, and posting it again restores it with its runs', async () => {
      const id = await makeAccount(inUse, 9)
      const queued = await inUse.api.post(`${path(id)}/sync`)
      const deleted = await inUse.api.delete(path(id))
      expect([deleted.status, deleted.text]).toEqual([204, ''])
      expect((await inUse.api.get(path(id))).code).toBe('account_not_found')
      expect((await inUse.api.get(`${path(id)}/runs`)).code).toBe('account_not_found')
      expect((await inUse.api.delete(path(id))).code).toBe('account_not_found')
      expect((await inUse.api.get('/api/v1/accounts?limit=1000')).text).not.toContain(id)
      expect((await inUse.api.get(queued.json.status_url)).json.status).toBe('cancelled')
      const restored = await inUse.api.post('/api/v1/accounts', accountFields(simulatedAccount(inUse, 9)))
      expect([restored.status, restored.json.deleted_at]).toEqual([200, null])
      expect((await inUse.api.get(`${path(id)}/runs`)).json).toHaveLength(1)
    })

    it('deletes all that belongs to it with ?purge=true', async () => {
      const id = await makeAccount(inUse, 10)
      const queued = await inUse.api.post(`${path(id)}/sync`)
      expect((await inUse.api.delete(`${path(id)}?purge=true`)).status).toBe(204)
      expect((await inUse.api.get(queued.json.status_url)).code).toBe('run_not_found')
      const again = await inUse.api.post('/api/v1/accounts', accountFields(simulatedAccount(inUse, 10)))
      expect(again.status).toBe(201)
    })

    it('purges an account that was deleted before', async () => {
      const id = await makeAccount(inUse, 11)
      await inUse.api.delete(path(id))
      expect((await inUse.api.delete(`${path(id)}?purge=true`)).status).toBe(204)
      expect((await inUse.api.delete(`${path(id)}?purge=true`)).code).toBe('account_not_found')
    })
  })

  describe('GET /api/v1/accounts/{account_id}', () => {
    it('says where there is none', async () => {
      const answer = await inUse.api.get(path('999'))
      expect([answer.status, answer.code]).toEqual([404, 'account_not_found'])
    })

    it('refuses an id that is none', async () => {
      const answer = await inUse.api.get(path('me'))
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    })
  })
}
