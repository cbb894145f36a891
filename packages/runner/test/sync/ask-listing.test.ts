import { AirbnbInsightsClient, type GroupByValue } from 'airbnb-insights-client'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { chartResponse, listOfMetricsResponse } from 'airbnb-insights-client/testing'
import { addDays, type DateWindow, dateFromRelativeDs } from 'insights-transform'
import { expect, test } from 'vitest'
import { ApiAsker } from '../../src/sync/api-asker.ts'
import { askListing } from '../../src/sync/ask-listing.ts'
import { guessedBaseDay } from '../../src/sync/base-day.ts'
import { listingRequests } from '../../src/sync/listing-requests.ts'
import { BaseDayUnstableError, ChartNotDailyError } from '../../src/sync/sync-errors.ts'

const SCRAPE_DAY = '2026-04-15'
const BASE = '2026-04-12'
const listing = { listingId: '999000000000000301', listingName: null, internalName: 'Odd' }
/** Two slices of 28 days for charts, eight weeks for lists. */
const requests = listingRequests({ start: '2026-03-01', end: '2026-04-25' })

interface ServerAnswers {
  /** The server's base day, by how many lists of metrics it has answered. */
  baseDay?: (listsAnswered: number) => string
  /** Which days of those asked for have data. */
  days?: (asked: DateWindow, metric: GroupByValue) => DateWindow
  granularity?: 'DAY' | 'WEEK'
}

/** A server that answers as told, over the client's own `fetch` option, with the days that lists were answered for. */
function askerOf({ baseDay = () => BASE, days = (asked) => asked, granularity = 'DAY' }: ServerAnswers) {
  const listedFrom: string[] = []
  const client = new AirbnbInsightsClient({
    credentials: simulatedCredentials('310000031'),
    rateLimit: { minIntervalMs: 0 },
    fetch: async (_url, init) => {
      const body: unknown = JSON.parse(typeof init?.body === 'string' ? init.body : '')
      const { operationName, variables } = body as {
        operationName: string
        variables: {
          request: {
            arguments: { relativeDsStart: number; relativeDsEnd: number; groupByValues: [GroupByValue] }
          }
        }
      }
      const { relativeDsStart, relativeDsEnd, groupByValues } = variables.request.arguments
      const base = baseDay(listedFrom.length)
      const asked = {
        start: dateFromRelativeDs(relativeDsStart, base),
        end: dateFromRelativeDs(relativeDsEnd, base),
      }
      if (operationName === 'ListOfMetricsQuery') {
        listedFrom.push(asked.start)
        return Response.json(listOfMetricsResponse())
      }
      const points = []
      const { start, end } = days(asked, groupByValues[0])
      for (let ds = start; ds <= end; ds = addDays(ds, 1)) points.push({ ds, value: 1 })
      return Response.json(
        chartResponse({ groupByValue: groupByValues[0], your: points, compared: points, granularity }),
      )
    },
  })
  const asker = new ApiAsker({
    client,
    signal: new AbortController().signal,
    onRequest: () => {},
    onDrift: () => {},
  })
  return { asker, listedFrom }
}

const ask = ({ asker }: ReturnType<typeof askerOf>) =>
  askListing(asker, listing, requests, guessedBaseDay(SCRAPE_DAY), SCRAPE_DAY)

test('a season that begins and ends within a slice is no evidence against the other slices', async () => {
  const server = askerOf({
    days: (asked) => (asked.start === '2026-03-29' ? { start: '2026-04-05', end: '2026-04-17' } : asked),
  })
  expect(await ask(server)).toMatchObject({ kind: 'dated', baseDay: BASE })
  expect(server.listedFrom.length).toBe(requests.lists.length)
})

test('a chart that only happens to name the base day does not hide that the day has turned', async () => {
  const server = askerOf({
    baseDay: (lists) => (lists === 0 ? BASE : addDays(BASE, 1)),
    // The second metric, by which the listing is closed, lacks its last day.
    days: ({ start, end }, metric) =>
      metric === 'p3_impressions' ? { start, end: addDays(end, -1) } : { start, end },
  })
  expect(await ask(server)).toMatchObject({ kind: 'dated', baseDay: addDays(BASE, 1) })
  // What was asked last was asked afresh, for the right days.
  const afresh = server.listedFrom.slice(-requests.lists.length)
  expect(afresh).toEqual(requests.lists.map(({ window }) => window.start))
})

test('a second metric that lacks days at both ends is no sign of a turned day', async () => {
  const server = askerOf({
    days: ({ start, end }, metric) =>
      metric === 'p3_impressions' ? { start: addDays(start, 2), end: addDays(end, -2) } : { start, end },
  })
  expect(await ask(server)).toMatchObject({ kind: 'dated', baseDay: BASE })
  expect(server.listedFrom.length).toBe(requests.lists.length)
})

test('two slices that lack days at one end each tell the base day together', async () => {
  const server = askerOf({
    days: ({ start, end }) => ({ start: addDays(start, start === '2026-03-01' ? 3 : 5), end }),
  })
  expect(await ask(server)).toMatchObject({ kind: 'dated', baseDay: BASE })
})

test('a base day that two odd slices name by chance, and that cannot be, is not measured', async () => {
  const server = askerOf({
    days: ({ start, end }) => ({ start: addDays(start, 12), end: addDays(end, -12) }),
  })
  expect(await ask(server)).toMatchObject({ kind: 'undated' })
  expect(server.listedFrom).toEqual([])
})

test('a day that turns again when the listing is asked afresh is given up', async () => {
  const server = askerOf({ baseDay: (lists) => addDays(BASE, Math.ceil(lists / requests.lists.length) % 3) })
  await expect(ask(server)).rejects.toThrow(BaseDayUnstableError)
})

test('a chart by weeks fails the listing', async () => {
  const server = askerOf({ granularity: 'WEEK' })
  await expect(ask(server)).rejects.toThrow(ChartNotDailyError)
})
