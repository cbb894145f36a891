import type { Simulator } from 'airbnb-insights-client/simulator'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { SyncProgress } from '../../src/index.ts'
import { outcomesRemarks } from '../../src/sync/outcome/outcome-remarks.ts'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const DAY = '2026-04-15'
const SHORT = { lookbackWeeks: 1, lookaheadWeeks: 0, horizonWeeks: 0, canary: false } as const

type Store = Awaited<ReturnType<typeof memoryStore>>

/** Lets the time until the next probe pass. */
const letWaitPass = ({ db, schema }: Store) =>
  sql`UPDATE ${sql.id(schema, 'pauses')} SET next_probe_at = clock_timestamp()`.execute(db)

const raiseWall = (simulator: Simulator) => simulator.addFault({ kind: 'blocked', times: Infinity })

const pausesTold = (progress: readonly SyncProgress[]) =>
  progress.flatMap(({ type }) => (type === 'pause_started' || type === 'pause_ended' ? [type] : []))

describe('a wall from the start', () => {
  test('is met by one request; no session is judged, and the run says so and will go on', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 3, listings: 1, today: DAY })
    raiseWall(simulator)
    const { outcomes, progress } = await syncAll(store, simulator, { ...SHORT, concurrency: 1 })

    expect(simulator.requests).toHaveLength(1)
    expect(outcomes.map(({ status }) => status)).toEqual(['blocked', 'paused', 'paused'])
    const [blocked, paused] = outcomes
    expect(blocked?.run).toMatchObject({
      status: 'blocked',
      retries: 0,
      error: { code: 'blocked', message: expect.stringContaining('The session was not judged') },
    })
    const [pause] = await store.pauses.list()
    expect(pause).toMatchObject({ network: 'default', site: simulator.url, reason: 'bot_wall' })
    expect(blocked?.retryAt).toEqual(pause?.nextProbeAt)
    expect(blocked?.run?.nextAttemptAt).toEqual(pause?.nextProbeAt)
    expect(paused).toMatchObject({ run: null, retryAt: pause?.nextProbeAt, error: { code: 'paused' } })
    expect(pausesTold(progress)).toEqual(['pause_started'])
    const accounts = await store.accounts.list()
    expect(accounts.map(({ credentialStatus }) => credentialStatus)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
  })

  test('is told once of all the accounts that it keeps waiting', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 4, listings: 1, today: DAY })
    raiseWall(simulator)
    const { outcomes } = await syncAll(store, simulator, { ...SHORT, concurrency: 1 })
    const reports = outcomes.map((outcome) => {
      return { outcome, name: null, run: outcome.run, listings: [], durationMs: null }
    })
    const lines = outcomesRemarks(reports, { style: (_tone, text) => text, width: undefined })
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^✗ \d+ blocked: /)
    expect(lines[2]).toMatch(/^! 3 accounts paused: Nobody of the network default asks .* was not judged\.$/)
    expect(lines[3]).toMatch(/^ {2}→ Open Airbnb in a browser/)
  })

  test('is probed by one request a minute, and all go on once that is answered', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 3, listings: 1, today: DAY })
    raiseWall(simulator)
    const sync = () => syncAll(store, simulator, { ...SHORT, concurrency: 3 })
    await syncAll(store, simulator, { ...SHORT, concurrency: 1 })
    await sync()
    expect(simulator.requests).toHaveLength(1)
    await letWaitPass(store)
    const { outcomes: probed } = await sync()
    expect(simulator.requests).toHaveLength(2)
    expect(new Set(simulator.requests.map(({ accountId }) => accountId)).size).toBe(2)
    expect(probed.filter(({ status }) => status === 'blocked')).toHaveLength(1)
    expect(await store.pauses.list()).toMatchObject([{ failures: 2 }])

    simulator.clearFaults()
    await sync()
    expect(simulator.requests).toHaveLength(2)
    await letWaitPass(store)
    const first = await syncAll(store, simulator, { ...SHORT, concurrency: 1 })
    const then = await sync()
    expect(pausesTold([...first.progress, ...then.progress])).toEqual(['pause_ended'])
    expect(await store.pauses.list()).toEqual([])
    for (const { accountId } of simulator.accounts) {
      const [run] = await store.runs.list({ accountId })
      expect(run).toMatchObject({ status: 'succeeded', retries: 0 })
      expect((await storedRows(store, accountId)).chartQuery.length).toBeGreaterThan(0)
    }
  })

  test('that has lifted leaves out none of the accounts that a later sync begins with', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, {
      accounts: 4,
      listings: 1,
      today: DAY,
      latencyMs: 300,
    })
    simulator.addFault({ kind: 'blocked', times: 1 })
    await syncAll(store, simulator, { ...SHORT, concurrency: 1 })
    // As on the next day.
    await sql`UPDATE ${sql.id(store.schema, 'pauses')} SET next_probe_at = next_probe_at - interval '1 day'`.execute(
      store.db,
    )
    const { outcomes, progress } = await syncAll(store, simulator, { ...SHORT, concurrency: 4 })
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded'])
    expect(pausesTold(progress)).toEqual(['pause_ended'])
  })

  test('a session that the site itself refuses ends the pause, and is expired', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 1, listings: 1, today: DAY })
    simulator.addFault({ kind: 'blocked', times: 1 })
    await syncAll(store, simulator, SHORT)
    simulator.expireSession(simulator.accounts[0]?.accountId ?? '')
    await letWaitPass(store)
    const { first, progress } = await syncAll(store, simulator, SHORT)
    expect(first.status).toBe('auth_failed')
    expect(pausesTold(progress)).toEqual(['pause_ended'])
  })

  test('a probe without an answer is not repeated, and makes the pause longer', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 1, listings: 1, today: DAY })
    simulator.addFault({ kind: 'blocked', times: 1 })
    simulator.addFault({ kind: 'reset', times: Infinity })
    await syncAll(store, simulator, SHORT)
    await letWaitPass(store)
    const { first } = await syncAll(store, simulator, SHORT)
    expect(first).toMatchObject({ status: 'failed', error: { code: 'network' } })
    expect(simulator.requests).toHaveLength(2)
    expect(await store.pauses.list()).toMatchObject([{ failures: 2 }])
  })
})

describe('a wall on the way', () => {
  test('keeps what is stored, and the run goes on under its id', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 1, listings: 3, today: DAY })
    simulator.addFault({ kind: 'blocked', as: 'maintenance_page', times: 1, when: { afterRequests: 5 } })
    const { first } = await syncAll(store, simulator, SHORT)
    expect(first).toMatchObject({ status: 'blocked', run: { listingsSucceeded: 1, listingsFailed: 0 } })
    const [account] = await store.accounts.list()
    expect(account?.credentialStatus).toBe('ok')
    await letWaitPass(store)
    const { first: then } = await syncAll(store, simulator, SHORT)
    expect(then.run).toMatchObject({
      runId: first.run?.runId,
      status: 'succeeded',
      listingsSucceeded: 3,
      retries: 0,
    })
  })

  test('stops a run in hand at its next request, and the run is given back', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 1, listings: 3, today: DAY })
    const [{ accountId } = { accountId: '' }] = simulator.accounts
    let asked = 0
    const { first } = await syncAll(store, simulator, {
      ...SHORT,
      onProgress: (event) => {
        if (event.type !== 'listing_finished') return
        asked = simulator.requests.length
        // Another process meets the wall.
        void store.pauses.meet({
          network: 'default',
          site: simulator.url,
          accountId: 'another',
          reason: 'captcha',
        })
      },
    })
    expect(first).toMatchObject({ status: 'paused', error: { code: 'paused' }, run: { accountId } })
    expect(await store.runs.get(first.run?.runId ?? '')).toMatchObject({
      status: 'queued',
      listingsSucceeded: 1,
    })
    // What had been let through before is no matter; nothing follows.
    expect(simulator.requests.length - asked).toBeLessThanOrEqual(1)
  })

  test('of another network stops nobody', async () => {
    await using store = await memoryStore()
    await using simulator = await simulatorFor(store, { accounts: 1, listings: 1, today: DAY })
    const site = simulator.url
    await store.pauses.meet({ network: 'office', site, accountId: 'another', reason: 'captcha' })
    expect((await syncAll(store, simulator, SHORT)).first.status).toBe('succeeded')
    const { first } = await syncAll(store, simulator, { ...SHORT, network: 'office' })
    expect(first.status).toBe('paused')
    expect(first.error?.message).toMatch(/network office.*a captcha has stood in between since/)
  })
})
