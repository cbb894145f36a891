import { randomBytes } from 'node:crypto'
import { openStore } from 'insights-store-timescale'
import { expect, it } from 'vitest'
import { createTestDatabase, timescaleAvailable } from '../../../scripts/test-database.ts'
import { documentOf } from '../test/cli/cli-folder.ts'
import { SimulatedCli } from './simulated-cli.ts'

const ACCOUNT = '310000001'

it.runIf(timescaleAvailable())(
  'an account that another process is syncing is left to it, by name: exit code 0',
  async () => {
    const database = await createTestDatabase()
    const key = randomBytes(32)
    const env = { DATABASE_URL: database.url, CREDENTIAL_KEYS: `k:${key.toString('base64')}` }
    try {
      await using cli = await SimulatedCli.start({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
      await cli.spawn(['migrate', 'up'], { env })
      await using store = await openStore({ connection: database.url, credentialKeys: [{ id: 'k', key }] })
      const [account] = cli.simulator.accounts
      const { cookie = '', clientVersion = '', userAgent = '' } = account?.credentials ?? {}
      await store.accounts.upsert({ accountId: ACCOUNT, cookie, clientVersion, userAgent })
      const lease = await store.leases.acquire(ACCOUNT, { holder: 'nas:4711' })
      expect(lease.busy).toBe(false)

      const result = await cli.sync(['--json'], { env })
      expect(result.code).toBe(0)
      expect(documentOf(result)).toMatchObject({
        accounts: [{ status: 'busy', holder: 'nas:4711', run: null }],
      })
      const told = await cli.sync([], { env })
      expect(told.stdout).toContain(`${ACCOUNT} is being synced by nas:4711: nothing was asked.`)
      expect(cli.simulator.requests).toEqual([])
      if (!lease.busy) await lease.release()
    } finally {
      await database.drop()
    }
  },
)
