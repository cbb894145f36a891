import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { ServiceWorld } from './service-world.ts'

const ACCOUNT = '310000041'
const OTHER = '310000042'
const SHORT = { LOOKBACK_WEEKS: '1', LOOKAHEAD_WEEKS: '0' }
/** Fires in a minute at which no test runs: a month's first, in eleven months. */
const farAway = `0 0 1 ${String(((new Date().getUTCMonth() + 11) % 12) + 1)} *`
/** Fired within the last minute. */
const justNow = '* * * * *'

/** A scheduled run of a day, as it was left. */
async function leaveRun(world: ServiceWorld, accountId: string, daysAgo: number) {
  const at = new Date(Date.now() - daysAgo * 86_400_000)
  await world.store.db
    .insertInto('sync_runs')
    .values({
      account_id: accountId,
      status: 'succeeded',
      trigger: 'scheduled',
      scrape_day: at.toISOString().slice(0, 10),
      created_at: at,
      started_at: at,
      finished_at: at,
    })
    .execute()
}

describe.runIf(timescaleAvailable())('the schedule', () => {
  test('catches up with a slot that was missed, and leaves alone what is not due', async () => {
    await using world = await ServiceWorld.make({
      accounts: [
        { accountId: ACCOUNT, listings: 1 },
        { accountId: OTHER, listings: 1 },
      ],
    })
    await leaveRun(world, ACCOUNT, 2)
    // This one's run of today was begun by a service that is gone.
    await leaveRun(world, OTHER, 0)
    await world.serve('worker', { ...SHORT, SYNC_CRON: justNow })
    await world.until(
      async () =>
        (await world.store.runs.list({ accountId: ACCOUNT }))[0]?.status === 'succeeded' &&
        (await world.store.runs.list({ accountId: ACCOUNT })).length === 2,
    )
    expect(await world.store.runs.list({ accountId: OTHER })).toHaveLength(1)
  })

  test('begins nothing before its time, but at once what has never been synced', async () => {
    await using world = await ServiceWorld.make({
      accounts: [
        { accountId: ACCOUNT, listings: 1 },
        { accountId: OTHER, listings: 1 },
      ],
    })
    await leaveRun(world, ACCOUNT, 1)
    await world.serve('worker', { ...SHORT, SYNC_CRON: farAway })
    await world.until(
      async () => (await world.store.runs.list({ accountId: OTHER }))[0]?.status === 'succeeded',
    )
    expect(await world.store.runs.list({ accountId: ACCOUNT })).toHaveLength(1)
  })

  test('tries a failed run again three times, gives it up, and goes on when it is revived', async () => {
    await using world = await ServiceWorld.make({
      accounts: [{ accountId: ACCOUNT, listings: 2 }],
    })
    const [broken] = world.simulator.accounts[0]?.listings ?? []
    world.simulator.addFault({
      when: { listingId: broken?.listingId ?? '', operation: 'ChartQuery' },
      kind: 'malformed',
      times: Infinity,
    })
    await world.serve('worker', { ...SHORT, RETRY_DELAY_SECONDS: '1' })
    await world.until(async () => {
      const [run] = await world.runs()
      return run?.retries === 3 && run.status === 'partial' && run.nextAttemptAt === null
    })
    const givenUp = await world.onlyRun(ACCOUNT)
    expect(givenUp).toMatchObject({ attempts: 4, listingsSucceeded: 1, listingsFailed: 1 })
    const asked = world.simulator.requests.length

    using folder = new CliFolder()
    const listed = await folder.spawn(['runs', 'list', '--failed'], { env: world.env })
    expect(listed.stdout).toMatch(/partial .*given up/)
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(world.simulator.requests).toHaveLength(asked)

    world.simulator.clearFaults()
    const revived = await folder.spawn(['runs', 'retry', 'latest'], { env: world.env })
    expect(revived).toMatchObject({ code: 0 })
    expect(revived.stdout).toContain('is due')
    await world.until(async () => (await world.onlyRun(ACCOUNT)).status === 'succeeded')
    expect(await world.onlyRun(ACCOUNT)).toMatchObject({ runId: givenUp.runId, listingsSucceeded: 2 })
  })

  test('brings a rate-limited run back after its cool-down, and not before', async () => {
    await using world = await ServiceWorld.make({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
    world.simulator.addFault({
      kind: 'status',
      status: 429,
      retryAfter: 300,
      times: 1,
      when: { afterRequests: 3 },
    })
    await world.serve('worker', SHORT)
    await world.until(async () => (await world.runs())[0]?.status === 'rate_limited')
    const limited = await world.onlyRun(ACCOUNT)
    const waits = (limited.nextAttemptAt?.getTime() ?? 0) - Date.now()
    expect(waits).toBeGreaterThan(200_000)
    const asked = world.simulator.requests.length
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(world.simulator.requests).toHaveLength(asked)

    // Five minutes later.
    await sql`UPDATE airbnb.sync_runs SET next_attempt_at = now() - interval '1 second'`.execute(
      world.store.db,
    )
    await world.until(async () => (await world.onlyRun(ACCOUNT)).status === 'succeeded')
    expect(await world.onlyRun(ACCOUNT)).toMatchObject({ runId: limited.runId, attempts: 2, retries: 0 })
  })

  test('asks nothing with a session that has expired until it is renewed', async () => {
    await using world = await ServiceWorld.make({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
    world.simulator.expireSession(ACCOUNT)
    await world.serve('worker', SHORT)
    await world.until(async () => (await world.runs())[0]?.status === 'auth_failed')
    const asked = world.simulator.requests.length
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(world.simulator.requests).toHaveLength(asked)

    const { cookie } = world.simulator.renewSession(ACCOUNT)
    await world.store.accounts.update(ACCOUNT, { cookie })
    await world.until(async () => (await world.onlyRun(ACCOUNT)).status === 'succeeded')
  })

  test('serves one account alone where a worker is told to', async () => {
    await using world = await ServiceWorld.make({
      accounts: [
        { accountId: ACCOUNT, listings: 1 },
        { accountId: OTHER, listings: 1 },
      ],
    })
    const worker = await world.serve('worker', { ...SHORT, ACCOUNT_ID: ACCOUNT })
    await world.until(async () => (await world.runs())[0]?.status === 'succeeded')
    expect(await (await fetch(`${worker.url}/health`)).json()).toMatchObject({
      status: 'ok',
      mode: 'worker',
      account_id: ACCOUNT,
      initial_sync_complete: true,
    })
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect((await world.runs()).map(({ accountId }) => accountId)).toEqual([ACCOUNT])
  })
})
