import { type AskableMetric, addDays, sundayOf } from 'insights-transform'
import { expect, test } from 'vitest'
import type { AirbnbInsightsClient } from '../src/index.ts'
import { answer, chartSection, dataPoint, lineChart, long, metricUnit } from './support/answers.ts'
import { clientUnderTest } from './support/asking.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

const WEEKS = [
  { start: '2026-01-04', end: '2026-01-10' },
  { start: '2026-01-11', end: '2026-01-17' },
] as const
const LISTING = '900000000000000799'
/** What comes back with a point for each week. */
const BY_WEEK = 'occupancy_rate'
const GUESS = '2026-01-11'

/** A window's number says of which nights it is. */
const numberOf = (start: string, end: string): string => `${start}${end}`.replaceAll('-', '')

interface Server {
  /** What the server counts from at its first, second, … request. */
  readonly baseDay: (index: number) => string
  /** Nights before it are missing. */
  readonly firstNight: string
  /** Whether the first answer has numbers alone. */
  readonly firstWithoutNights: boolean
}

interface Query {
  readonly relativeDsStart: number
  readonly relativeDsEnd: number
  readonly groupByValues: readonly string[]
}

/** A client of a server whose numbers say what they are of. */
async function asking({ baseDay, firstNight, firstWithoutNights }: Server) {
  const server = await startLoopbackServer((response, index) => {
    const query = JSON.parse(server.requests[index]?.body ?? '') as {
      variables: { request: { arguments: Query } }
    }
    const { relativeDsStart, relativeDsEnd, groupByValues } = query.variables.request.arguments
    const start = addDays(baseDay(index), relativeDsStart)
    const end = addDays(baseDay(index), relativeDsEnd)
    const nights = Array.from({ length: 7 }, (_, night) => addDays(start, night))
    const points = nights
      .filter((night) => night >= firstNight && !(firstWithoutNights && index === 0))
      .map((night) => dataPoint(night, long('1'), '1'))
    const number = numberOf(start, end)
    const byWeek = groupByValues[0] === BY_WEEK
    const weeks = [...new Set(nights.map(sundayOf))].map((sunday) => dataPoint(sunday, long('1'), '1'))
    const chart = (label: string) =>
      byWeek ? { ...lineChart(label, weeks), granularity: 'WEEK' } : lineChart(label, points)
    const section = chartSection([chart('Your performance'), chart('Similar listings')])
    const primaryMetric = { ...metricUnit('p3_impressions'), value: long(number), valueString: number }
    sendJson(response, answer([{ ...section, primaryMetric }]))
  })
  const { client } = clientUnderTest({ baseUrl: server.url, clock: () => new Date('2026-01-14T12:00:00Z') })
  return {
    client,
    [Symbol.asyncDispose]: async () => {
      await client.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** What a client says wrongly of the weeks, one after the other. */
async function wrongWeeks(client: AirbnbInsightsClient, metric: AskableMetric): Promise<string[]> {
  const wrong: string[] = []
  for (const window of WEEKS) {
    const { section } = await client.chart({ listingId: LISTING, metric, window })
    const number = section?.primaryMetric?.valueString ?? 'nothing'
    if (number !== numberOf(window.start, window.end)) wrong.push(`${number} for ${window.start}`)
    const nights = section?.metricLineCharts.flatMap(({ dataPoints }) => dataPoints) ?? []
    if (nights.some(({ ds }) => ds < window.start || ds > window.end)) wrong.push(`nights of ${window.start}`)
  }
  return wrong
}

/** From long before the weeks to just before the nights ahead. */
const FIRST_NIGHTS = [
  '2025-01-01',
  '2026-01-03',
  '2026-01-04',
  '2026-01-05',
  '2026-01-08',
  '2026-01-11',
  '2026-01-20',
]

// Wherever the guess is, whenever the day turns, whatever an answer lacks: each number is of the week asked for.
for (const off of [-2, -1, 0, 1, 2]) {
  for (const turnsAfter of [0, 1, 2, 3, 4, 5, 6]) {
    test(`no number is of other nights where the guess is off by ${off} days and the day turns after ${turnsAfter} requests`, async () => {
      for (const firstNight of FIRST_NIGHTS) {
        for (const firstWithoutNights of [false, true]) {
          const baseDay = (index: number) => addDays(GUESS, off + (index < turnsAfter ? 0 : 1))
          for (const metric of ['p3_impressions', BY_WEEK] as const) {
            await using client = await asking({ baseDay, firstNight, firstWithoutNights })
            const wrong = await wrongWeeks(client.client, metric)
            expect([firstNight, firstWithoutNights, metric, wrong]).toEqual([
              firstNight,
              firstWithoutNights,
              metric,
              [],
            ])
          }
        }
      }
    })
  }
}
