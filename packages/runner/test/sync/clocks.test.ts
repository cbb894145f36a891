import type { Store } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ClockError } from '../../src/index.ts'
import { checkClocks } from '../../src/session/clock-error.ts'
import { memoryStore, simulatorFor, storedRows, syncAll } from '../support/sync-bench.ts'

const ACCOUNT = '310000012'
const HOUR = 3_600_000
const hence = (hours: number): Date => new Date(Date.now() + hours * HOUR)

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
})

interface Skew {
  /** How many hours this machine's clock is ahead. */
  readonly machine?: number
  /** How many hours the API's is. */
  readonly api?: number
  readonly byClock?: boolean
}

/** Syncs under the day that a clock says. */
async function syncWith({ machine = 0, api = 0, byClock = true }: Skew) {
  await using simulator = await simulatorFor(store, {
    accounts: [{ accountId: ACCOUNT, listings: 1 }],
    today: utcDateOf(new Date()),
  })
  const fetchWithClock: typeof fetch = async (...args) => {
    const response = await fetch(...args)
    const headers = new Headers(response.headers)
    headers.set('date', hence(api).toUTCString())
    return new Response(response.body, { status: response.status, headers })
  }
  const { first } = await syncAll(store, simulator, {
    scrapeDay: utcDateOf(hence(machine)),
    now: () => hence(machine),
    byClock,
    lookbackWeeks: 1,
    clientOptions: { fetch: fetchWithClock },
  })
  const { chartQuery } = await storedRows(store, ACCOUNT)
  return { first, rows: chartQuery.length, requests: simulator.requests.length }
}

test('a clock that is four days ahead is refused before anything is asked', async () => {
  const { first, rows, requests } = await syncWith({ machine: 96 })
  expect(first).toMatchObject({ status: 'failed', run: null, error: { code: 'clocks_differ' } })
  expect(first.error?.message).toContain(`this machine's clock says ${utcDateOf(hence(96))}`)
  expect(first.error?.message).toContain(`the database's ${utcDateOf(hence(0))}`)
  expect({ rows, requests }).toEqual({ rows: 0, requests: 0 })
})

test('a clock that the API does not share is refused with all three times, and the true day heals it', async () => {
  const { first, rows, requests } = await syncWith({ api: -96 })
  expect(first).toMatchObject({ status: 'failed', error: { code: 'clocks_differ' } })
  const told = first.error?.message ?? ''
  expect(told.match(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g)).toHaveLength(3)
  expect(told).toContain(`Airbnb's ${utcDateOf(hence(-96))}`)
  expect({ rows, requests }).toEqual({ rows: 0, requests: 1 })
  const healed = await syncWith({})
  expect(healed.first.status).toBe('succeeded')
  expect(healed.rows).toBeGreaterThan(0)
})

test('a clock that is two hours off is near enough', async () => {
  expect((await syncWith({ api: 2 })).first.status).toBe('succeeded')
})

test('a day that was given by hand goes by no clock', async () => {
  const { first } = await syncWith({ api: -96, byClock: false })
  expect(first.status).toBe('succeeded')
})

test('an answer without a time, and a database that was not asked, are no reason to refuse', () => {
  const machine = new Date('2026-04-15T10:00:00Z')
  expect(() => checkClocks({ machine, database: null, api: null })).not.toThrow()
  const database = new Date('2026-04-15T13:00:00Z')
  expect(() => checkClocks({ machine, database, api: null })).not.toThrow()
  expect(() => checkClocks({ machine, database: new Date('2026-04-15T13:00:01Z'), api: null })).toThrow(
    ClockError,
  )
})
