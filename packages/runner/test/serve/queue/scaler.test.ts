import { randomBytes } from 'node:crypto'
import { openStore, type Store } from 'insights-store-timescale'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFile, readYaml } from '../../../../../scripts/test/support/deployment-files.ts'
import { timescaleAvailable } from '../../../../../scripts/test-database.ts'
import { createTestRole, type TestRole } from '../../../../../scripts/test-role.ts'
import { DEFAULT_NETWORK } from '../../../src/config/default-network.ts'
import { migrateQueue } from '../../../src/serve/queue/migrate-queue.ts'
import { openSyncQueue, type SyncQueue } from '../../../src/serve/queue/sync-queue.ts'

const FOLDER = 'deploy/kubernetes/components/scaled-by-database'
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** What KEDA is told to ask. */
function queryOfScaler(): string {
  const [scaled] = readYaml<{ spec: { triggers: { metadata: { query: string } }[] } }>(
    `${FOLDER}/scaled-object.yaml`,
  )
  return scaled?.spec.triggers[0]?.metadata.query ?? ''
}

describe.runIf(timescaleAvailable())('the role that KEDA asks with', () => {
  let owner: TestRole
  let store: Store
  let queue: SyncQueue
  let scaler: Client
  let scalerName: string

  beforeAll(async () => {
    owner = await createTestRole()
    await owner.administer('GRANT CREATE ON DATABASE DATABASE_NAME TO ROLE_NAME')
    store = await openStore({ connection: owner.url, allowPlaintextCredentials: true, poolMax: 3 })
    await store.migrate()
    await migrateQueue(store)
    queue = await openSyncQueue({ store, sessions: 2, logger: silent })
    scalerName = `${owner.name}_scaler`
    const asWritten = readFile(`${FOLDER}/role.sql`)
    const named = asWritten
      .replaceAll('insights_scaler', scalerName)
      .replaceAll('DATABASE insights ', 'DATABASE DATABASE_NAME ')
    const password = randomBytes(12).toString('hex')
    await owner.administer(`${named}; ALTER ROLE ${scalerName} PASSWORD '${password}'`)
    const url = new URL(owner.url)
    url.username = scalerName
    url.password = password
    scaler = new Client({ connectionString: url.href })
    await scaler.connect()
    for (const accountId of ['1', '2', '3']) {
      await store.accounts.upsert({
        accountId,
        cookie: 'simsecret',
        clientVersion: 'test',
        userAgent: 'test',
      })
    }
  })

  afterAll(async () => {
    await scaler.end()
    await queue.close()
    await store.close()
    await owner[Symbol.asyncDispose]()
    const server = new Client({ connectionString: process.env['TEST_DATABASE_URL'] })
    await server.connect()
    await server.query(`DROP ROLE ${scalerName}`)
    await server.end()
  })

  /** As KEDA does: the first column of the first row, as a number. */
  const answer = async (): Promise<number> => {
    const { rows } = await scaler.query<unknown[]>({ text: queryOfScaler(), rowMode: 'array' })
    expect(rows).toHaveLength(1)
    return Number(rows[0]?.[0])
  }

  test('is told what there is to do: what is due, in the queue or not, and what is carried out', async () => {
    const today = new Date().toISOString().slice(0, 10)
    expect(await answer()).toBe(0)
    for (const accountId of ['1', '2', '3']) await store.runs.request({ accountId, scrapeDay: today })
    expect(await answer()).toBe(3)
    await queue.send(await store.runs.due({ today, limit: 10 }))
    expect(await answer()).toBe(3)

    const lease = await store.leases.acquire('1', { holder: 'test' })
    if (lease.busy) throw new Error('the account is free')
    const begun = await store.runs.begin({ accountId: '1', scrapeDay: today, lease })
    expect(begun.run?.status).toBe('running')
    const { queued, active } = await store.runs.backlog({ today })
    expect([queued, active]).toEqual([2, 1])
    expect(await answer()).toBe(3)

    await store.runs.cancel((await store.runs.list({ accountId: '2' }))[0]?.runId ?? '')
    expect(await answer()).toBe(2)
    await lease.release()
  })

  test('is not told to make workers that would only wait for a wall to lift', async () => {
    await store.pauses.meet({
      network: DEFAULT_NETWORK,
      site: 'https://www.airbnb.com',
      accountId: '3',
      reason: 'captcha',
    })
    const { queued, active } = await store.runs.backlog({
      today: new Date().toISOString().slice(0, 10),
      from: { network: DEFAULT_NETWORK, defaultSite: 'https://www.airbnb.com' },
    })
    expect(await answer()).toBe(queued + active)
    expect(queued).toBe(0)
  })

  test.each([
    'SELECT * FROM airbnb.accounts',
    'SELECT * FROM airbnb.sync_runs',
    'SELECT * FROM airbnb_queue.job',
    'DELETE FROM airbnb.sync_runs',
    'CREATE TABLE airbnb.mine (n integer)',
  ])('may not: %s', async (statement) => {
    // Also where it takes back that it reads alone.
    await scaler.query('SET default_transaction_read_only = off')
    await expect(scaler.query(statement)).rejects.toThrow(/permission denied/)
  })
})
