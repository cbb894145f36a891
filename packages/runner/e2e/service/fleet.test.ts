import { describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { ServiceWorld } from './service-world.ts'

const ACCOUNTS = 200
const WORKERS = 4
/** A short window: what matters here is who asks, not how much. */
const SHORT = { LOOKBACK_WEEKS: '1', LOOKAHEAD_WEEKS: '0', WORKER_CONCURRENCY: '6', LOG_LEVEL: 'warn' }

describe.runIf(timescaleAvailable())('four workers and two hundred accounts', () => {
  test('sync every account once: none twice, none left out, none by two at a time', async () => {
    await using world = await ServiceWorld.make({ accounts: ACCOUNTS, listings: 1 })
    const workers = await Promise.all(Array.from({ length: WORKERS }, () => world.serve('worker', SHORT)))
    await world.until(
      async () => (await world.runs()).filter(({ status }) => status === 'succeeded').length >= ACCOUNTS,
      { everyMs: 500 },
    )
    // Whoever would sync an account again has the time to begin.
    await new Promise((resolve) => setTimeout(resolve, 6000))

    const runs = await world.runs()
    expect(new Set(runs.map(({ accountId }) => accountId)).size).toBe(ACCOUNTS)
    expect(runs).toHaveLength(ACCOUNTS)
    for (const run of runs) {
      expect(run).toMatchObject({ status: 'succeeded', trigger: 'scheduled', attempts: 1, retries: 0 })
    }
    const asked = new Map<string, number>()
    for (const { accountId, operation } of world.simulator.requests) {
      if (operation !== 'ListingsSectionQuery' || accountId === null) continue
      asked.set(accountId, (asked.get(accountId) ?? 0) + 1)
    }
    expect(asked.size).toBe(ACCOUNTS)
    expect(new Set(asked.values())).toEqual(new Set([1]))
    for (const { accountId } of world.simulator.accounts) {
      expect(world.simulator.maxConcurrent(accountId)).toBe(1)
    }
    // The work was shared.
    expect(new Set(runs.map(({ holder }) => holder)).size).toBe(WORKERS)
    for (const worker of workers) expect(await worker.end()).toBe(0)
  })
})
