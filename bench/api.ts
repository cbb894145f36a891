import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { openStore } from 'insights-store-timescale'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement } from './measurement.ts'
import { API_KEY, migrate, spawnService } from './spawned-service.ts'

const ACCOUNT = '120000042'
const CONNECTIONS = 16
const SECONDS = 2

/** How many requests a second the API answers, against a route that does nothing but the same queries. */
export async function api(): Promise<Measurement[]> {
  const database = await createTestDatabase()
  try {
    await migrate(database.url)
    await storeAccount(database.url)
    await using service = await spawnService({ mode: 'admin', databaseUrl: database.url })
    using bare = await startBareApi(database.url)
    const path = `/api/v1/accounts/${ACCOUNT}`
    return [
      await compare({
        name: 'api',
        what: 'requests/s of GET /api/v1/accounts/{id}, against a bare Fastify route with the same queries',
        target: { atLeast: 0.85 },
        // Short ones in turn: another load on the machine then meets both sides.
        runs: 11,
        units: ['requests/s API', 'requests/s bare'],
        run: async () => ({
          against: await requestsPerSecond(`${bare.url}${path}`),
          measured: await requestsPerSecond(`${service.url}${path}`),
        }),
      }),
    ]
  } finally {
    await database.drop()
  }
}

async function storeAccount(databaseUrl: string): Promise<void> {
  await using store = await openStore({ connection: databaseUrl, allowPlaintextCredentials: true })
  const headers = { clientVersion: 'bench', userAgent: 'bench' }
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'simsecret-bench', ...headers })
}

async function startBareApi(databaseUrl: string): Promise<{ url: string } & Disposable> {
  const child = fork(new URL('bare-api-process.ts', import.meta.url), [databaseUrl])
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return { url, [Symbol.dispose]: () => child.disconnect() }
}

/** Asked from a process of its own, over connections that stay open. */
async function requestsPerSecond(url: string): Promise<number> {
  const autocannon = createRequire(import.meta.url).resolve('autocannon')
  const options = ['--json', '-c', String(CONNECTIONS), '-d', String(SECONDS), '-H', `X-API-Key=${API_KEY}`]
  const { stdout } = await promisify(execFile)(process.execPath, [autocannon, ...options, url])
  const result = JSON.parse(stdout) as { '2xx': number; non2xx: number; errors: number; duration: number }
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} did not answer every request with 200`)
  return result['2xx'] / result.duration
}
