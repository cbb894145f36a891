import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createLogger,
  isConfigurationError,
  migrateQueue,
  parseServiceKeys,
  startService,
} from '../../src/serve/index.ts'
import { memoryStore, simulatorFor } from '../support/sync-bench.ts'

const KEY = 'a-key-of-thirty-two-characters-or-more'
let store: Awaited<ReturnType<typeof memoryStore>>
const lines: string[] = []
const logger = createLogger({ write: (line) => lines.push(line) })
const quiet = { auth: 'insecure', port: 0, logger } as const

beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())

test('a service without its queue’s tables is refused, and with a cron that is none', async () => {
  const refused = await startService({ store, ...quiet }).catch((error: unknown) => error)
  expect(isConfigurationError(refused)).toBe(true)
  const cron = await startService({ store, ...quiet, cron: '61 5 * * *' }).catch((error: unknown) => error)
  expect(isConfigurationError(cron)).toBe(true)
  expect(String(cron)).toContain('cron: given "61 5 * * *"')
})

test('a service in a program of one’s own syncs an account at once, lets in who has a key, and leaves', async () => {
  await using simulator = await simulatorFor(store, { accounts: 1, listings: 1 })
  await migrateQueue(store)
  const service = await startService({
    store,
    auth: parseServiceKeys(`read:${KEY}`),
    client: { baseUrl: simulator.url, rateLimit: { minIntervalMs: 0 } },
    port: 0,
    logger,
    lookbackWeeks: 1,
    lookaheadWeeks: 0,
    horizonWeeks: 0,
  })
  const accounts = `${service.url}/api/v1/accounts`
  expect((await fetch(accounts)).status).toBe(401)
  const headers = { 'x-api-key': KEY }
  expect((await fetch(accounts, { headers })).status).toBe(200)
  await expect
    .poll(async () => (await store.runs.list({ limit: 1 }))[0]?.status, { timeout: 20_000 })
    .toBe('succeeded')
  await service.stop(10_000)
  expect(simulator.requests.length).toBeGreaterThan(0)
  expect(lines.join('')).toContain('"the service has left"')
  expect(lines.join('').includes('simsecret')).toBe(false)
})
