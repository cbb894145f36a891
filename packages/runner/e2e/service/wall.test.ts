import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { ServiceWorld } from './service-world.ts'
import type { SpawnedService } from './spawned-service.ts'

const ACCOUNTS = 50
const WORKERS = 2
const CONCURRENCY = 4
const SHORT = {
  LOOKBACK_WEEKS: '1',
  LOOKAHEAD_WEEKS: '0',
  HORIZON_WEEKS: '0',
  WORKER_CONCURRENCY: String(CONCURRENCY),
}
/** Longer than planners and workers take to begin whatever they would. */
const QUIET_MS = 4000

/** Makes it the time of the next probe, and of all that waits for it. */
async function letWaitPass({ store: { db } }: ServiceWorld): Promise<void> {
  await sql`
    UPDATE airbnb.sync_runs SET next_attempt_at = clock_timestamp()
    WHERE next_attempt_at > clock_timestamp()`.execute(db)
  await sql`UPDATE airbnb.pauses SET next_probe_at = clock_timestamp() WHERE ended_at IS NULL`.execute(db)
}

const failuresOf = async ({ store }: ServiceWorld): Promise<number> =>
  (await store.pauses.list()).reduce((all, { failures }) => all + failures, 0)

/** How often all services together have said something. */
const said = (services: readonly SpawnedService[], words: string): number =>
  services.reduce((all, { output }) => all + output.split(words).length - 1, 0)

describe.runIf(timescaleAvailable())('fifty accounts behind a wall', () => {
  test('lose no session, ask once a minute at most, and go on when it lifts; a dead prober holds nobody', {
    timeout: 240_000,
  }, async () => {
    await using world = await ServiceWorld.make({ accounts: ACCOUNTS, listings: 1 })
    const { simulator, store } = world
    simulator.addFault({ kind: 'blocked', times: Infinity })
    const workers = await Promise.all(Array.from({ length: WORKERS }, () => world.serve('worker', SHORT)))

    await world.until(async () => (await store.pauses.list()).length > 0)
    await delay(QUIET_MS)
    // Where it is not known whether Airbnb answers, one asks before the others do.
    expect(simulator.requests).toHaveLength(1)
    expect(await failuresOf(world)).toBe(1)
    const health = await (await fetch(`${workers[0]?.url ?? ''}/health`)).json()
    expect(health).toMatchObject({
      pauses: [{ network: 'default', site: simulator.url, reason: 'bot_wall', account_id: null }],
    })

    const askedBy = () => simulator.requests.map(({ accountId }) => accountId)
    for (const failures of [2, 3, 4]) {
      const before = askedBy()
      await letWaitPass(world)
      await world.until(async () => (await failuresOf(world)) === failures)
      await delay(QUIET_MS)
      const after = askedBy()
      expect(after).toHaveLength(before.length + 1)
      expect(before).not.toContain(after.at(-1))
    }

    // The prober dies at its request, which nothing answers.
    simulator.clearFaults()
    simulator.addFault({ kind: 'hang' })
    simulator.addFault({ kind: 'blocked', times: Infinity })
    const before = simulator.requests.length
    await letWaitPass(world)
    await world.until(() => simulator.requests.length > before)
    const prober = askedBy().at(-1) ?? ''
    const { holder } = await world.onlyRun(prober)
    const pid = Number(holder?.split(':').at(-1))
    const [dead] = workers.filter((worker) => worker.pid === pid)
    await dead?.end('SIGKILL')
    await delay(QUIET_MS)
    expect(simulator.requests).toHaveLength(before + 1)
    await letWaitPass(world)
    await world.until(async () => (await failuresOf(world)) === 5)
    await delay(QUIET_MS)
    expect(simulator.requests).toHaveLength(before + 2)

    simulator.clearFaults()
    await letWaitPass(world)
    await world.until(
      async () => {
        // What met the wall waits for the next probe of a pause that has just ended.
        await letWaitPass(world)
        return (await world.runs()).filter(({ status }) => status === 'succeeded').length === ACCOUNTS
      },
      { everyMs: 1000 },
    )
    const runs = await world.runs()
    expect(runs).toHaveLength(ACCOUNTS)
    for (const run of runs) expect(run).toMatchObject({ status: 'succeeded', retries: 0 })
    for (const { credentialStatus } of await store.accounts.list()) expect(credentialStatus).toBe('ok')
    expect(await store.pauses.list()).toEqual([])
    expect(said(workers, 'nobody of this network asks')).toBe(1)
    expect(said(workers, 'Airbnb answers again')).toBe(1)
  })
})
