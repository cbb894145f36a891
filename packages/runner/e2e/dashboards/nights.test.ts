import { addDays } from 'insights-transform'
import { types } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { expandSql } from './expand-macros.ts'
import { ACCOUNT, makeNightsWorld, type NightsWorld, SCRAPE_DAYS } from './nights-world.ts'
import { queriesOf } from './read-dashboards.ts'

const [, NEWEST] = SCRAPE_DAYS
const STATE = {
  from: new Date(`${addDays(NEWEST, -42)}T08:30:00Z`),
  to: new Date(`${addDays(NEWEST, 84)}T08:30:00Z`),
}
const { INT2, INT4, INT8, FLOAT8 } = types.builtins
const NUMBER_TYPES = new Set<number>([INT2, INT4, INT8, FLOAT8])
const queries = queriesOf('airbnb-insights-nights')
const panels = queries.filter(({ kind }) => kind === 'panel')

interface Asked {
  readonly columns: ReadonlyMap<string, number>
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

let world: NightsWorld
let chosen: Record<string, string[]>

async function ask(text: string): Promise<Asked> {
  const { fields, rows } = await world.reader.query<Record<string, unknown>>(
    expandSql(text, { ...STATE, variables: chosen }),
  )
  return { columns: new Map(fields.map(({ name, dataTypeID }) => [name, dataTypeID])), rows }
}

const panel = (title: string) => ask(panels.find(({ name }) => name.startsWith(title))?.text ?? '')
const dayOf = (time: unknown) => (time instanceof Date ? time.toISOString().slice(0, 10) : String(time))
const byDay = ({ rows }: Asked, column: string) =>
  new Map(rows.map((row) => [dayOf(row['time']), row[column] === null ? null : Number(row[column])]))
/** Sums in another order differ in the last digits. */
const rounded = (rate: number | null) => rate?.toFixed(12) ?? null

describe.runIf(timescaleAvailable())('the dashboard of the nights', () => {
  beforeAll(async () => {
    world = await makeNightsWorld()
    chosen = { account: [ACCOUNT], days: ['7'] }
    const [, listings] = queries.filter(({ kind }) => kind === 'variable')
    const { rows } = await ask(listings?.text ?? '')
    chosen['listing'] = rows.map((row) => String(row['__value']))
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('offers the accounts by their names and the listings by theirs', async () => {
    const [accounts, listings] = queries.filter(({ kind }) => kind === 'variable')
    expect((await ask(accounts?.text ?? '')).rows).toEqual([{ __value: ACCOUNT, __text: 'By the sea' }])
    expect((await ask(listings?.text ?? '')).rows).toEqual([
      { __value: '921000000000000702', __text: "Captain's cabin …0702" },
      { __value: '921000000000000701', __text: 'Harbour loft …0701' },
    ])
  })

  test.each(panels)('$name has numbers, in types that Grafana draws', async ({ text, isTable }) => {
    const { columns, rows } = await ask(text)
    const numbers = [...columns].filter(([, type]) => NUMBER_TYPES.has(type)).map(([name]) => name)
    expect(numbers.length).toBeGreaterThan(0)
    for (const name of numbers) {
      const values = rows.map((row) => row[name]).filter((value) => value !== null)
      expect(values.map(Number).filter(Number.isFinite), name).not.toEqual([])
      expect(values.map(Number).every(Number.isFinite), name).toBe(true)
    }
    if (isTable) return
    expect(columns.get('time')).toBe(types.builtins.TIMESTAMPTZ)
    // Beside the time there are numbers, and the text that names a series.
    expect([...columns.keys()].filter((name) => !numbers.includes(name) && name !== 'metric')).toEqual([
      'time',
    ])
    const times = rows.map((row) => row['time'] as Date)
    expect(times.every((time) => time.toISOString().endsWith('T00:00:00.000Z'))).toBe(true)
    expect(times.toSorted((one, other) => one.getTime() - other.getTime())).toEqual(times)
  })

  test('tells nights ahead as the API does', async () => {
    const nights = (await world.store.analysis.nights({ accountId: ACCOUNT })).filter(
      ({ night }) => night <= addDays(NEWEST, 84),
    )
    const views = byDay(await panel('Page views, by night'), 'yours')
    const own = Map.groupBy(nights, ({ night }) => night)
    for (const [night, of] of own) {
      expect([night, views.get(night)]).toEqual([night, of.reduce((sum, one) => sum + (one.own ?? 0), 0)])
    }
    expect(views.has(addDays(NEWEST, -20))).toBe(true)
    const { rows } = await panel('Nights (A)')
    expect(rows.map((row) => [Number(row['look free']), Number(row['look taken'])])).toEqual([
      [nights.filter((one) => !one.looksTaken).length, nights.filter((one) => one.looksTaken).length],
    ])
    expect(nights.filter((one) => one.looksTaken)).not.toEqual([])
  })

  test('tells the pace as the API does', async () => {
    const gained = await panel('Page views gained, by night')
    const [own, similar] = [byDay(gained, 'yours'), byDay(gained, 'similar listings')]
    const steps = await world.store.analysis.pace({
      accountId: ACCOUNT,
      since: addDays(NEWEST, -7),
      per: 'account',
    })
    const seen = steps.filter(({ start }) => start <= addDays(NEWEST, 84))
    expect(seen.length).toBeGreaterThan(50)
    expect([...own]).toEqual(seen.map(({ start, gained: { own: views } }) => [start, views]))
    expect([...similar]).toEqual(seen.map(({ start, gained: { similar: views } }) => [start, views]))
  })

  test('tells the gap to similar listings and the funnel as the API does', async () => {
    const period = { accountId: ACCOUNT, per: 'account', to: addDays(NEWEST, 84) } as const
    const inTime = ({ week }: { week: string }) => week >= addDays(NEWEST, -42)
    const gap = (await world.store.analysis.marketGap(period)).filter(inTime)
    const funnel = (await world.store.analysis.weeklyFunnel(period)).filter(inTime)
    expect(gap.length).toBeGreaterThan(10)
    const more = byDay(await panel('Page views more than'), 'more than similar listings')
    expect([...more]).toEqual(
      gap.map(({ week, pageViews: { own, similar } }) => [week, (own ?? 0) - (similar ?? 0)]),
    )
    expect([...more.values()].every((views) => views === 0)).toBe(false)
    const booked = byDay(await panel('Nights booked, by week'), 'nights booked')
    expect([...booked]).toEqual(funnel.map(({ week, bookedNights }) => [week, bookedNights]))

    const seenEnough = new Set(
      funnel.filter(({ impressions }) => (impressions ?? 0) >= 100).map(({ week }) => week),
    )
    // The last week ahead is seen a few times only.
    expect(seenEnough.size).toBeGreaterThan(10)
    expect(seenEnough.size).toBeLessThan(funnel.length)
    const told = (weeks: readonly (readonly [week: string, rate: number | null])[]) =>
      weeks.map(([week, rate]) => [week, seenEnough.has(week) ? rounded(rate) : null])
    const drawn = (asked: Asked, column: string) =>
      Array.from(byDay(asked, column), ([week, rate]) => [week, rounded(rate)])
    const compared = await panel('Booked out of seen')
    expect(drawn(compared, 'yours')).toEqual(told(gap.map(({ week, conversion: { own } }) => [week, own])))
    expect(drawn(compared, 'similar listings')).toEqual(
      told(gap.map(({ week, conversion: { similar } }) => [week, similar])),
    )
    const steps = await panel('Opened out of seen, booked')
    expect(drawn(steps, 'opened out of seen')).toEqual(
      told(funnel.map(({ week, searchToListing }) => [week, searchToListing])),
    )
    expect(drawn(steps, 'booked out of opened')).toEqual(
      told(funnel.map(({ week, listingToBooking }) => [week, listingToBooking])),
    )
  })

  test('reads with a role that sees no cookie and writes nothing', async () => {
    for (const statement of [
      'SELECT airbnb_cookie FROM accounts',
      'SELECT * FROM sync_runs',
      'SELECT * FROM account_sessions',
    ]) {
      await expect(world.reader.query(statement), statement).rejects.toThrow(/permission denied/)
    }
    await expect(world.reader.query('CREATE TEMP TABLE mine (one integer)')).rejects.toThrow(/read-only/)
  })
})
