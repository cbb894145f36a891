import type { Fault, Simulator } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'
import { addDays, metricNamed, STORED_METRICS } from 'insights-transform'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseMetricChoice } from '../../src/config/metric-choice.ts'
import { newestOwnDay } from '../../src/sync/own-day.ts'
import { memoryStore, simulatorFor, syncAll } from '../support/sync-bench.ts'

const ACCOUNT = '310000006'
const LISTINGS = [1, 2, 3].map((number) => ({ listingId: `99900000000000060${number}` }))
const SECOND = LISTINGS[1]?.listingId ?? ''
const SHORT = { lookbackWeeks: 2, lookaheadWeeks: 1, horizonWeeks: 1 }
/** The account's own day of seven. */
const OWN_DAY = newestOwnDay(ACCOUNT, 7, '2026-04-15')
const ALWAYS = Number.POSITIVE_INFINITY

let store: Store
beforeAll(async () => {
  store = await memoryStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  await store.accounts.remove(ACCOUNT, { purge: true }).catch(() => {})
})

const start = (today: string, faults: Fault[] = []) =>
  simulatorFor(store, { accounts: [{ accountId: ACCOUNT, listings: LISTINGS }], today, faults })

/** Syncs with a choice; gives the run and what was asked for, each metric of each listing. */
async function synced(simulator: Simulator, choice: string, more: Parameters<typeof syncAll>[2] = {}) {
  const before = simulator.requests.length
  const { first, progress } = await syncAll(store, simulator, {
    ...SHORT,
    metrics: parseMetricChoice(choice),
    ...more,
  })
  const charts = simulator.requests
    .slice(before)
    .filter(({ operation, fault }) => operation === 'ChartQuery' && fault !== 'base_day_turns')
  const askedOf = (listingId: string) =>
    new Set(charts.filter((one) => one.listingId === listingId).map(({ metric }) => metric))
  const notes = progress.flatMap((event) => (event.type === 'note' ? [event] : []))
  return {
    status: first.status,
    run: first.run,
    charts,
    asked: new Set(charts.map(({ metric }) => metric)),
    askedOf,
    notes,
  }
}

const known = async () =>
  Object.fromEntries((await store.accountMetrics.list(ACCOUNT)).map((one) => [one.metric, one]))

describe('the metrics of a sync', () => {
  test('are the two with columns where nobody chose', async () => {
    await using simulator = await start(OWN_DAY)
    const { first } = await syncAll(store, simulator, SHORT)
    expect(first.status).toBe('succeeded')
    expect(new Set(simulator.requests.flatMap(({ metric }) => metric ?? []))).toEqual(
      new Set([...STORED_METRICS, 'occupancy_rate']),
    )
    expect(Object.keys(await known())).toEqual(STORED_METRICS)
  })

  test('are asked for as often as chosen, and all of them by a first sync', {
    timeout: 120_000,
  }, async () => {
    await using simulator = await start(addDays(OWN_DAY, -3))
    const asked: [string, string[]][] = []
    for (let day = -3; day <= 7; day++) {
      const { status, asked: names, run } = await synced(simulator, 'default,value:7,location:3')
      expect(status).toBe('succeeded')
      expect(run?.requestsDone).toBe(run?.requestsTotal)
      const more = [...names].filter((name) => name === 'value' || name === 'location')
      if (more.length > 0) asked.push([simulator.today, more.map(String).toSorted()])
      simulator.advanceDays(1)
    }
    const days = asked.flatMap(([day, names]) => (names.includes('value') ? [day] : []))
    expect(days).toEqual([addDays(OWN_DAY, -3), OWN_DAY, addDays(OWN_DAY, 7)])
    const ofThree = asked.flatMap(([day, names]) => (names.includes('location') ? [day] : []))
    expect(ofThree.slice(1).every((day) => newestOwnDay(ACCOUNT, 3, day) === day)).toBe(true)
    expect(ofThree.length).toBeGreaterThanOrEqual(4)
  })

  test('that are chosen later are asked for from as far back as there is data, the others are not', async () => {
    await using simulator = await start(OWN_DAY)
    await synced(simulator, 'default', { lookbackWeeks: 6 })
    simulator.advanceDays(1)
    const { charts } = await synced(simulator, 'default,value', { lookbackWeeks: 6 })
    const weeks = (metric: string) =>
      charts.filter((one) => one.metric === metric && one.listingId === SECOND).length
    expect(weeks('value')).toBeGreaterThanOrEqual(8)
    expect(weeks('conversion_rate')).toBe(3)
  })

  test('are asked from a listing’s own last reading where it was not stored when the others were', async () => {
    await using simulator = await start(OWN_DAY)
    const weeks = { lookbackWeeks: 6 }
    await synced(simulator, 'default,location', weeks)
    for (let week = 1; week <= 2; week++) {
      simulator.advanceDays(7)
      await synced(simulator, 'default', weeks)
    }
    simulator.advanceDays(7)
    simulator.addFault({ kind: 'malformed', when: { listingId: SECOND, metric: 'conversion_rate' } })
    // The value is chosen anew, the location was asked for three weeks ago.
    expect((await synced(simulator, 'default,value,location:7', weeks)).status).toBe('partial')
    simulator.advanceDays(1)
    const { charts } = await synced(simulator, 'default,value,location:7', weeks)
    const asked = (metric: string, { listingId } = LISTINGS[1] ?? { listingId: '' }) =>
      charts.filter((one) => one.metric === metric && one.listingId === listingId).length
    expect(asked('conversion_rate')).toBe(4)
    // Six weeks back, this one and one ahead.
    expect(asked('value')).toBe(8)
    // From a week before the day after OWN_DAY, 22 days ago.
    expect(asked('location')).toBe(6)
    expect(asked('value', LISTINGS[0])).toBe(3)
    expect(asked('location', LISTINGS[0])).toBe(0)
  })

  test('do not count as asked where every listing failed before their turn', async () => {
    await using simulator = await start(OWN_DAY, [
      { kind: 'malformed', when: { metric: 'conversion_rate' }, times: 3 },
      { kind: 'refused', when: { metric: 'wishlist' }, times: ALWAYS },
    ])
    expect((await synced(simulator, 'default,wishlist')).status).toBe('failed')
    expect(await known()).toEqual({})
    const { notes } = await synced(simulator, 'default,wishlist')
    expect(notes.map(({ code }) => code)).toEqual(['metric_refused'])
    expect((await known())['wishlist']?.refusedOn).toBe(OWN_DAY)
    simulator.advanceDays(1)
    const { asked } = await synced(simulator, 'default,wishlist')
    expect(asked).not.toContain('wishlist')
  })

  test('that are not due leave no listing to ask, move no cursor, and are a success', async () => {
    await using simulator = await start(OWN_DAY)
    await synced(simulator, 'all:7')
    simulator.advanceDays(1)
    const { status, run, charts, notes } = await synced(simulator, 'all:7')
    expect({ status, listings: run?.listingsTotal, charts: charts.length }).toEqual({
      status: 'succeeded',
      listings: 0,
      charts: 0,
    })
    expect(notes).toMatchObject([{ code: 'nothing_due' }])
    const cursors = (await store.listings.list(ACCOUNT)).map(({ lastSyncedDay }) => lastSyncedDay)
    expect(cursors).toEqual([OWN_DAY, OWN_DAY, OWN_DAY])
    expect((await store.accounts.get(ACCOUNT))?.lastSyncAt).toBeInstanceOf(Date)
  })

  test('of a run that goes on are those that it began with', async () => {
    await using simulator = await start(OWN_DAY)
    await synced(simulator, 'default')
    simulator.advanceDays(7)
    const stop = new AbortController()
    const begun = await synced(simulator, 'default,value:7', {
      signal: stop.signal,
      onProgress: (event) => void (event.type === 'listing_finished' && stop.abort()),
    })
    expect(begun.status).toBe('cancelled')
    expect((await known())['value']).toBeUndefined()
    const { status, run, askedOf } = await synced(simulator, 'default,value:7')
    expect({ status, runId: run?.runId }).toEqual({ status: 'succeeded', runId: begun.run?.runId })
    expect(askedOf(SECOND)).toContain('value')
    expect((await known())['value']?.answeredOn).toBe(addDays(OWN_DAY, 7))
  })

  test('do not count as asked where a run goes on with others than it began with', async () => {
    await using simulator = await start(OWN_DAY)
    const stop = new AbortController()
    await synced(simulator, 'default', {
      signal: stop.signal,
      onProgress: (event) => void (event.type === 'listing_finished' && stop.abort()),
    })
    expect((await synced(simulator, 'default,value:7')).status).toBe('succeeded')
    expect((await known())['p3_impressions']?.answeredOn).toBe(OWN_DAY)
    expect(await known()).not.toHaveProperty('value')
    simulator.advanceDays(1)
    const { askedOf } = await synced(simulator, 'default,value:7')
    expect(LISTINGS.every(({ listingId }) => askedOf(listingId).has('value'))).toBe(true)
    expect((await known())['value']?.answeredOn).toBe(addDays(OWN_DAY, 1))
  })

  test('are owed by a listing that could not be stored, on the next day, by that one alone', async () => {
    await using simulator = await start(OWN_DAY, [
      { kind: 'malformed', when: { listingId: SECOND, metric: 'p3_impressions' }, times: ALWAYS },
    ])
    const { status } = await synced(simulator, 'default,value:7')
    expect(status).toBe('partial')
    await using healed = await start(addDays(OWN_DAY, 1))
    const next = await synced(healed, 'default,value:7')
    expect(next.status).toBe('succeeded')
    expect(LISTINGS.map(({ listingId }) => next.askedOf(listingId).has('value'))).toEqual([
      false,
      true,
      false,
    ])
  })
})

describe('a metric that the server refuses', () => {
  const REFUSED: Fault = { kind: 'refused', when: { metric: 'nightly_rate' }, times: ALWAYS }

  test('is told once, is asked of no other listing, harms nothing, and is asked for again after a week', {
    timeout: 120_000,
  }, async () => {
    await using simulator = await start(OWN_DAY, [REFUSED])
    const first = await synced(simulator, 'default,OCCUPANCY')
    expect(first.status).toBe('succeeded')
    expect(first.charts.filter(({ metric }) => metric === 'nightly_rate')).toHaveLength(1)
    expect(first.run?.requestsDone).toBe(first.run?.requestsTotal)
    const told = first.notes.filter(({ code }) => code.startsWith('metric_'))
    expect(told).toMatchObject([{ code: 'metric_refused' }])
    expect(told[0]?.message).toContain('Airbnb refuses nightly_rate for this account')
    expect(told[0]?.message).toContain(`asked for again from ${addDays(OWN_DAY, 7)} on`)
    expect(await known()).toMatchObject({
      nightly_rate: { answeredOn: null, refusedOn: OWN_DAY },
      occupancy_rate: { answeredOn: OWN_DAY, refusedOn: null },
    })
    const stored = (await store.metrics.stored({ accountId: ACCOUNT })).map(({ metric }) => metric)
    expect(stored).toContain('occupancy_rate')
    expect(stored).not.toContain('nightly_rate')

    const asked: number[] = []
    for (let day = 1; day <= 7; day++) {
      simulator.advanceDays(1)
      const { charts, notes, status } = await synced(simulator, 'default,OCCUPANCY')
      expect(status).toBe('succeeded')
      expect(notes.filter(({ code }) => code.startsWith('metric_'))).toEqual([])
      if (charts.some(({ metric }) => metric === 'nightly_rate')) asked.push(day)
    }
    expect(asked).toEqual([7])
    expect((await known())['nightly_rate']?.refusedOn).toBe(addDays(OWN_DAY, 7))
  })

  test('and is answered a week later is asked for from as far back as there is data', async () => {
    await using simulator = await start(OWN_DAY, [{ ...REFUSED, times: 1 }])
    await synced(simulator, 'default,nightly_rate', { lookbackWeeks: 6 })
    simulator.advanceDays(7)
    const { charts } = await synced(simulator, 'default,nightly_rate', { lookbackWeeks: 6 })
    expect(
      charts.filter(({ metric, listingId }) => metric === 'nightly_rate' && listingId === SECOND).length,
    ).toBeGreaterThanOrEqual(8)
    expect((await known())['nightly_rate']).toMatchObject({
      answeredOn: addDays(OWN_DAY, 7),
      refusedOn: null,
    })
  })

  test('with columns fails the listing, as ever', async () => {
    await using simulator = await start(OWN_DAY, [
      { kind: 'refused', when: { metric: 'p3_impressions', listingId: SECOND }, times: ALWAYS },
    ])
    const { status, run } = await synced(simulator, 'default,value')
    expect(status).toBe('partial')
    expect(run).toMatchObject({ listingsSucceeded: 2, listingsFailed: 1 })
  })
})

describe('a metric that fails by itself', () => {
  test('is noted, given up after three times in a row, and asked for on the next day with what is missing', async () => {
    await using simulator = await start(OWN_DAY, [
      { kind: 'malformed', when: { metric: 'location' }, times: 3 },
    ])
    const { status, charts, notes, run } = await synced(simulator, 'default,location,value')
    expect(status).toBe('succeeded')
    expect(charts.filter(({ metric }) => metric === 'location')).toHaveLength(3)
    expect(run?.requestsDone).toBe(run?.requestsTotal)
    const codes = notes.map(({ code }) => code).filter((code) => code.startsWith('metric_'))
    expect(codes).toEqual(['metric_failed', 'metric_given_up'])
    expect(await known()).not.toHaveProperty('location')
    expect((await known())['value']?.answeredOn).toBe(OWN_DAY)

    simulator.advanceDays(1)
    const next = await synced(simulator, 'default,location,value')
    expect(LISTINGS.every(({ listingId }) => next.askedOf(listingId).has('location'))).toBe(true)
    expect((await known())['location']?.answeredOn).toBe(addDays(OWN_DAY, 1))
  })

  test('now and then is asked for all the same, and not taken for answered', async () => {
    await using simulator = await start(OWN_DAY, [
      { kind: 'graphql_error', when: { metric: 'location' }, times: 2 },
      { kind: 'graphql_error', when: { metric: 'location', afterRequests: 4 }, times: 1 },
    ])
    const { charts, notes } = await synced(simulator, 'default,location:7')
    expect(charts.filter(({ metric }) => metric === 'location').length).toBeGreaterThanOrEqual(12)
    expect(notes.map(({ code }) => code)).not.toContain('metric_given_up')
    expect(await known()).not.toHaveProperty('location')
  })

  test('is asked for from before the failure where nothing else is chosen', async () => {
    await using simulator = await start(OWN_DAY)
    await synced(simulator, 'value')
    simulator.advanceDays(28)
    simulator.addFault({ kind: 'malformed', when: { metric: 'value', listingId: SECOND } })
    expect((await synced(simulator, 'value')).notes.map(({ code }) => code)).toContain('metric_failed')
    simulator.advanceDays(1)
    const { charts } = await synced(simulator, 'value')
    // From a week before the day after OWN_DAY, 29 days ago.
    expect(charts.filter(({ listingId }) => listingId === SECOND)).toHaveLength(7)
  })

  test('while the session ends is the end of the session', async () => {
    await using simulator = await start(OWN_DAY, [
      { kind: 'session_expired', when: { metric: 'location' }, times: ALWAYS },
    ])
    expect((await synced(simulator, 'default,location')).status).toBe('auth_failed')
  })
})

test('metrics that this version does not know are told in one note, however many listings and weeks have them', async () => {
  await using simulator = await start(OWN_DAY)
  const { notes } = await synced(simulator, 'all')
  const stored = await store.metrics.stored({ accountId: ACCOUNT })
  const unknown = [...new Set(stored.map(({ metric }) => metric))]
    .filter((metric) => metricNamed(metric) === undefined)
    .toSorted()
  expect(unknown.length).toBeGreaterThan(10)
  expect(notes.filter(({ code }) => code === 'drift_metric')).toMatchObject([
    {
      message: `${String(unknown.length)} metrics that this version does not know were stored: ${unknown.join(', ')}.`,
    },
  ])
})

test.each([
  [[], 'an empty one'],
  [[{ metric: 'rainfall', everyDays: 1 }], 'an unknown metric'],
  [[{ metric: 'value', everyDays: 0 }], 'a number of days that cannot be'],
])('a choice that is none is refused before anything is asked: %j, %s', async (metrics) => {
  await using simulator = await start(OWN_DAY)
  await expect(syncAll(store, simulator, { metrics: metrics as never })).rejects.toMatchObject({
    code: 'invalid_argument',
    argument: 'metrics',
  })
  expect(simulator.requests).toEqual([])
})
