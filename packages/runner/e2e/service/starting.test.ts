import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestDatabase, timescaleAvailable } from '../../../../scripts/test-database.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const KEY = randomBytes(24).toString('hex')
const serve = (args: readonly string[], env: Record<string, string> = {}) =>
  folder.spawn(['serve', ...args], { env })

describe('serve refuses to start', () => {
  test('without API keys', async () => {
    const { code, stderr } = await serve([])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^airbnb-insights: SERVICE_KEYS \(--service-keys\): given nothing, allowed: scope:key/,
    )
    expect(stderr).toContain('--insecure-no-auth')
  })

  test('without API keys at an address that others reach', async () => {
    const { code, stderr } = await serve(['--insecure-no-auth', '--host', '0.0.0.0'])
    expect(code).toBe(2)
    expect(stderr).toContain('only a loopback address')
  })

  test('with keys that are not to count', async () => {
    const { code, stderr } = await serve(['--insecure-no-auth'], { SERVICE_KEYS: `admin:${KEY}` })
    expect(code).toBe(2)
    expect(stderr).toContain('allowed: one of the two')
    expect(stderr).not.toContain(KEY)
  })

  test.each([
    ['a short key', 'admin:simsecret-short'],
    ['an unknown scope', `root:${KEY}`],
    ['a key without a scope', KEY],
  ])('with %s, which it does not show', async (_what, keys) => {
    const { code, stderr } = await serve([], { SERVICE_KEYS: keys })
    expect(code).toBe(2)
    expect(stderr).toMatch(/SERVICE_KEYS/)
    expect(stderr).not.toContain(keys)
  })

  test('with a schedule that is none', async () => {
    const { code, stderr } = await serve(['--insecure-no-auth', '--sync-cron', 'at five'])
    expect(code).toBe(2)
    expect(stderr).toContain('SYNC_CRON (--sync-cron): given "at five"')
  })

  test('at a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stderr } = await serve(['--insecure-no-auth', '--port', String(port)])
    other.close()
    expect(code).toBe(3)
    expect(stderr).toContain(`cannot listen at port ${String(port)} (EADDRINUSE)`)
    expect(stderr).toContain('PORT (--port)')
  })

  test('with a database that nobody listens at', async () => {
    const { code, stderr } = await serve(['--insecure-no-auth'], {
      DATABASE_URL: 'postgres://insights:simsecret-password@127.0.0.1:1/insights',
    })
    expect(code).toBe(3)
    expect(stderr).toContain('ECONNREFUSED')
    expect(stderr).not.toContain('simsecret')
  })

  test.runIf(timescaleAvailable())('on a database that is not migrated, and says how', async () => {
    const database = await createTestDatabase()
    try {
      const env = { DATABASE_URL: database.url }
      const { code, stderr } = await serve(['--insecure-no-auth'], env)
      expect(code).toBe(3)
      expect(stderr).toContain('airbnb-insights migrate up')
      // With the tables and without the queue it is no better.
      await folder.spawn(['migrate', 'up'], { env })
      const { Client } = await import('pg')
      const client = new Client({ connectionString: database.url })
      await client.connect()
      await client.query('DROP SCHEMA airbnb_queue CASCADE')
      await client.end()
      const without = await serve(['--insecure-no-auth'], env)
      expect(without.code).toBe(3)
      expect(without.stderr).toContain('airbnb-insights migrate up')
    } finally {
      await database.drop()
    }
  })
})
