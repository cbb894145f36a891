import { type AnsweredNumber, answeredNumbers } from 'airbnb-insights-client/simulator'
import { openStore } from 'insights-store-timescale'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf } from '../test/cli/cli-folder.ts'
import { SimulatedCli, TODAY } from './simulated-cli.ts'

const ACCOUNT = '310000061'
const LISTINGS = ['900000000000000611', '900000000000000612']
/** What nobody has ever seen: a metric, and what its number is wrapped in. */
const NOVEL = { metric: 'rainfall_index', value: { __typename: 'porygonRainWrapper', drops: 17.5 } }
const ALL = ['--metrics', 'all', '--lookback-weeks', '2', '--lookahead-weeks', '1', '--horizon-weeks', '1']

/** What the sync's document says of the account's run. */
interface SyncDocument {
  readonly accounts: readonly {
    readonly status: string
    readonly run: {
      readonly requests_done: number
      readonly requests_total: number
      readonly notes: readonly { readonly code: string; readonly message: string }[]
    }
  }[]
}

let cli: SimulatedCli
beforeAll(async () => {
  cli = await SimulatedCli.start({
    accounts: [{ accountId: ACCOUNT, listings: LISTINGS.map((listingId) => ({ listingId })) }],
    keepAnswers: true,
    faults: [
      { kind: 'refused', when: { metric: 'nightly_rate' }, times: Number.POSITIVE_INFINITY },
      {
        kind: 'novel_metric',
        ...NOVEL,
        when: { metric: 'wishlist', operation: 'ChartQuery' },
        times: Number.POSITIVE_INFINITY,
      },
    ],
  })
})
afterAll(() => cli[Symbol.asyncDispose]())

const syncAll = async () => documentOf(await cli.sync([...ALL, '--json'])) as SyncDocument

/** Every number that is known, by one query: where it stands, and what it is. */
async function knownNumbers(): Promise<Map<string, number>> {
  const store = await openStore({
    connection: { dataDir: cli.folder.dataFolder },
    allowPlaintextCredentials: true,
  })
  try {
    const { rows } = await sql<{
      listing: string
      metric: string
      series: string
      granularity: string
      date: string
      window_end: string | null
      value: number | null
      value_change: number | null
    }>`
      SELECT airbnb_listing_id AS listing, metric, series, granularity, metric_date AS date, window_end, value, value_change
      FROM airbnb.metric_values WHERE account_id = ${ACCOUNT}`.execute(store.db)
    return new Map(
      rows.flatMap(
        ({ value, value_change: change, listing, metric, series, granularity, date, window_end }) => {
          const at = [listing, metric, series, granularity, date, window_end]
          const numbers: [string, number][] = []
          if (value !== null) numbers.push([JSON.stringify([...at, 'value']), value])
          if (change !== null) numbers.push([JSON.stringify([...at, 'change']), change])
          return numbers
        },
      ),
    )
  } finally {
    await store.close()
  }
}

const placeOf = (number: AnsweredNumber): string =>
  JSON.stringify([
    number.listingId,
    number.metric,
    number.series,
    number.granularity,
    number.date,
    number.windowEnd,
    number.kind === 'change' ? 'change' : 'value',
  ])

describe('a sync of every metric', () => {
  it('succeeds, tells once what is refused and what is not known, and asks no more than it planned', async () => {
    const { accounts } = await syncAll()
    const [{ status, run } = { status: '', run: { requests_done: 0, requests_total: 1, notes: [] } }] =
      accounts
    expect(status).toBe('succeeded')
    expect(run.requests_done).toBe(run.requests_total)
    expect(run.requests_done).toBe(cli.simulator.requests.length)
    const metrics = cli.simulator.requests.filter(({ operation }) => operation === 'ChartQuery')
    expect(new Set(metrics.map(({ metric }) => metric)).size).toBe(16)
    expect(metrics.filter(({ metric }) => metric === 'nightly_rate')).toHaveLength(1)
    expect(run.notes.map(({ code }) => code).toSorted()).toEqual(
      expect.arrayContaining(['drift_metric', 'metric_refused']),
    )
    expect(run.notes.filter(({ code }) => code === 'drift_metric')).toHaveLength(1)
    expect(run.notes.filter(({ code }) => code === 'metric_refused')).toHaveLength(1)
    expect(run.notes.find(({ code }) => code === 'drift_metric')?.message).toContain(NOVEL.metric)
  })

  it('leaves every number of every answer where one query reads it, and no other number', async () => {
    const known = await knownNumbers()
    const answered = answeredNumbers(cli.simulator.requests)
    expect(answered.length).toBeGreaterThan(1_500)
    const missing = answered.filter((number) => known.get(placeOf(number)) !== number.value)
    expect(missing).toEqual([])
    const places = new Set(answered.map(placeOf))
    expect([...known.keys()].filter((place) => !places.has(place))).toEqual([])
  })

  it('keeps a metric that nobody knows, in a wrapper that nobody knows', async () => {
    const known = await knownNumbers()
    const novel = [...known].filter(([place]) => place.includes(NOVEL.metric))
    // Four weeks of two listings.
    expect(novel.map(([, value]) => value)).toEqual(Array.from({ length: 8 }, () => 17.5))
  })

  it('lists what is stored, what is refused and what is not known', async () => {
    const listed = await cli.spawn(['metrics', 'list', '--metrics', 'all:7,default', '--json'])
    const { metrics } = documentOf(listed) as {
      metrics: { metric: string; page: string | null; refusals: unknown[]; stored: { listings: number }[] }[]
    }
    const of = (name: string) => metrics.find(({ metric }) => metric === name)
    expect(of('nightly_rate')).toMatchObject({
      page: 'OCCUPANCY',
      every_days: 7,
      requests_per_listing_and_day: 2,
      refusals: [{ account_id: ACCOUNT, refused_on: TODAY }],
      stored: [],
    })
    expect(of('p3_impressions')).toMatchObject({ every_days: 1, refusals: [] })
    expect(of(NOVEL.metric)).toMatchObject({
      page: null,
      every_days: null,
      stored: [{ table: 'metric_windows', listings: 2, rows: 8, last_read_on: TODAY }],
    })
  })

  it('of the next day says nothing of what it has said, and asks for what is refused no more', async () => {
    cli.simulator.advanceDays(1)
    const before = cli.simulator.requests.length
    const { accounts } = await syncAll()
    expect(accounts[0]?.status).toBe('succeeded')
    expect(accounts[0]?.run.notes.filter(({ code }) => code === 'metric_refused')).toEqual([])
    const asked = new Set(cli.simulator.requests.slice(before).map(({ metric }) => metric))
    expect(asked).not.toContain('nightly_rate')
  })
})
