import { expect, it } from 'vitest'
import { migrateQueue } from '../../src/serve/queue/migrate-queue.ts'
import { readReadiness } from '../../src/serve/readiness.ts'
import { memoryStore } from '../support/sync-bench.ts'

const NOW = new Date('2026-06-15T12:00:00Z')
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000)

it('goes by when the scheduler looked last, whatever the database answers now', async () => {
  await using store = await memoryStore()
  await migrateQueue(store)
  const readiness = (lastPassAt: Date | null, startedAt: Date) =>
    readReadiness(store, { state: 'running', nextRunAt: null, lastPassAt, startedAt }, NOW)

  expect((await readReadiness(store, null, NOW)).ready).toBe(true)
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
