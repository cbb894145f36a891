import { addDays, type ChartAnswer, type DateWindow, daysBetween } from 'insights-transform'
import { checkMeaning } from 'insights-transform/checks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Simulator, simulatedWindowMetrics, startSimulator } from '../../src/simulator/index.ts'
import type { ChartSectionShape } from '../../src/simulator/responses/response-shape.ts'
import { createSimulation } from '../../src/testing/index.ts'
import { askChart, askListOfMetrics, unwrap } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const TODAY = '2026-06-17'
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ today: TODAY, listings: 12 })
})
afterAll(() => simulator.close())

/** Windows of so many nights, from 179 behind the base day to the last that may be asked for. */
const windowsOf = (nights: number): DateWindow[] =>
  Array.from({ length: Math.floor(361 / nights) }, (_, index) => {
    const start = addDays(simulator.baseDay, index * nights - 178)
    return { start, end: addDays(start, nights - 1) }
  })

async function chartsOf(listingId: string, window: DateWindow) {
  const chart = async (metric: 'conversion_rate' | 'p3_impressions'): Promise<ChartSectionShape> =>
    askChart(firstAccount(simulator), { ...relative(listingId, window), metric, comparison: 'MARKET' })
  return { rates: await chart('conversion_rate'), views: await chart('p3_impressions') }
}

const relative = (listingId: string, { start, end }: DateWindow) => ({
  listingId,
  relativeDsStart: daysBetween(simulator.baseDay, start),
  relativeDsEnd: daysBetween(simulator.baseDay, end),
})

/** Every window of every listing, as charts. */
async function* everyWindow(nights: number) {
  for (const { listingId } of simulator.accounts[0]?.listings ?? []) {
    for (const window of windowsOf(nights)) {
      yield { listingId, window, ...(await chartsOf(listingId, window)) }
    }
  }
}

type Charts = Awaited<ReturnType<typeof chartsOf>>

/** The window's numbers; `null` where they are "-". */
function numbersOf({ rates, views }: Charts) {
  const units = [
    views.primaryMetric,
    ...views.secondaryMetrics,
    rates.primaryMetric,
    ...rates.secondaryMetrics,
  ]
  const number = (name: string) => {
    const unit = units.find(({ metricName }) => metricName === name)
    return unit === undefined || unit.valueString === '-' ? null : unwrap(unit.value)
  }
  return {
    pageViews: number('p3_impressions') ?? Number.NaN,
    impressions: number('p2_impressions') ?? Number.NaN,
    conversion: number('conversion_rate'),
    searchRate: number('search_conversion_rate'),
    listingRate: number('listing_conversion_rate'),
  }
}

const nightsOf = (section: ChartSectionShape, series: 0 | 1) =>
  (section.metricLineCharts[series]?.dataPoints ?? []).map(({ value }) => unwrap(value))

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

describe.each([7, 28])('in every window of %i nights', (length) => {
  test('nothing speaks against what the numbers are known to mean', async () => {
    let windows = 0
    for await (const { listingId, window, rates, views } of everyWindow(length)) {
      const answer = (metric: string, section: ChartSectionShape): ChartAnswer => ({
        request: { listingId, internalName: null, metric, window, comparison: 'MARKET' },
        // As if each answer were of long ago: nothing is exempt as still being counted.
        baseDay: '2000-01-01',
        section,
      })
      const charts = [answer('conversion_rate', rates), answer('p3_impressions', views)]
      expect(checkMeaning(charts)).toEqual([])
      windows += 1
    }
    expect(windows).toBe(12 * Math.floor(361 / length))
  })

  test('the funnel is exact, and "-" stands where a denominator is 0', async () => {
    const seen = { booked: 0, nothing: 0 }
    for await (const { listingId, window, ...charts } of everyWindow(length)) {
      const { pageViews, impressions, conversion, searchRate, listingRate } = numbersOf(charts)
      const where = `${listingId} ${window.start}`
      expect(pageViews, where).toBe(sumOf(nightsOf(charts.views, 0)))
      expect([conversion === null, searchRate === null], where).toEqual([
        impressions === 0,
        impressions === 0,
      ])
      expect(listingRate === null, where).toBe(pageViews === 0)
      if (conversion === null) seen.nothing += 1
      if (conversion === null) continue
      const bookings = Math.round(conversion * impressions)
      if (bookings > 0) seen.booked += 1
      expect(conversion, where).toBe(bookings / impressions)
      expect(searchRate, where).toBe(Math.min(1, pageViews / impressions))
      expect(listingRate ?? 0, where).toBe(pageViews === 0 ? 0 : bookings / pageViews)
      // A booked night without an impression shows 0.00%, and counts in the window all the same.
      const bookedNights = nightsOf(charts.rates, 0).filter((rate) => rate > 0).length
      expect(bookings, where).toBeGreaterThanOrEqual(bookedNights)
    }
    expect(seen.booked).toBeGreaterThan(50)
    expect(seen.nothing).toBeGreaterThan(20)
  })

  test('a change is own less similar, and nights are whole numbers around the similar number', async () => {
    let different = 0
    for await (const { listingId, window, views, rates } of everyWindow(length)) {
      const where = `${listingId} ${window.start}`
      const change = views.primaryMetric.valueChange
      const similar = unwrap(views.primaryMetric.value) - (change === null ? Number.NaN : unwrap(change))
      const nights = nightsOf(views, 1)
      expect(Number.isInteger(similar), where).toBe(true)
      expect(Math.abs(similar - sumOf(nights)), where).toBeLessThanOrEqual(nights.length)
      if (similar !== sumOf(nights)) different += 1

      const { value, valueChange, valueString } = rates.primaryMetric
      expect(valueChange === null, where).toBe(valueString === '-')
      if (valueChange === null) continue
      const similarRate = unwrap(value) - unwrap(valueChange)
      expect(similarRate, where).toBeGreaterThan(0)
      expect(similarRate, where).toBeLessThanOrEqual(Math.max(...nightsOf(rates, 1)) + 1e-12)
    }
    expect(different).toBeGreaterThan(20)
  })
})

test('there can be more page views than impressions, and a search rate is 1 then', () => {
  const weeks = createSimulation({ accounts: 20, listings: 7 })
    .accounts.flatMap(({ listings }) => listings)
    .flatMap((listings) =>
      windowsOf(7).map((window) => {
        const asked = { listings, window, knownOn: TODAY }
        const [views, impressions] = simulatedWindowMetrics({ ...asked, metric: 'p3_impressions' })
        const rates = simulatedWindowMetrics({ ...asked, metric: 'conversion_rate' })
        return [views?.value ?? 0, impressions?.value ?? 0, rates[2]?.value] as const
      }),
    )
    .filter(([views, impressions]) => impressions > 0 && views > impressions)
  expect(weeks.length).toBeGreaterThan(3)
  expect(weeks.map(([, , rate]) => rate)).toEqual(weeks.map(() => 1))
})

test('a list of metrics says what the chart of the same window says, to the letter', async () => {
  const { listingId } = firstAccount(simulator)
  for (const window of windowsOf(28)) {
    const charts = await chartsOf(listingId, window)
    for (const [metric, section] of [
      ['conversion_rate', charts.rates],
      ['p3_impressions', charts.views],
    ] as const) {
      const list = await askListOfMetrics(firstAccount(simulator), {
        ...relative(listingId, window),
        metric,
      })
      const said = (units: typeof list.metrics) =>
        units.map(({ metricName, value, valueString }) => [metricName, unwrap(value), valueString])
      expect(said(list.metrics)).toEqual(said([section.primaryMetric, ...section.secondaryMetrics]))
    }
  }
})
