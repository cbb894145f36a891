import { readFileSync } from 'node:fs'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { openStore, parseCredentialKeys } from 'insights-store-timescale'
import { expect, test } from 'vitest'
import { until } from '../../../../scripts/until.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { call } from './service-api.ts'
import { ADMIN_KEY } from './service-world.ts'
import { SpawnedService } from './spawned-service.ts'

const ACCOUNT = '310000051'
const LISTINGS = 3

test('one process on the embedded database: stores the account of the environment, syncs, survives kill -9', async () => {
  await using simulator = await startSimulator({
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS }],
    latencyMs: 30,
  })
  simulator.addFault({ kind: 'rotate_cookies', times: 1, when: { afterRequests: 3 } })
  using folder = new CliFolder()
  const { credentials } = simulator.accounts[0] ?? {}
  const env = {
    SERVICE_KEYS: `admin:${ADMIN_KEY}`,
    AIRBNB_BASE_URL: simulator.url,
    AIRBNB_MIN_INTERVAL_MS: '0',
    LOOKBACK_WEEKS: '3',
    LOOKAHEAD_WEEKS: '0',
    AIRBNB_COOKIE: credentials?.cookie ?? '',
    X_CLIENT_VERSION: credentials?.clientVersion ?? '',
    USER_AGENT: credentials?.userAgent ?? '',
  }
  const runOf = async (service: SpawnedService) => {
    const [run] = (await (await call(service, 'GET', `/api/v1/accounts/${ACCOUNT}/runs`)).json()) as {
      run_id: string
      status: string
      attempts: number
      progress: { listings_done: number }
    }[]
    return run
  }

  await using killed = await SpawnedService.start({ cwd: folder.path, env })
  await until(async () => (await runOf(killed))?.progress.listings_done === 1)
  const before = await runOf(killed)

  // Nobody else can open the folder meanwhile: commands ask the service for what they read and write.
  const other = await folder.spawn(['accounts', 'update', ACCOUNT, '--name', 'Lake'])
  expect(other).toMatchObject({ code: 0, stdout: `✓ Account Lake (${ACCOUNT}) was changed.\n`, stderr: '' })
  const listed = await folder.spawn(['runs', 'list'])
  expect(listed.stdout).toContain('running')
  expect(await (await call(killed, 'GET', `/api/v1/accounts/${ACCOUNT}`)).json()).toMatchObject({
    name: 'Lake',
  })

  await killed.end('SIGKILL')
  await using service = await SpawnedService.start({ cwd: folder.path, env })
  await until(async () => (await runOf(service))?.status === 'succeeded')
  expect(await runOf(service)).toMatchObject({
    run_id: before?.run_id,
    attempts: 2,
    progress: { listings_done: LISTINGS },
  })
  expect(await service.end()).toBe(0)

  // The cookie was rotated, and the environment's older one did not replace what is stored at the second start.
  const store = await openStore({
    connection: { dataDir: folder.dataFolder },
    credentialKeys: parseCredentialKeys(readFileSync(`${folder.dataFolder}/credential.key`, 'utf8').trim()),
  })
  const stored = await store.accounts.credentials(ACCOUNT)
  await store.close()
  expect(stored?.version).toBe(1)
  expect(stored?.cookie).toContain('simsecret-aaj-310000051-1-1')
})
