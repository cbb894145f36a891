import { addDays } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import { simulatedValue, simulatedWindowMetrics, startSimulator } from '../../src/simulator/index.ts'
import { askChart, unwrap } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const listingId = '912345678901234567'
const march = Array.from({ length: 31 }, (_, index) => addDays('2026-03-01', index))

type Told = 'p3_impressions' | 'p2_impressions' | 'conversion_rate'
const known = (metric: Told, series: 'your' | 'similar', night: string, daysAhead: number) =>
  simulatedValue({ listingId, metric, series, night, knownOn: addDays(night, -daysAhead) }) ?? Number.NaN

/** What is known of a night on each day from 100 days before it to 10 after it. */
const history = (metric: Told, series: 'your' | 'similar', night: string) =>
  Array.from({ length: 111 }, (_, index) => known(metric, series, night, 100 - index))

/** On which of those days a night was booked: its conversion was 0 until then. */
const bookedAt = (night: string) => history('conversion_rate', 'your', night).findIndex((rate) => rate > 0)

const isAscending = (values: readonly number[]) =>
  values.every((value, index) => index === 0 || value >= (values[index - 1] ?? Number.NaN))

describe('a night', () => {
  test.each(['p3_impressions', 'p2_impressions'] as const)(
    'gains %s with each day of knowledge, of its own and of similar listings, and never loses',
    (metric) => {
      for (const night of march) {
        expect(isAscending(history(metric, 'your', night)), night).toBe(true)
        expect(isAscending(history(metric, 'similar', night)), night).toBe(true)
      }
    },
  )

  test('has nothing more than 87 nights ahead', () => {
    for (const night of march) {
      const early = [88, 89, 90, 120, 182].flatMap((daysAhead) =>
        (['p3_impressions', 'conversion_rate'] as const).flatMap((metric) => [
          known(metric, 'your', night, daysAhead),
          known(metric, 'similar', night, daysAhead),
        ]),
      )
      expect(early, night).toEqual(early.map(() => 0))
      expect(known('p3_impressions', 'similar', night, 85), night).toBeGreaterThan(0)
    }
  })

  test('changes until two days after it at the latest, some of them after it', () => {
    const afterwards = march.map((night) =>
      [0, -1, -2, -3, -9, -300].map((daysAhead) => known('p3_impressions', 'similar', night, daysAhead)),
    )
    for (const [, , settled, ...later] of afterwards) expect(later).toEqual([settled, settled, settled])
    expect(afterwards.some(([tonight, , settled]) => tonight !== settled)).toBe(true)
  })

  test('that is booked gains no views of its own from then on, while the similar listings go on', () => {
    const booked = march.map((night) => [night, bookedAt(night)] as const).filter(([, at]) => at >= 40)
    const early = booked.filter(([, at]) => at <= 80)
    expect(early.length).toBeGreaterThan(2)
    for (const [night, at] of early) {
      const own = history('p3_impressions', 'your', night)
      expect(new Set(own.slice(at)).size, night).toBe(1)
      const similar = history('p3_impressions', 'similar', night)
      expect(similar.at(-1), night).toBeGreaterThan(similar[at] ?? Number.NaN)
    }
  })

  test('is booked together with its neighbours, by a stay', () => {
    const days = march.map((night) => {
      const at = bookedAt(night)
      return at < 0 ? null : addDays(night, at - 100)
    })
    const together = days.filter((day, index) => day !== null && day === days[index + 1]).length
    expect(together).toBeGreaterThanOrEqual(5)
    expect(new Set(days.filter((day) => day !== null)).size).toBeGreaterThanOrEqual(3)
  })
})

test('the server answers another number for the same night when its own day advances', async () => {
  await using simulator = await startSimulator({ today: '2026-02-20', baseDayLag: 3 })
  const asker = firstAccount(simulator)
  const similar = async () => {
    const chart = await askChart(asker, {
      listingId: asker.listingId,
      metric: 'p3_impressions',
      relativeDsStart: 3,
      relativeDsEnd: 30,
      comparison: 'MARKET',
    })
    const point = chart.metricLineCharts[1]?.dataPoints.find(({ ds }) => ds === '2026-03-15')
    return point === undefined ? Number.NaN : unwrap(point.value)
  }
  const before = await similar()
  simulator.advanceDays(10)
  const after = await similar()
  expect(before).toBeGreaterThan(0)
  expect(after).toBeGreaterThan(before)
})

describe('the funnel', () => {
  const listings = Array.from({ length: 30 }, (_, index) => `9${String(index).padStart(17, '3')}`)
  const knownOn = '2026-03-20'

  test('has a night booked once or not at all', () => {
    for (const id of listings) {
      for (const night of march) {
        const value = (metric: Told) =>
          simulatedValue({ listingId: id, metric, series: 'your', night, knownOn }) ?? Number.NaN
        const bookings = value('conversion_rate') * value('p2_impressions')
        expect([0, 1].some((whole) => Math.abs(bookings - whole) < 1e-9)).toBe(true)
      }
    }
  })

  test('multiplies up: searches to views to bookings', () => {
    const [conversion, , search, listing] = simulatedWindowMetrics({
      listings: { listingId },
      metric: 'conversion_rate',
      window: { start: '2026-01-01', end: '2026-01-28' },
      knownOn,
    }).map(({ value }) => value ?? Number.NaN)
    expect((search ?? 0) * (listing ?? 0)).toBeCloseTo(conversion ?? -1, 12)
    expect(conversion).toBeGreaterThan(0)
  })
})
