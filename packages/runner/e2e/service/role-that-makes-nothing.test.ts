import { readFileSync } from 'node:fs'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { openStore } from 'insights-store-timescale'
import { describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { createTestRole } from '../../../../scripts/test-role.ts'
import { until } from '../../../../scripts/until.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { mostSessions } from './most-sessions.ts'
import { ADMIN_KEY } from './service-world.ts'
import { storeAccountsOf, syncsAtOnce } from './simulated-service.ts'
import { SpawnedService } from './spawned-service.ts'

const ACCOUNTS = 3
const LIMIT = 5

/** The statements of the documentation, for another role. */
function grantsFor(role: string): string {
  const page = readFileSync(new URL('../../../../docs/poolers.md', import.meta.url), 'utf8')
  const [, block = ''] = /```text\n(GRANT USAGE [^`]*)```/.exec(page) ?? []
  return block.replaceAll('insights;', `${role};`)
}

describe.runIf(timescaleAvailable())('a role that makes nothing, and few connections', () => {
  test('serves and syncs what an owner has migrated, with no more connections than it may have', async () => {
    await using role = await createTestRole()
    using folder = new CliFolder()
    const env = { ALLOW_PLAINTEXT_CREDENTIALS: 'true' }
    const migrated = await folder.spawn(['migrate', 'up'], { env: { ...env, DATABASE_URL: role.adminUrl } })
    expect([migrated.code, migrated.stderr]).toEqual([0, ''])
    await role.administer(grantsFor('ROLE_NAME'))
    await role.administer(`ALTER DATABASE DATABASE_NAME CONNECTION LIMIT ${String(LIMIT)}`)
    await using simulator = await startSimulator({ prerender: true, accounts: ACCOUNTS, listings: 2 })
    await using store = await openStore({
      connection: role.adminUrl,
      allowPlaintextCredentials: true,
      applicationName: 'the test',
      poolMax: 2,
    })
    await storeAccountsOf(simulator, store)
    // Administrators are let in beyond the limit, but counted: two sessions of the test's are the room for one command.
    const most = mostSessions(store, `usename = '${role.name}'`)
    const serve = (mode: string, poolMax: number) =>
      SpawnedService.start({
        cwd: folder.path,
        env: {
          ...env,
          MODE: mode,
          DATABASE_URL: role.url,
          DATABASE_POOL_MAX: String(poolMax),
          SERVICE_KEYS: `admin:${ADMIN_KEY}`,
          ...syncsAtOnce(simulator),
          LOOKBACK_WEEKS: '2',
          LOOKAHEAD_WEEKS: '0',
        },
      })
    await using service = await serve('hybrid', 3)
    await until(
      async () =>
        (await store.runs.list()).filter(({ status }) => status === 'succeeded').length === ACCOUNTS,
    )
    await until(async () => (await fetch(`${service.url}/health/ready`)).status === 200)
    expect(service.output).not.toMatch(/too many connections|permission denied/)
    expect(await service.end()).toBe(0)
    const peak = await most.stop()
    expect(peak).toBeGreaterThan(1)
    expect(peak).toBeLessThanOrEqual(3)

    // The API alone, asked more at a time than it has sessions, and looked at by Prometheus and a probe.
    const mostOfApi = mostSessions(store, `usename = '${role.name}'`)
    await using admin = await serve('admin', 2)
    const paths = ['/health/ready', '/metrics', '/api/v1/accounts']
    // Of these one at a time is served beside all else.
    const rows = `/api/v1/accounts/${simulator.accounts[0]?.accountId ?? ''}/metrics/chart_query`
    const asked = [...paths, rows, ...paths, ...paths].map(async (each) => {
      const answer = await fetch(`${admin.url}${each}`, { headers: { 'X-API-Key': ADMIN_KEY } })
      await answer.text()
      return answer.status
    })
    const statuses = await Promise.all(asked)
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    expect(await admin.end()).toBe(0)
    expect(await mostOfApi.stop()).toBe(2)
  })
})
