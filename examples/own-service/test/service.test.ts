import { startSimulator } from 'airbnb-insights-client/simulator'
import { openStore, type Store } from 'insights-store-timescale'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createService } from '../src/service.ts'

const accountId = '120000042'
const listing = { listingId: '900000000000000799', internalName: 'Harbour loft' }
const simulator = await startSimulator({
  today: '2026-03-18',
  accounts: [{ accountId, listings: [listing] }],
})
let store: Store
let service: ReturnType<typeof createService>

beforeAll(async () => {
  store = await openStore({
    connection: { dataDir: 'memory://' },
    credentialKeys: [{ id: 'test', key: new Uint8Array(32).fill(7) }],
  })
  await store.migrate()
  service = createService({
    store,
    client: { baseUrl: simulator.url, clock: simulator.clock, rateLimit: { minIntervalMs: 0 } },
    today: () => simulator.today,
  })
})
beforeEach(async () => {
  const session = simulator.renewSession(accountId)
  const added = await service.inject({
    method: 'POST',
    url: '/accounts',
    headers: { 'content-type': 'text/plain' },
    payload: `curl 'https://www.airbnb.com/api/v3/ChartQuery/0' -H 'user-agent: ${session.userAgent}' -H 'x-client-version: ${session.clientVersion}' -b '${session.cookie}'`,
  })
  if (added.statusCode >= 300) throw new Error(`The account was not taken: ${added.body}`)
})
afterAll(async () => {
  await service.close()
  await store.close()
  await simulator.close()
})

const refresh = () => service.inject({ method: 'POST', url: `/accounts/${accountId}/refresh` })
const knownOn = async (asOf: string) => {
  const answer = await service.inject(`/accounts/${accountId}/page-views?as_of=${asOf}`)
  return answer.json<{ night: string; page_views: number; known_since: string; read_on: string }[]>()
}
const sum = (rows: readonly { page_views: number }[]) =>
  rows.reduce((total, row) => total + row.page_views, 0)

test('stores six weeks of nights, and tells what was known of them on an earlier day', async () => {
  expect((await refresh()).json()).toEqual({ rows: 42 })
  simulator.setToday('2026-03-20')
  expect((await refresh()).json()).toEqual({ rows: 42 })
  const [before, after] = [await knownOn('2026-03-18'), await knownOn('2026-03-20')]
  const last = { night: '2026-04-25', known_since: '2026-03-18' }
  expect(before.at(-1)).toMatchObject({ ...last, read_on: '2026-03-18' })
  // Read again, it said the same.
  expect(after.at(-1)).toMatchObject({ ...last, read_on: '2026-03-20' })
  // The nights ahead were looked at meanwhile.
  expect(sum(after)).toBeGreaterThan(sum(before))
})

test('says that the host has to sign in again, and remembers it', async () => {
  simulator.expireSession(accountId)
  const answer = await refresh()
  expect([answer.statusCode, answer.json()]).toEqual([409, { error: 'sign_in_again' }])
  expect((await store.accounts.get(accountId))?.credentialStatus).toBe('expired')
})

test('passes on when Airbnb wants to be asked again', async () => {
  simulator.addFault({ kind: 'status', status: 429, retryAfter: 900 })
  const answer = await refresh()
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('900')
})

test('refuses what is no request of a signed-in host', async () => {
  const headers = { 'content-type': 'text/plain' }
  const answer = await service.inject({
    method: 'POST',
    url: '/accounts',
    headers,
    payload: 'curl https://example.org',
  })
  expect(answer.statusCode).toBe(400)
})
