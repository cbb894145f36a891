import { expect, it } from 'vitest'
import { ApiClient } from './support/api-client.ts'
import { startInProcess } from './support/in-process-service.ts'

const statusesOf = async (url: string, key?: string) => {
  const found: Record<string, number> = {}
  for (const path of [
    '/health',
    '/health/live',
    '/health/ready',
    '/metrics',
    '/api/v1/accounts',
    '/openapi.json',
  ]) {
    const response = await fetch(`${url}${path}`, key === undefined ? {} : { headers: { 'x-api-key': key } })
    await response.text()
    found[path] = response.status
  }
  return found
}

const worker = { mode: 'worker', accountId: '210000001', scheduler: () => null } as const
const probes = { '/health': 200, '/health/live': 200, '/health/ready': 200 }

it('a worker without keys answers probes and metrics, and nothing else', async () => {
  await using service = await startInProcess({ server: { ...worker, auth: [] } })
  expect(await statusesOf(service.url)).toEqual({
    ...probes,
    '/metrics': 200,
    '/api/v1/accounts': 404,
    '/openapi.json': 404,
  })
  const health = await (await fetch(`${service.url}/health`)).json()
  expect(health).toMatchObject({ mode: 'worker', account_id: '210000001', scheduler: null })
})

it('a worker with keys wants one for its metrics', async () => {
  await using service = await startInProcess({ server: worker })
  expect((await statusesOf(service.url))['/metrics']).toBe(401)
  expect((await statusesOf(service.url, service.keys.read))['/metrics']).toBe(200)
})

it('an administrator of no keys lets nobody in', async () => {
  await using service = await startInProcess({ server: { auth: [] } })
  expect(await statusesOf(service.url)).toMatchObject({ ...probes, '/metrics': 401, '/api/v1/accounts': 401 })
})

it('without authentication anybody may do anything', async () => {
  await using service = await startInProcess({ server: { auth: 'insecure' } })
  const api = await ApiClient.open(service.url, null)
  expect((await api.get('/api/v1/accounts')).status).toBe(200)
  expect((await api.delete('/api/v1/accounts/999')).status).toBe(404)
  expect((await api.get('/metrics')).status).toBe(200)
})

it('what is not ready is 503, and says what is not', async () => {
  const well = { ok: true, message: null }
  const pending = { ok: false, message: 'migrations are pending' }
  const checks = { database: well, migrations: pending, queue: well, scheduler: well }
  await using service = await startInProcess({
    server: { readiness: async () => ({ ready: false, checks }) },
  })
  const api = await ApiClient.open(service.url, null)
  const answer = await api.get('/health/ready')
  expect([answer.status, answer.json]).toEqual([503, { status: 'not_ready', checks }])
})

it.each([
  ['an administrator', {}, '/docs'],
  ['a worker', worker, '/health'],
] as const)('the address that %s prints leads to what there is to see', async (_, server, place) => {
  await using service = await startInProcess({ server })
  const { status, headers } = await fetch(service.url, { redirect: 'manual' })
  expect([status, headers.get('location')]).toEqual([302, place])
  expect((await fetch(service.url)).status).toBe(200)
})
