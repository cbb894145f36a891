import { expect, it } from 'vitest'
import { ApiClient } from './support/api-client.ts'
import { startInProcess } from './support/in-process-service.ts'

/** The statuses of requests that a proxy passes on for two callers. */
const passedOn = async (trustProxy: readonly string[]) => {
  await using service = await startInProcess({ server: { rateLimitPerMinute: 1, trustProxy } })
  const found = []
  for (const caller of ['192.0.2.1', '192.0.2.2', '192.0.2.2']) {
    const response = await fetch(`${service.url}/openapi.json`, { headers: { 'x-forwarded-for': caller } })
    await response.text()
    found.push(response.status)
  }
  return found
}

it('throttles each key by itself, and says when to come back', async () => {
  await using service = await startInProcess({ server: { rateLimitPerMinute: 3 } })
  const api = await ApiClient.open(service.url, service.keys.admin)
  for (const left of ['2', '1', '0']) {
    const { status, headers } = await api.get('/api/v1/accounts')
    expect([status, headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual([
      200,
      '3',
      left,
    ])
  }
  const refused = await api.get('/api/v1/accounts')
  expect([refused.status, refused.code]).toEqual([429, 'too_many_requests'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await api.as(service.keys.read).get('/api/v1/accounts')).status).toBe(200)
})

it('throttles whoever guesses keys, however many they guess, and not those who have one', async () => {
  await using service = await startInProcess({ server: { rateLimitPerMinute: 3 } })
  // The document takes one request of this address.
  const api = await ApiClient.open(service.url, null)
  const guesses = []
  for (const guess of [1, 2, 3, 4]) {
    const { status } = await api.get('/api/v1/accounts', { key: `guess-${guess}`.padEnd(40, 'x') })
    guesses.push(status)
  }
  expect(guesses).toEqual([401, 401, 429, 429])
  expect((await api.get('/nowhere')).status).toBe(429)
  expect((await api.get('/api/v1/accounts', { key: service.keys.read })).status).toBe(200)
})

it('never throttles probes', async () => {
  await using service = await startInProcess({ server: { rateLimitPerMinute: 1 } })
  const api = await ApiClient.open(service.url, null)
  for (const path of ['/health', '/health/live', '/health/ready', '/health']) {
    expect((await api.get(path)).status).toBe(200)
  }
})

it('knows callers behind a proxy apart only where the proxy is trusted', async () => {
  expect(await passedOn([])).toEqual([200, 429, 429])
  expect(await passedOn(['127.0.0.0/8'])).toEqual([200, 200, 429])
})

it('throttles nobody at 0', async () => {
  await using service = await startInProcess({ server: { rateLimitPerMinute: 0 } })
  const api = await fetch(`${service.url}/openapi.json`)
  expect(api.headers.has('ratelimit-limit')).toBe(false)
  await api.text()
})
