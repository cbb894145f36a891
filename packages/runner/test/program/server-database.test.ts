import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

it('an unreachable server is an error of at most two lines, exit code 3, without the password', async () => {
  const { code, stdout, stderr } = await folder.run(['accounts', 'list'], {
    env: { DATABASE_URL: 'postgres://reader:simsecret-password@127.0.0.1:1/insights' },
  })
  expect(stderr).toMatch(
    /^airbnb-insights: [^\n]*127\.0\.0\.1:1\/insights[^\n]*\n→ [^\n]*DATABASE_URL[^\n]*\n$/,
  )
  expect((stdout + stderr).includes('simsecret')).toBe(false)
  expect(code).toBe(3)
})

describe.runIf(timescaleAvailable())(
  'on a server with TimescaleDB',
  () => {
    let database: TestDatabase
    let env: Record<string, string>
    beforeAll(async () => {
      database = await createTestDatabase()
      env = { DATABASE_URL: database.url }
    })
    afterAll(() => database.drop())

    it('an unmigrated one is exit code 3 and names the way on; migrate up goes it', async () => {
      const unmigrated = await folder.run(['accounts', 'list'], { env })
      expect(unmigrated.stderr).toMatch(
        /^airbnb-insights: [^\n]+\n→ [^\n]*`airbnb-insights migrate up`[^\n]*\n$/,
      )
      expect(unmigrated.code).toBe(3)
      const pending = await folder.run(['migrate', 'status', '--json'], { env })
      expect(documentOf(pending)).toMatchObject({ current: null, applied: [] })
      expect(pending.code).toBe(3)
      const ill = await folder.run(['doctor'], { env })
      expect(ill.stdout).toMatch(/✗ migrations +pending: .*\n +→ Run `airbnb-insights migrate up`/)
      expect(ill.code).toBe(3)

      const up = await folder.run(['migrate', 'up'], { env })
      expect(up.stdout).toContain('made hypertables of chart_query')
      expect(up.code).toBe(0)
      expect((await folder.run(['migrate', 'status'], { env })).code).toBe(0)
      const listed = await folder.run(['accounts', 'list', '--json'], { env })
      expect(documentOf(listed)).toEqual({ accounts: [] })
    })

    it('a cookie is not stored without a key, unless plaintext is allowed in so many words', async () => {
      const stdin = curlCommand(simulatedCredentials('42'))
      const refused = await folder.run(['accounts', 'add', '--from', '-'], { env, stdin })
      expect(refused.stderr).toMatch(
        /^airbnb-insights: [^\n]*plaintext[^\n]*\n→ Set CREDENTIAL_KEYS[^\n]*\n$/,
      )
      expect(refused.code).toBe(3)
      expect(documentOf(await folder.run(['accounts', 'list', '--json'], { env }))).toEqual({ accounts: [] })

      const CREDENTIAL_KEYS = `k1:${Buffer.alloc(32, 3).toString('base64')}`
      const added = await folder.run(['accounts', 'add', '--from', '-', '--json'], {
        env: { ...env, CREDENTIAL_KEYS },
        stdin,
      })
      expect(documentOf(added)).toMatchObject({ account: { cookie_key_id: 'k1' }, created: true })
    })

    it('doctor names the level and the hypertables', async () => {
      const { stdout, code } = await folder.run(['doctor', '--offline', '--allow-plaintext-credentials'], {
        env,
      })
      expect(stdout).toMatch(/✓ timescaledb +\d+\.\d+\.\d+ (Apache|Community) edition/)
      expect(stdout).toMatch(/✓ hypertable +chart_query: 0 chunks of 30 days/)
      expect(stdout).toContain('k1')
      expect(code).toBe(3)
    })
  },
  120_000,
)
