import { setTimeout as delay } from 'node:timers/promises'
import { DEFAULT_OPERATIONS } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { METRIC_TABLES } from 'insights-transform'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const TODAY = '2026-04-15'
const ACCOUNT = '310000002'
const LISTINGS = [1, 2, 3].map((number) => ({
  listingId: `99900000000000020${number}`,
  internalName: `Loft ${number} 🏡`,
}))
const [, SECOND] = LISTINGS.map(({ listingId }) => listingId)
const accounts = [{ accountId: ACCOUNT, listings: LISTINGS }]

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
})

const start = (options: object = {}) => simulatorFor(store, { accounts, today: TODAY, ...options })
const account = async () => {
  const found = await store.accounts.get(ACCOUNT)
  if (!found) throw new Error('The account is gone.')
  return found
}
const cursors = async () =>
  Object.fromEntries((await store.listings.list(ACCOUNT)).map((l) => [l.listingId, l.lastSyncedDay]))

const columnsOf = (table: readonly object[]) => Object.keys(table[0] ?? {}).toSorted()
const keyed = (columns: readonly { name: string }[]) =>
  ['account_id', 'time', ...columns.map(({ name }) => name)].toSorted()

describe('a sync that goes well', () => {
  test('counts truly, moves every cursor and last_sync_at, and marks the credentials as working', async () => {
    await using simulator = await start()
    const { first, progress } = await syncAll(store, simulator)
    const rows = await storedRows(store, ACCOUNT)
    const stored = rows.chartQuery.length + rows.chartSummary.length + rows.listOfMetrics.length
    expect(first).toMatchObject({
      status: 'succeeded',
      error: null,
      run: {
        listingsTotal: 3,
        listingsSucceeded: 3,
        listingsFailed: 0,
        rows: { inserted: stored, updated: 0 },
      },
    })
    expect(first.run?.requestsDone).toBe(simulator.requests.length)
    expect(first.run?.requestsTotal).toBe(simulator.requests.length)
    expect(Object.values(await cursors())).toEqual([TODAY, TODAY, TODAY])
    expect(await account()).toMatchObject({ credentialStatus: 'ok' })
    expect((await account()).lastSyncAt).toBeInstanceOf(Date)
    expect(progress.at(-1)).toMatchObject({ type: 'run_finished' })
    expect(rows.chartQuery[0]?.airbnb_internal_name).toBe('Loft 1 🏡')
  })

  test('fills every column that the transforms make, and there are no others', async () => {
    await using simulator = await start()
    await syncAll(store, simulator)
    const rows = await storedRows(store, ACCOUNT)
    expect(columnsOf(rows.chartQuery)).toEqual(keyed(METRIC_TABLES.chart_query.columns))
    expect(columnsOf(rows.chartSummary)).toEqual(keyed(METRIC_TABLES.chart_summary.columns))
    expect(columnsOf(rows.listOfMetrics)).toEqual(keyed(METRIC_TABLES.list_of_metrics.columns))
  })

  test('again on the same day asks everything and changes nothing', async () => {
    await using simulator = await start()
    await syncAll(store, simulator)
    const before = await storedRows(store, ACCOUNT)
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'succeeded', run: { rows: { inserted: 0, updated: 0 } } })
    expect(await storedRows(store, ACCOUNT)).toEqual(before)
  })

  test('on the next day asks an incremental window and adds rows beside the old ones', async () => {
    await using simulator = await start()
    await syncAll(store, simulator)
    const backfill = simulator.requests.length
    simulator.advanceDays(1)
    await syncAll(store, simulator)
    expect(simulator.requests.length - backfill).toBeLessThan(backfill / 2)
    const days = new Set((await storedRows(store, ACCOUNT)).chartQuery.map((row) => row.time))
    expect([...days].toSorted()).toEqual([TODAY, '2026-04-16'])
  })

  test('after a gap of a month leaves no day out', async () => {
    await using simulator = await start()
    await syncAll(store, simulator)
    simulator.advanceDays(30)
    await syncAll(store, simulator)
    const rows = (await storedRows(store, ACCOUNT)).chartQuery
    const day = rows.filter((row) => row.time === '2026-05-15').map((row) => row.metric_date)
    // The Sunday on or before (April 16 − 1 week).
    expect(day.toSorted()[0]).toBe('2026-04-05')
  })

  test('gives each listing its own window: a new listing is backfilled beside one that is up to date', async () => {
    {
      await using simulator = await start({
        accounts: [{ accountId: ACCOUNT, listings: LISTINGS.slice(0, 2) }],
      })
      await syncAll(store, simulator)
    }
    await using simulator = await start({ today: '2026-04-16' })
    const { first } = await syncAll(store, simulator)
    const windows = (await store.runs.listings(first.run?.runId ?? '')).map(
      (listing) => listing.window?.start,
    )
    expect(windows).toEqual(['2026-04-05', '2026-04-05', '2025-10-19'])
  })

  test('with full asks every listing from as far back as possible', async () => {
    await using simulator = await start()
    await syncAll(store, simulator)
    const backfill = simulator.requests.length
    await syncAll(store, simulator, { full: true })
    expect(simulator.requests.length).toBe(2 * backfill)
  })
})

describe('what concerns one listing', () => {
  test('a malformed answer fails that listing with path, trace id and body; the others go on', async () => {
    await using simulator = await start({
      faults: [{ kind: 'malformed', when: { listingId: SECOND }, times: Number.POSITIVE_INFINITY }],
    })
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({
      status: 'partial',
      run: { listingsSucceeded: 2, listingsFailed: 1 },
    })
    const failed = (await store.runs.listings(first.run?.runId ?? '')).find(
      ({ status }) => status === 'failed',
    )
    expect(failed).toMatchObject({ listingId: SECOND, error: { code: 'response_shape' } })
    expect(failed?.error?.path).toContain('data')
    expect(failed?.error?.traceId).toBeTruthy()
    expect(failed?.error?.responseBody).toContain('porygon')
    expect(await cursors()).toMatchObject({ [SECOND ?? '']: null })
    expect((await account()).lastSyncAt).toBeNull()
  })

  test('what is missing is tried again under the same run, three times a scrape day', async () => {
    await using simulator = await start({
      faults: [{ kind: 'malformed', when: { listingId: SECOND }, times: Number.POSITIVE_INFINITY }],
    })
    const runIds = new Set<string | undefined>()
    const all = LISTINGS.map(({ listingId }) => listingId)
    for (const missing of [all, [SECOND], [SECOND], [SECOND]]) {
      const before = simulator.requests.length
      const { first } = await syncAll(store, simulator)
      expect(first.status).toBe('partial')
      runIds.add(first.run?.runId)
      const asked = new Set(simulator.requests.slice(before).map(({ listingId }) => listingId))
      expect([...asked].filter(Boolean)).toEqual(missing)
    }
    expect(runIds.size).toBe(1)
    const before = simulator.requests.length
    const { first } = await syncAll(store, simulator)
    expect(first.status).toBe('retries_spent')
    expect(simulator.requests.length).toBe(before)
  })

  test('a retry that succeeds completes the run', async () => {
    await using simulator = await start({ faults: [{ kind: 'malformed', when: { listingId: SECOND } }] })
    await syncAll(store, simulator)
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'succeeded', run: { listingsSucceeded: 3, listingsFailed: 0 } })
    expect((await account()).lastSyncAt).toBeInstanceOf(Date)
  })
})

describe('what concerns the account', () => {
  test.each(['unauthorized', 'forbidden', 'graphql_error', 'null_data', 'login_page'])(
    'an expired session (%s) ends the run and marks the account; nothing asks again',
    async (as) => {
      await using simulator = await start({
        faults: [
          { kind: 'session_expired', as, when: { afterRequests: 100 }, times: Number.POSITIVE_INFINITY },
        ],
      })
      const { first } = await syncAll(store, simulator)
      expect(first).toMatchObject({ status: 'auth_failed', run: { listingsSucceeded: 1 } })
      expect(first.run?.requestsDone).toBe(simulator.requests.length)
      expect(await account()).toMatchObject({ credentialStatus: 'expired', lastSyncAt: null })
      const before = simulator.requests.length
      const again = await syncAll(store, simulator)
      expect(again.first).toMatchObject({ status: 'auth_failed', error: { code: 'credentials_expired' } })
      expect(simulator.requests.length).toBe(before)
    },
  )

  test('new credentials that came during the run are not marked expired by it', async () => {
    await using simulator = await start({
      faults: [{ kind: 'session_expired', when: { afterRequests: 50 }, times: Number.POSITIVE_INFINITY }],
      latencyMs: 2,
    })
    const running = syncAll(store, simulator)
    await delay(40)
    const [{ credentials } = { credentials: undefined }] = simulator.accounts
    if (!credentials) throw new Error('No credentials.')
    await store.accounts.update(ACCOUNT, { cookie: credentials.cookie })
    const { status, run } = (await running).first
    expect(status).toBe('auth_failed')
    // What was set meanwhile has not been tried: the run is due with it.
    expect(run?.nextAttemptAt).toBeInstanceOf(Date)
    expect((await account()).credentialStatus).not.toBe('expired')
  })

  test('sustained 429s end the run with a time to come back', async () => {
    await using simulator = await start({
      faults: [
        {
          kind: 'status',
          status: 429,
          retryAfter: 600,
          when: { afterRequests: 20 },
          times: Number.POSITIVE_INFINITY,
        },
      ],
    })
    const { first } = await syncAll(store, simulator, { now: () => new Date('2026-04-15T05:00:00Z') })
    expect(first).toMatchObject({ status: 'rate_limited', retryAt: new Date('2026-04-15T05:10:00Z') })
    expect(first.run?.nextAttemptAt).toEqual(new Date('2026-04-15T05:10:00Z'))
  })

  test('an account that the API has asked to rest is not asked before its time', async () => {
    await using simulator = await start({
      faults: [
        {
          kind: 'status',
          status: 429,
          retryAfter: 600,
          when: { afterRequests: 20 },
          times: Number.POSITIVE_INFINITY,
        },
      ],
    })
    const { first } = await syncAll(store, simulator)
    const asked = simulator.requests.length
    const again = await syncAll(store, simulator)
    expect(again.first).toMatchObject({ status: 'rate_limited', retryAt: first.retryAt })
    expect(simulator.requests.length).toBe(asked)
    expect(await store.runs.get(first.run?.runId ?? '')).toEqual(first.run)
  })

  test('a stale operation ends the run and names the operation', async () => {
    await using simulator = await start({ faults: [{ kind: 'stale_hash', times: Number.POSITIVE_INFINITY }] })
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'failed', error: { code: 'stale_operation' } })
    expect(first.error?.message).toContain('ListingsSectionQuery')
  })

  test('a hash that is unknown is given up for another one, which a note tells once', async () => {
    const [newest, older = ''] = DEFAULT_OPERATIONS.ChartQuery
    await using simulator = await start({ operations: { ChartQuery: older } })
    const { first, progress } = await syncAll(store, simulator)
    const note = {
      code: 'operation_changed',
      message: `Airbnb no longer knows ChartQuery by the hash ${newest}; it was asked by ${older}, a built-in one, which works.`,
    }
    expect(first).toMatchObject({ status: 'succeeded', run: { notes: [note] } })
    expect(progress.filter(({ type }) => type === 'note')).toMatchObject([note])
    expect(simulator.requests.filter(({ hash }) => hash === newest)).toHaveLength(2)
    // What was asked once more is no request of the plan.
    expect(first.run?.requestsDone).toBe(simulator.requests.length - 2)
    expect(first.run?.requestsTotal).toBe(first.run?.requestsDone)
  })

  test('that the listings are asked by another hash is noted as well', async () => {
    await using simulator = await start({ operations: { ListingsSectionQuery: 'given' } })
    const { first } = await syncAll(store, simulator, {
      clientOptions: { operations: { ListingsSectionQuery: ['stale', 'given'] } },
    })
    expect(first.run?.notes).toMatchObject([
      { code: 'operation_changed', message: /by the hash stale; it was asked by given, one of those given/ },
    ])
  })

  test('a refused key of the website ends the run, says which setting it is, and blames no session', async () => {
    await using simulator = await start({ webKey: 'anotherkeythanours' })
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'failed', error: { code: 'stale_web_key' } })
    expect(first.error?.message).toContain('AIRBNB_WEB_KEY')
    expect(simulator.requests).toHaveLength(1)
    expect(await account()).toMatchObject({ credentialStatus: 'unknown' })
  })

  test('listings that the API kept back make the run partial', async () => {
    await using simulator = await start({ faults: [{ kind: 'incomplete_listings' }] })
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'partial', error: { code: 'incomplete_listings' } })
    expect((await account()).lastSyncAt).toBeNull()
  })

  test('no listings where some were known make the run partial', async () => {
    await using simulator = await start()
    await syncAll(store, simulator)
    simulator.advanceDays(1)
    simulator.addFault({ kind: 'empty', when: { operation: 'ListingsSectionQuery' } })
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'partial', error: { code: 'no_listings' } })
  })

  test('a server that cannot be reached is not asked for every listing', async () => {
    await using simulator = await start({
      accounts: [{ accountId: ACCOUNT, listings: 12 }],
      faults: [{ kind: 'reset', when: { afterRequests: 80 }, times: Number.POSITIVE_INFINITY }],
    })
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({
      status: 'failed',
      error: { code: 'network' },
      run: { listingsSucceeded: 1 },
    })
    expect(first.run?.listingsFailed).toBeLessThanOrEqual(3)
  })
})

describe('sessions', () => {
  test('cookies that the server rotated are stored with the listing', async () => {
    await using simulator = await start({ faults: [{ kind: 'rotate_cookies', when: { afterRequests: 3 } }] })
    const before = await store.accounts.credentials(ACCOUNT)
    await syncAll(store, simulator)
    const after = await store.accounts.credentials(ACCOUNT)
    expect(after?.cookie === before?.cookie).toBe(false)
    expect(after?.version).toBe(before?.version)
    simulator.advanceDays(1)
    const { first } = await syncAll(store, simulator)
    expect(first.status).toBe('succeeded')
  })
})

describe('interruption', () => {
  test('a cancelled run says so, keeps what was committed, and is resumed without asking it again', async () => {
    await using simulator = await start({ latencyMs: 1 })
    const controller = new AbortController()
    const { first } = await syncAll(store, simulator, {
      signal: controller.signal,
      onProgress: (event) => {
        if (event.type === 'listing_finished') controller.abort()
      },
    })
    expect(first).toMatchObject({ status: 'cancelled', run: { listingsSucceeded: 1 } })
    const asked = simulator.requests.length
    const resumed = await syncAll(store, simulator)
    expect(resumed.first).toMatchObject({
      status: 'succeeded',
      run: { runId: first.run?.runId, listingsSucceeded: 3, listingsTotal: 3 },
    })
    const again = new Set(simulator.requests.slice(asked).map(({ listingId }) => listingId))
    expect(again.has(LISTINGS[0]?.listingId ?? null)).toBe(false)
  })

  test('a full run that is resumed asks for every backfill, whoever resumes it', async () => {
    await using simulator = await start({ latencyMs: 1 })
    await syncAll(store, simulator)
    const controller = new AbortController()
    await syncAll(store, simulator, {
      full: true,
      signal: controller.signal,
      onProgress: (event) => {
        if (event.type === 'listing_finished') controller.abort()
      },
    })
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'succeeded', run: { full: true } })
    const windows = (await store.runs.listings(first.run?.runId ?? '')).map(({ window }) => window?.start)
    expect(new Set(windows)).toEqual(new Set(['2025-10-19']))
  })

  test('an account that another process syncs is left alone and names the holder', async () => {
    await using simulator = await start()
    const lease = await store.leases.acquire(ACCOUNT, { holder: 'nas:4711' })
    if (lease.busy) throw new Error('The lease should be free.')
    const { first } = await syncAll(store, simulator)
    expect(first).toMatchObject({ status: 'busy', holder: 'nas:4711', run: null })
    expect(simulator.requests.length).toBe(0)
    await lease.release()
  })

  test('an unfinished run of an earlier day is closed as interrupted', async () => {
    await using simulator = await start({ latencyMs: 1 })
    const controller = new AbortController()
    const { first } = await syncAll(store, simulator, {
      signal: controller.signal,
      onProgress: (event) => {
        if (event.type === 'listing_finished') controller.abort()
      },
    })
    simulator.advanceDays(1)
    const next = await syncAll(store, simulator)
    expect(next.first.run?.runId).not.toBe(first.run?.runId)
    expect(next.first.status).toBe('succeeded')
    const old = await store.runs.get(first.run?.runId ?? '')
    expect(old).toMatchObject({ status: 'failed', error: { code: 'interrupted' } })
  })
})

test('several accounts: one that fails is not another’s failure', async () => {
  await using simulator = await start({
    accounts: [
      { accountId: ACCOUNT, listings: 2 },
      { accountId: '310000003', listings: 2 },
      { accountId: '310000004', listings: 2 },
    ],
  })
  simulator.expireSession('310000003')
  const { outcomes } = await syncAll(store, simulator, { concurrency: 2 })
  const statuses = Object.fromEntries(outcomes.map(({ accountId, status }) => [accountId, status]))
  expect(statuses).toEqual({ [ACCOUNT]: 'succeeded', '310000003': 'auth_failed', '310000004': 'succeeded' })
})
