import { openStore } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  type TestDatabase,
  timescaleAvailable,
} from '../../../../scripts/test-database.ts'
import { startTransactionPooler } from '../../../insights-store-timescale/test/support/transaction-pooler.ts'
import { migrateQueue } from '../../src/serve/queue/migrate-queue.ts'
import { createReadiness } from '../../src/serve/readiness.ts'
import { memoryStore } from '../support/sync-bench.ts'

const NOW = new Date('2026-06-15T12:00:00Z')
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000)

it('goes by when the scheduler looked last, whatever the database answers now', async () => {
  await using store = await memoryStore()
  await migrateQueue(store)
  const read = createReadiness(store)
  const readiness = (lastPassAt: Date | null, startedAt: Date) =>
    read({ state: 'running', nextRunAt: null, lastPassAt, startedAt, oldestHeartbeat: null }, NOW)

  expect((await read(null, NOW)).ready).toBe(true)
  expect((await readiness(ago(1), ago(3_600))).ready).toBe(true)
  expect((await readiness(null, ago(5))).ready).toBe(true)
  const problem = { ok: false, message: 'what is due has not been looked for since 780 s' }
  const well = { ok: true, message: null }
  for (const [lastPassAt, startedAt] of [
    [ago(780), ago(3_600)],
    [null, ago(780)],
  ] as const) {
    expect(await readiness(lastPassAt, startedAt)).toEqual({
      ready: false,
      checks: { database: well, migrations: well, queue: well, scheduler: problem },
    })
  }
})

it('goes by when the database last heard of a run in hand', async () => {
  await using store = await memoryStore()
  await migrateQueue(store)
  const read = createReadiness(store)
  const readiness = async (at: Date) => {
    const atWork = { state: 'running', nextRunAt: null, lastPassAt: ago(1), startedAt: ago(3_600) } as const
    const { ready, checks } = await read({ ...atWork, oldestHeartbeat: { accountId: '7001', at } }, NOW)
    return { ready, scheduler: checks.scheduler }
  }
  expect(await readiness(ago(10))).toEqual({ ready: true, scheduler: { ok: true, message: null } })
  expect(await readiness(ago(12))).toEqual({
    ready: false,
    scheduler: { ok: false, message: 'the run of account 7001 has not reached the database since 12 s' },
  })
})

describe.runIf(timescaleAvailable())('behind a pooler in transaction mode that does not show itself', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  it('is not ready, and says what to do', async () => {
    await using direct = await openStore({ connection: database.url })
    await direct.migrate()
    await migrateQueue(direct)
    await using pooler = await startTransactionPooler(database.url)
    await using store = await openStore({ connection: pooler.url })
    const read = createReadiness(store)
    for (const asked of [1, 2]) {
      const { ready, checks } = await read(null, NOW)
      expect({ asked, ready }).toEqual({ asked, ready: false })
      expect(checks.database.message).toMatch(
        /^a pooler in transaction mode .* DATABASE_POOLER=transaction.* session mode$/,
      )
      expect(checks.migrations.ok).toBe(true)
    }
    expect((await createReadiness(direct)(null, NOW)).ready).toBe(true)
  })
})
