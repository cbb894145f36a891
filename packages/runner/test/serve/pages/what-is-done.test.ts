import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simulatedAccount } from '../http/support/account-of.ts'
import { type InProcessService, startInProcess } from '../http/support/in-process-service.ts'
import { copiedRequest } from './support/copied-request.ts'
import { PageVisitor } from './support/page-visitor.ts'

let now = Date.parse('2026-06-15T12:00:00Z')
let service: InProcessService
let admin: PageVisitor
let reader: PageVisitor
beforeAll(async () => {
  service = await startInProcess({ simulator: { accounts: 3 }, server: { now: () => new Date(now) } })
  admin = await PageVisitor.signIn(service.url, service.keys.admin)
  reader = await PageVisitor.signIn(service.url, service.keys.read)
})
afterAll(() => service[Symbol.asyncDispose]())

const account = (index: number) => simulatedAccount({ service } as never, index)

/** The form of the second step as the page of the first has it. */
async function offered(visitor: PageVisitor, copied: string): Promise<Record<string, string>> {
  await visitor.get('/pages/add-account')
  const { status, html } = await visitor.post('/pages/add-account', { copied })
  expect(status).toBe(200)
  return Object.fromEntries(
    [...html.matchAll(/name="(sealed|take_\d+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
}

describe('adding an account', () => {
  it('takes lines as a form sends them, and stores nothing before it was seen', async () => {
    const { accountId } = account(0)
    const fields = await offered(admin, copiedRequest(account(0)).replaceAll('\n', '\r\n'))
    expect(Object.keys(fields)).toEqual(['sealed', `take_${accountId}`])
    expect(await service.store.accounts.get(accountId)).toBeUndefined()
    const stored = await admin.post('/pages/add-account/store', {
      ...fields,
      [`name_${accountId}`]: ' Lake ',
    })
    expect([stored.status, stored.location]).toEqual([303, `/pages/accounts/${accountId}`])
    expect(await service.store.accounts.get(accountId)).toMatchObject({
      name: 'Lake',
      baseUrl: 'https://www.airbnb.com',
    })
  })

  it('of several stores those that are taken', async () => {
    const [one, other] = [account(1), account(2)]
    const fields = await offered(admin, `${copiedRequest(one)}\n\n${copiedRequest(other)}`)
    const { sealed = '' } = fields
    await admin.post('/pages/add-account/store', { sealed, [`take_${other.accountId}`]: 'yes' })
    expect(await service.store.accounts.get(one.accountId)).toBeUndefined()
    expect(await service.store.accounts.get(other.accountId)).toBeDefined()
    const none = await admin.post('/pages/add-account/store', { sealed })
    expect([none.status, none.location]).toEqual([303, '/pages/add-account'])
  })

  it('takes back only what it gave out, to the same browser, within ten minutes', async () => {
    const fields = await offered(admin, copiedRequest(account(1)))
    const told = async (visitor: PageVisitor, sealed: string) => {
      const { status, html } = await visitor.post('/pages/add-account/store', { ...fields, sealed })
      return [status, html.includes('Nothing was stored: paste it again.')]
    }
    const { sealed = '' } = fields
    const another = await PageVisitor.signIn(service.url, service.keys.admin)
    expect(await told(another, sealed)).toEqual([400, true])
    expect(await told(admin, `${sealed.slice(0, -4)}AAAA`)).toEqual([400, true])
    expect(await told(admin, '')).toEqual([400, true])
    now += 10 * 60_000
    expect(await told(admin, sealed)).toEqual([400, true])
    expect(await service.store.accounts.get(account(1).accountId)).toBeUndefined()
  })

  it('says what is wrong with a paste without showing it', async () => {
    await admin.get('/pages/add-account')
    for (const copied of ['nothing of the kind', `curl 'https://www.airbnb.com/' -b 'x=secretive'`, '']) {
      const { status, html } = await admin.post('/pages/add-account', { copied })
      expect(status).toBe(400)
      expect(html).toContain('Nothing was stored.')
      expect(html).not.toContain(copied === '' ? 'secretive' : copied.slice(-12))
    }
  })
})

describe('with a key for reading', () => {
  it('every change is refused, and no page offers one', async () => {
    const { accountId } = account(0)
    const { run } = await service.store.runs.request({ accountId, scrapeDay: '2026-06-15', full: false })
    const runId = run?.runId ?? ''
    for (const path of ['/pages', `/pages/accounts/${accountId}`, `/pages/runs/${runId}`, '/pages/status']) {
      const { status, html } = await reader.get(path)
      expect([path, status]).toEqual([path, 200])
      expect([...html.matchAll(/action="([^"]+)"/g)].map(([, action]) => action)).toEqual(['/pages/sign-out'])
    }
    for (const path of [
      `/pages/accounts/${accountId}/sync`,
      `/pages/accounts/${accountId}/disable`,
      `/pages/accounts/${accountId}/enable`,
      `/pages/runs/${runId}/cancel`,
      `/pages/runs/${runId}/retry`,
      '/pages/add-account',
      '/pages/add-account/store',
    ]) {
      const { status, html } = await reader.post(path, { copied: copiedRequest(account(1)) })
      expect([path, status]).toEqual([path, 403])
      expect(html).toContain('The key that you signed in with is for reading only.')
    }
    expect((await reader.get('/pages/add-account')).status).toBe(403)
    expect(await service.store.runs.get(runId)).toMatchObject({ status: 'queued' })
  })
})

describe('a sync', () => {
  it('is asked for, cancelled and tried again, each leading to its page', async () => {
    const { accountId } = account(2)
    const asked = await admin.post(`/pages/accounts/${accountId}/sync`)
    expect(asked.status).toBe(303)
    const path = asked.location ?? ''
    expect(path).toMatch(/^\/pages\/runs\/[\w-]{36}$/)
    const again = await admin.post(`/pages/accounts/${accountId}/sync`)
    expect(again.status).toBe(409)
    expect(again.html).toContain('A sync of this account is waiting or under way already.')
    expect(again.html).toContain(`href="${path}"`)
    const cancelled = await admin.post(`${path}/cancel`)
    expect([cancelled.status, cancelled.location]).toEqual([303, path])
    expect((await admin.get(path)).html).toContain('cancelled')
    expect((await admin.post(`${path}/cancel`)).status).toBe(409)
    const retried = await admin.post(`${path}/retry`)
    expect(retried.status).toBe(303)
    expect((await admin.get(retried.location ?? '')).html).toContain('waiting to go on')
  })

  it('of an account that is disabled or without a session is refused in words', async () => {
    const { accountId } = account(0)
    await admin.post(`/pages/accounts/${accountId}/disable`)
    expect((await admin.post(`/pages/accounts/${accountId}/sync`)).html).toContain('This account is disabled')
    await admin.post(`/pages/accounts/${accountId}/enable`)
    await service.store.accounts.markCredentials(accountId, 'expired', { ifVersion: 1 })
    const refused = await admin.post(`/pages/accounts/${accountId}/sync`)
    expect(refused.status).toBe(409)
    expect(refused.html).toContain('Airbnb has ended this account’s session.')
    expect((await admin.get('/pages')).html).toContain('session expired')
  })
})
