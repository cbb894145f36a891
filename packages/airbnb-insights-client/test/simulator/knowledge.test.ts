import { describe, expect, test } from 'vitest'
import { simulatedValue, simulatedWindowMetrics, startSimulator } from '../../src/simulator/index.ts'
import { askChart } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const listingId = '912345678901234567'
const day = '2026-03-01'
/** 2026-03-01 … 2026-03-31 */
const march = Array.from({ length: 31 }, (_, index) => `2026-03-${String(index + 1).padStart(2, '0')}`)

const pageViews = (knownOn: string) =>
  simulatedValue({ listingId, metric: 'p3_impressions', series: 'your', day, knownOn }) ?? -1

test('a day grows until it is a week old, then it is final', () => {
  const growing = march.slice(0, 8).map(pageViews)
  expect(growing.toSorted((a, b) => a - b)).toEqual(growing)
  expect(new Set(growing).size).toBeGreaterThan(5)
  expect(pageViews('2026-03-07')).not.toBe(pageViews('2026-03-08'))
  expect(new Set([...march.slice(7), '2026-12-24'].map(pageViews)).size).toBe(1)
})

test('nothing is known of a day before it comes', () => {
  expect(
    simulatedValue({ listingId, metric: 'p3_impressions', series: 'your', day, knownOn: '2026-02-28' }),
  ).toBe(null)
})

test('the server answers another number for the same day when its own day advances', async () => {
  await using simulator = await startSimulator({ today: '2026-03-02', baseDayLag: 3 })
  const asker = firstAccount(simulator)
  const known = async () => {
    const chart = await askChart(asker, {
      listingId: asker.listingId,
      groupByValue: 'p3_impressions',
      relativeDsStart: -3,
      relativeDsEnd: 3,
    })
    return chart.metricLineCharts[0]?.dataPoints.find(({ ds }) => ds === day)?.valueString
  }
  const before = await known()
  simulator.advanceDays(1)
  const after = await known()
  expect(Number(before)).toBeGreaterThan(0)
  expect(Number(after)).toBeGreaterThan(Number(before))
})

describe('the funnel', () => {
  const listings = Array.from({ length: 40 }, (_, index) => `9${String(index).padStart(17, '3')}`)
  const knownOn = '2026-03-20'

  test('never has more views than impressions, nor more bookings than views', () => {
    for (const id of listings) {
      for (const metricDay of march.slice(0, 20)) {
        const value = (metric: 'p3_impressions' | 'p2_impressions' | 'conversion_rate') =>
          simulatedValue({ listingId: id, metric, series: 'your', day: metricDay, knownOn }) ?? -1
        const bookings = value('conversion_rate') * value('p2_impressions')
        expect(value('p2_impressions')).toBeGreaterThanOrEqual(value('p3_impressions'))
        expect(value('p3_impressions')).toBeGreaterThanOrEqual(Math.round(bookings))
        expect(bookings).toBeCloseTo(Math.round(bookings), 6)
      }
    }
  })

  test('multiplies up: searches to views to bookings', () => {
    const [conversion, , search, listing] = simulatedWindowMetrics({
      listings: { listingId },
      groupByValue: 'conversion_rate',
      window: { start: '2026-01-01', end: '2026-01-28' },
      knownOn,
    }).map(({ value }) => value ?? Number.NaN)
    expect((search ?? 0) * (listing ?? 0)).toBeCloseTo(conversion ?? -1, 12)
    expect(conversion).toBeGreaterThan(0)
  })
})

const marketImpressions = (days: readonly string[]) =>
  days.reduce(
    (total, metricDay) =>
      total +
      (simulatedValue({
        listingId,
        metric: 'p2_impressions',
        series: 'similar',
        day: metricDay,
        knownOn: '2026-06-01',
      }) ?? 0),
    0,
  )

test('weekends draw more than the middle of the week', () => {
  const fridays = ['2026-03-06', '2026-03-13', '2026-03-20', '2026-03-27']
  const tuesdays = ['2026-03-03', '2026-03-10', '2026-03-17', '2026-03-24']
  expect(marketImpressions(fridays)).toBeGreaterThan(marketImpressions(tuesdays))
})
