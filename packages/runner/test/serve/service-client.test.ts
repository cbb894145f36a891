import { simulatedCredentials, startSimulator } from 'airbnb-insights-client/simulator'
import { afterEach, expect, it, vi } from 'vitest'
import { Redactor } from '../../src/output/redactor.ts'
import { openServiceClient } from '../../src/serve/service-client.ts'

afterEach(() => vi.useRealTimers())

function open(redactor: Redactor, credentials = simulatedCredentials('42'), baseUrl = 'http://127.0.0.1:9') {
  const options = { baseUrl, timeoutMs: 5000, rateLimit: { minIntervalMs: 0 } }
  return openServiceClient(options, redactor, credentials, () => {})
}

it('hides a cookie while its client is open and for a moment more, and does not know it for ever', async () => {
  const redactor = new Redactor()
  const { cookie } = simulatedCredentials('42')
  vi.useFakeTimers()
  const client = open(redactor)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(redactor.redact(cookie) === cookie).toBe(false)
  await client.close()
  expect(redactor.redact(cookie) === cookie).toBe(false)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(redactor.redact(cookie) === cookie).toBe(true)
})

it('hides the cookie that it was rotated to as well', async () => {
  const redactor = new Redactor()
  await using simulator = await startSimulator({ faults: [{ kind: 'rotate_cookies' }] })
  const [account] = simulator.accounts
  if (!account) throw new Error('no account')
  await using client = open(redactor, account.credentials, simulator.url)
  await client.listings()
  const { cookie } = client.credentials
  expect(cookie === account.credentials.cookie).toBe(false)
  const [rotated = ''] = cookie.split('; ').filter((pair) => !account.credentials.cookie.includes(pair))
  expect(redactor.redact(rotated) === rotated).toBe(false)
})

it('forgets the cookie of credentials that no client can be made with', async () => {
  const redactor = new Redactor()
  vi.useFakeTimers()
  const cookie = 'other=simsecret-value'
  expect(() => open(redactor, { ...simulatedCredentials('42'), cookie })).toThrow('cookie')
  expect(redactor.redact(cookie) === cookie).toBe(false)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(redactor.redact(cookie) === cookie).toBe(true)
})

it('asks the site that an account came from, unless another one is set for all', async () => {
  await using simulator = await startSimulator()
  const [account] = simulator.accounts
  if (!account) throw new Error('no account')
  const from = { ...account.credentials, baseUrl: simulator.url }
  const rateLimit = { minIntervalMs: 0 }
  await using client = openServiceClient({ rateLimit }, new Redactor(), from, () => {})
  expect((await client.listings()).listings.length).toBeGreaterThan(0)
  await using elsewhere = openServiceClient(
    { rateLimit, baseUrl: simulator.url },
    new Redactor(),
    { ...from, baseUrl: 'http://127.0.0.1:9' },
    () => {},
  )
  expect((await elsewhere.listings()).listings.length).toBeGreaterThan(0)
  expect(simulator.requests).toHaveLength(2)
})
