import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ASKABLE_METRICS, type AskableMetric, metricNamed, STORED_METRICS } from 'insights-transform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator/index.ts'
import { askChart, askListOfMetrics, unwrap } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const UNSEEN = ASKABLE_METRICS.filter((metric) => !STORED_METRICS.includes(metric))

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ today: '2026-03-18' })
})
afterAll(() => simulator.close())

const window = { relativeDsStart: -24, relativeDsEnd: 3, comparison: 'MARKET' } as const

function chart(metric: AskableMetric) {
  const asker = firstAccount(simulator)
  return askChart(asker, { listingId: asker.listingId, metric, ...window })
}

const unitsOf = ({ primaryMetric, secondaryMetrics }: Awaited<ReturnType<typeof chart>>) => [
  primaryMetric,
  ...secondaryMetrics,
]
const numbersOf = (section: Awaited<ReturnType<typeof chart>>, series: 0 | 1) =>
  (section.metricLineCharts[series]?.dataPoints ?? []).map(({ value }) => unwrap(value))

test.each(UNSEEN)(
  '%s: two series by the night, and as many metrics of the window as users count',
  async (metric) => {
    const section = await chart(metric)
    const count = { occupancy_rate: 5, overall: 2 }[metric as string] ?? 1
    expect(unitsOf(section)).toHaveLength(count)
    expect(
      section.metricLineCharts.map(({ granularity, dataPoints }) => [granularity, dataPoints.length]),
    ).toEqual([
      ['DAY', 28],
      ['DAY', 28],
    ])
    expect(section.primaryMetric.valueString).toMatch(/^\$?\d+(\.\d+)?%?$/)
    expect(section.primaryMetric.valueChangeString).toMatch(/^-?\$?\d+(\.\d+)?%?$/)
    const asker = firstAccount(simulator)
    const { metrics } = await askListOfMetrics(asker, { listingId: asker.listingId, metric, ...window })
    expect(metrics.map(({ metricName, value }) => [metricName, value])).toEqual(
      unitsOf(section).map(({ metricName, value }) => [metricName, value]),
    )
  },
)

test('their names are none that any other code knows', async () => {
  const names = new Set<string>()
  for (const metric of UNSEEN) {
    for (const { metricName } of unitsOf(await chart(metric))) names.add(metricName)
  }
  expect(names.size).toBe(14 + 4 + 1)
  expect([...names].filter((name) => metricNamed(name) !== undefined)).toEqual([])
  const packages = new URL('../../../', import.meta.url)
  const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /^[a-z-]+\/src\/.*\.ts$/.test(file) && !file.startsWith('airbnb-insights-client/src/simulator/'),
  )
  expect(sources.length).toBeGreaterThan(300)
  const knowing = sources.filter((file) => {
    const text = readFileSync(fileURLToPath(new URL(file, packages)), 'utf8')
    return [...names].some((name) => text.includes(name))
  })
  expect(knowing).toEqual([])
})

test('a night is occupied or not, as the bookings behind its conversion have it; similar listings are by some part', async () => {
  const occupancy = await chart('occupancy_rate')
  const conversion = await chart('conversion_rate')
  const own = numbersOf(occupancy, 0)
  expect(new Set(own)).toEqual(new Set([0, 1]))
  // A booked night without an impression shows a conversion of 0, and is occupied all the same.
  const converted = numbersOf(conversion, 0).map((rate, night) => rate > 0 && own[night] === 0)
  expect(converted.filter(Boolean)).toEqual([])
  expect(numbersOf(conversion, 0).some((rate) => rate > 0)).toBe(true)
  for (const share of numbersOf(occupancy, 1)) {
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThan(1)
  }
  const [rate, filled, withheld, open, arrivals] = unitsOf(occupancy).map(({ value }) => unwrap(value))
  expect(filled).toBe(own.reduce((sum, night) => sum + night))
  expect((filled ?? 0) + (withheld ?? 0) + (open ?? 0)).toBe(28)
  expect(rate).toBe((filled ?? 0) / (28 - (withheld ?? 0)))
  expect(arrivals).toBeGreaterThan(0)
})

test('a nightly rate is money with its currency', async () => {
  const { primaryMetric, metricLineCharts } = await chart('nightly_rate')
  expect(primaryMetric).toMatchObject({ currency: 'USD', valueType: 'CURRENCY' })
  expect(primaryMetric.valueString).toMatch(/^\$\d+\.\d\d$/)
  expect(metricLineCharts[1]?.dataPoints[0]).toMatchObject({ valueType: 'CURRENCY' })
})

test.each(UNSEEN.filter((metric) => metricNamed(metric)?.page === 'QUALITY'))(
  '%s is out of 5',
  async (metric) => {
    const section = await chart(metric)
    expect(section.primaryMetric.valueType).toBe('RATING')
    // A night without a review shows 0, as any day does of which nothing is known.
    const stars = [unwrap(section.primaryMetric.value), ...numbersOf(section, 1)].filter((one) => one !== 0)
    expect(Math.min(...stars)).toBeGreaterThanOrEqual(4)
    expect(Math.max(...stars)).toBeLessThanOrEqual(5)
    expect(stars.length).toBeGreaterThan(10)
  },
)
