import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { syncAll } from '../../support/sync-bench.ts'
import { accountFields, simulatedAccount } from '../http/support/account-of.ts'
import { startInProcess } from '../http/support/in-process-service.ts'
import { PageVisitor } from './support/page-visitor.ts'

const always = Number.POSITIVE_INFINITY

it('a listing that failed is told in words on the run, the account and the overview', async () => {
  await using service = await startInProcess()
  const account = simulatedAccount({ service } as never, 0)
  const [, second] = account.listings
  const listingId = second?.listingId ?? ''
  service.simulator.addFault({ kind: 'malformed', when: { listingId }, times: always })
  await addAccount(service, account)
  const { first } = await syncAll(service.store, service.simulator)
  const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
  const run = await visitor.get(`/pages/runs/${first.run?.runId ?? ''}`)
  const [listing] = (await service.store.runs.listings(first.run?.runId ?? '')).filter(
    ({ status }) => status === 'failed',
  )
  expect(listing?.listingId).toBe(listingId)
  const message = listing?.error?.message ?? ''
  expect(message).not.toBe('')
  const asMarkup = message.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
  expect(run.html).toContain('some listings failed')
  expect(run.html).toContain(', 1 failed')
  expect(run.html).toContain(asMarkup)
  expect(run.html).not.toContain(listing?.error?.responseBody ?? 'no body')
  for (const place of ['/pages', `/pages/accounts/${account.accountId}`]) {
    const { html } = await visitor.get(place)
    expect(html).toContain('1 listing failed in the last run')
  }
})

it('a session that has ended is told, with where to give a new one', async () => {
  await using service = await startInProcess()
  const account = simulatedAccount({ service } as never, 0)
  service.simulator.addFault({ kind: 'session_expired', times: always })
  await addAccount(service, account)
  await syncAll(service.store, service.simulator)
  const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
  const overview = await visitor.get('/pages')
  expect(overview.html).toContain('Airbnb has ended this account’s session')
  const page = await visitor.get(`/pages/accounts/${account.accountId}`)
  expect(page.html).toContain('session expired')
  expect(page.html).toContain('href="/pages/add-account"')
})

it('a first sync that is under way needs nobody, though nothing was read yet', async () => {
  await using service = await startInProcess()
  const { store } = service
  const account = simulatedAccount({ service } as never, 0)
  await addAccount(service, account)
  const { accountId } = account
  const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
  const places = ['/pages', `/pages/accounts/${accountId}`]
  for (const place of places) {
    expect((await visitor.get(place)).html).toContain('Nothing of this account has been read yet.')
  }
  const lease = await store.leases.acquire(accountId, { holder: 'test' })
  if (lease.busy) throw new Error('the account is taken')
  await store.runs.begin({ accountId, scrapeDay: service.simulator.today, lease })
  for (const place of places) {
    expect((await visitor.get(place)).html).toContain('✓ Nothing needs you.')
  }
  await lease.release()
})

it('a database that is away is said to be so, and the service’s state is told without it', async () => {
  await using service = await startInProcess()
  const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
  await service.store.close()
  const { status, html } = await visitor.get('/pages')
  expect(status).toBeGreaterThanOrEqual(500)
  expect(html).toContain('That did not work')
  const told = await visitor.get('/pages/status')
  expect(told.status).toBe(200)
  expect(told.html).toContain('Not known: the database did not answer in time.')
})

it('a database that takes no changes is still read, and is said to be so where one is asked for', async () => {
  await using service = await startInProcess()
  const account = simulatedAccount({ service } as never, 0)
  await addAccount(service, account)
  const visitor = await PageVisitor.signIn(service.url, service.keys.admin)
  await sql`SET default_transaction_read_only = on`.execute(service.store.db)
  const place = `/pages/accounts/${account.accountId}`
  expect((await visitor.get(place)).status).toBe(200)
  for (const action of ['sync', 'disable']) {
    const { status, html } = await visitor.post(`${place}/${action}`)
    expect([action, status]).toEqual([action, 503])
    expect(html).toContain('The database takes no changes at the moment.')
    expect(html).toContain('href="/pages/status"')
  }
  const asked = await fetch(`${service.url}/api/v1/accounts/${account.accountId}`, {
    method: 'PATCH',
    headers: { 'x-api-key': service.keys.admin, 'content-type': 'application/json' },
    body: JSON.stringify({ is_active: false }),
  })
  expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '60'])
})

async function addAccount(
  { url, keys }: Awaited<ReturnType<typeof startInProcess>>,
  account: Parameters<typeof accountFields>[0],
): Promise<void> {
  const { status } = await fetch(`${url}/api/v1/accounts`, {
    method: 'POST',
    headers: { 'x-api-key': keys.admin, 'content-type': 'application/json' },
    body: JSON.stringify(accountFields(account)),
  })
  expect(status).toBe(201)
}
