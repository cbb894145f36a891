import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type CuttableLine, layLine } from '../../../../scripts/cuttable-line.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { ServiceWorld } from './service-world.ts'

const ACCOUNTS = 4
const LISTINGS = 3
const SHORT = { LOOKBACK_WEEKS: '2', LOOKAHEAD_WEEKS: '0', DATABASE_TIMEOUT_SECONDS: '2' }

const throughLine = (line: CuttableLine) => (url: string) => {
  const through = new URL(url)
  through.host = new URL(line.url).host
  return through.href
}

interface Health {
  scheduler: { last_pass_at: string | null }
}

describe.runIf(timescaleAvailable())('connections that fall silent and stay open', () => {
  test('hold a service up for seconds; every run ends well, and no row is lost or doubled', async () => {
    await using line = await layLine(process.env['TEST_DATABASE_URL'] ?? '')
    await using world = await ServiceWorld.make({
      accounts: ACCOUNTS,
      listings: LISTINGS,
      latencyMs: 30,
      reach: throughLine(line),
    })
    const service = await world.serve('hybrid', SHORT)
    const lastPass = async (): Promise<number> => {
      const health = (await (await fetch(`${service.url}/health`)).json()) as Health
      return Date.parse(health.scheduler.last_pass_at ?? '')
    }
    await world.until(async () => (await world.runs()).some(({ listingsSucceeded }) => listingsSucceeded > 0))
    expect(line.freeze()).toBeGreaterThan(2)
    const frozenAt = Date.now()
    await world.until(async () => (await lastPass()) > frozenAt + 2_000)
    expect(Date.now() - frozenAt).toBeLessThan(10_000)

    await world.until(
      async () => (await world.runs()).filter(({ status }) => status === 'succeeded').length === ACCOUNTS,
    )
    for (const run of await world.runs()) {
      expect(run).toMatchObject({ listingsSucceeded: LISTINGS, listingsFailed: 0 })
      expect(run.rows).toMatchObject({ updated: 0, unchanged: 0 })
    }
    expect(await service.end()).toBe(0)
  })

  // They wait for what never comes, each in a world of its own: side by side.
  test.concurrent('a database that is silent for good: not ready, and SIGTERM is obeyed in time', async () => {
    await using line = await layLine(process.env['TEST_DATABASE_URL'] ?? '')
    await using world = await ServiceWorld.make({
      accounts: ACCOUNTS,
      listings: LISTINGS,
      latencyMs: 30,
      reach: throughLine(line),
    })
    // As it is by default: a statement that was sent is waited for half a minute.
    const { DATABASE_TIMEOUT_SECONDS: _, ...usual } = SHORT
    const service = await world.serve('hybrid', { ...usual, SHUTDOWN_TIMEOUT_SECONDS: '2' })
    await world.until(async () => (await world.runs()).some(({ listingsSucceeded }) => listingsSucceeded > 0))
    line.pause()
    await world.until(async () => (await fetch(`${service.url}/health/ready`)).status === 503)
    const toldAt = Date.now()
    expect(await service.end()).toBe(0)
    expect(Date.now() - toldAt).toBeLessThan(2_000 + 10_000)

    // What was in hand is taken up by another process.
    line.mend()
    const other = await world.serve('worker', SHORT)
    await world.until(
      async () => (await world.runs()).filter(({ status }) => status === 'succeeded').length === ACCOUNTS,
    )
    expect(await other.end()).toBe(0)
  })

  test.concurrent('a scheduler that stands still makes the process not ready, and goes on by itself', async () => {
    await using line = await layLine(process.env['TEST_DATABASE_URL'] ?? '')
    await using world = await ServiceWorld.make({ accounts: 1, listings: 1, reach: throughLine(line) })
    const service = await world.serve('worker', { ...SHORT, DATABASE_TIMEOUT_SECONDS: '40' })
    const readiness = async () => {
      const response = await fetch(`${service.url}/health/ready`)
      const { checks } = (await response.json()) as { checks: { scheduler: { ok: boolean } } }
      return { status: response.status, atWork: checks.scheduler.ok }
    }
    await world.until(async () => (await readiness()).status === 200)
    await world.until(async () => (await world.runs())[0]?.status === 'succeeded')
    // The planner's statement waits for a lock for longer than it may stand still.
    await world.store.db.transaction().execute(async (tx) => {
      await sql`LOCK TABLE ${sql.id(world.store.schema, 'sync_runs')}`.execute(tx)
      await world.until(async () => !(await readiness()).atWork, { everyMs: 500 })
      expect((await readiness()).status).toBe(503)
    })
    await world.until(async () => (await readiness()).status === 200)
    expect(await service.end()).toBe(0)
  })

  test.concurrent('a run that does not reach the database makes the process not ready, though the schedule goes on', async () => {
    await using line = await layLine(process.env['TEST_DATABASE_URL'] ?? '')
    await using world = await ServiceWorld.make({
      accounts: 1,
      listings: LISTINGS,
      latencyMs: 1_500,
      reach: throughLine(line),
    })
    const service = await world.serve('worker', { ...SHORT, DATABASE_TIMEOUT_SECONDS: '40' })
    const schedulerCheck = async () => {
      const response = await fetch(`${service.url}/health/ready`)
      const { checks } = (await response.json()) as {
        checks: { scheduler: { ok: boolean; message: string | null } }
      }
      return { status: response.status, ...checks.scheduler }
    }
    await world.until(async () => (await world.runs())[0]?.status === 'running')
    await world.until(async () => (await schedulerCheck()).status === 200)
    // Lease and schedule go on; what the run tells waits for its row.
    await world.store.db.transaction().execute(async (tx) => {
      await sql`SELECT 1 FROM ${sql.id(world.store.schema, 'sync_runs')} FOR UPDATE`.execute(tx)
      await world.until(async () => !(await schedulerCheck()).ok, { everyMs: 500 })
      const { status, message } = await schedulerCheck()
      expect(status).toBe(503)
      expect(message).toMatch(/^the run of account \d+ has not reached the database since 1\d s$/)
    })
    await world.until(async () => (await schedulerCheck()).status === 200)
    expect(await service.end()).toBe(0)
  })

  test.concurrent('a sync by hand ends in time, with what went wrong, and the next one heals it', async () => {
    await using line = await layLine(process.env['TEST_DATABASE_URL'] ?? '')
    await using world = await ServiceWorld.make({
      accounts: 1,
      listings: LISTINGS,
      latencyMs: 60,
      reach: throughLine(line),
    })
    using folder = new CliFolder()
    const sync = (whileRunning?: () => Promise<void>) =>
      folder.spawn(['sync'], {
        env: { ...world.env, ...SHORT },
        ...(whileRunning && { whileRunning }),
      })
    let pausedAt = 0
    const frozen = await sync(async () => {
      await world.until(async () => (await world.runs())[0]?.listingsSucceeded === 1)
      line.pause()
      pausedAt = Date.now()
    })
    expect(Date.now() - pausedAt).toBeLessThan(45_000)
    expect(frozen.code).toBe(3)
    expect(frozen.stdout + frozen.stderr).toMatch(/database has not answered|timeout|timed out/i)

    line.mend()
    const healed = await sync()
    expect(healed.code).toBe(0)
    const [run] = await world.runs()
    expect(run).toMatchObject({ status: 'succeeded', listingsSucceeded: LISTINGS, listingsFailed: 0 })
    expect(run?.rows).toMatchObject({ updated: 0, unchanged: 0 })
  })

  test('a sync by hand outlives connections that fall silent once', async () => {
    await using line = await layLine(process.env['TEST_DATABASE_URL'] ?? '')
    await using world = await ServiceWorld.make({
      accounts: 1,
      listings: LISTINGS,
      latencyMs: 60,
      reach: throughLine(line),
    })
    using folder = new CliFolder()
    const { code } = await folder.spawn(['sync'], {
      env: { ...world.env, ...SHORT },
      whileRunning: async () => {
        await world.until(async () => (await world.runs())[0]?.listingsSucceeded === 1)
        line.freeze()
      },
    })
    expect(code).toBe(0)
    const [run] = await world.runs()
    expect(run).toMatchObject({ status: 'succeeded', listingsSucceeded: LISTINGS, listingsFailed: 0 })
    expect(run?.rows).toMatchObject({ updated: 0, unchanged: 0 })
  })
})
