import { addDays, METRIC_TABLES } from 'insights-transform'
import { expect, test } from 'vitest'
import {
  answer,
  chartSection,
  dataPoint,
  LISTING_IDS,
  lineChart,
  listingsAnswer,
  long,
} from './support/answers.ts'
import { clientUnderTest, rejectionOf } from './support/asking.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

const BASE_DAY = '2026-01-11'

/** A client of a server that has two listings with data for every night. */
async function asking() {
  const server = await startLoopbackServer((response, index) => {
    const { path = '', body = '' } = server.requests[index] ?? {}
    if (path.includes('ListingsSectionQuery')) return sendJson(response, listingsAnswer())
    const query = JSON.parse(body) as { variables: { request: { arguments: Record<string, number> } } }
    const { relativeDsStart: start = 0, relativeDsEnd: end = 0 } = query.variables.request.arguments
    const points = Array.from({ length: end - start + 1 }, (_, night) =>
      dataPoint(addDays(BASE_DAY, start + night), long('15'), '15'),
    )
    const charts = [lineChart('Your performance', points), lineChart('Similar listings', points)]
    return sendJson(response, answer([chartSection(charts)]))
  })
  const { client } = clientUnderTest({ baseUrl: server.url, clock: () => new Date('2026-01-14T00:00:00Z') })
  return { client, server }
}

test('gives every listing, week by week, as rows of the three tables', async () => {
  const { client, server } = await asking()
  const seen: unknown[] = []
  for await (const week of client.insights({ from: '2026-01-04', to: '2026-01-17' })) {
    const { listingId, internalName, window, baseDay, rows } = week
    seen.push([listingId, internalName, window.start, window.end, baseDay])
    expect(rows.chartQuery.map((row) => row.metric_date)).toEqual(
      Array.from({ length: 7 }, (_, night) => addDays(window.start, night)),
    )
    expect(rows.chartQuery.every((row) => row.airbnb_internal_name === internalName)).toBe(true)
    expect(rows.chartSummary).toHaveLength(1)
    expect(rows.listOfMetrics).toMatchObject([
      { airbnb_listing_id: listingId, window_start: window.start, window_end: window.end },
    ])
    expect(Object.keys(rows.listOfMetrics[0] ?? {})).toEqual(
      METRIC_TABLES.list_of_metrics.columns.map(({ name }) => name),
    )
    expect(week.answers.map(({ request }) => request.metric)).toEqual(['conversion_rate', 'p3_impressions'])
  }
  expect(seen).toEqual([
    [LISTING_IDS[0], null, '2026-01-04', '2026-01-10', BASE_DAY],
    [LISTING_IDS[0], null, '2026-01-11', '2026-01-17', BASE_DAY],
    [LISTING_IDS[1], 'Unit 1', '2026-01-04', '2026-01-10', BASE_DAY],
    [LISTING_IDS[1], 'Unit 1', '2026-01-11', '2026-01-17', BASE_DAY],
  ])
  // The listings, and two charts for each of four weeks.
  expect(server.requests).toHaveLength(9)
  await client.close()
  await server[Symbol.asyncDispose]()
})

test('asks whole weeks, of the listings and metrics that are wanted, and no more than is taken', async () => {
  const { client, server } = await asking()
  const wanted = { listingIds: [LISTING_IDS[1]], metrics: ['p3_impressions'] } as const
  for await (const week of client.insights({ from: '2026-01-06', to: '2026-01-12', ...wanted })) {
    expect(week.listingId).toBe(LISTING_IDS[1])
    expect(week.window).toEqual({ start: '2026-01-04', end: '2026-01-10' })
    break
  }
  expect(server.requests).toHaveLength(2)
  await client.close()
  await server[Symbol.asyncDispose]()
})

test.each<[string, object, string]>([
  ['a date that is none', { from: 'yesterday', to: '2026-01-10' }, 'from'],
  ['days out of order', { from: '2026-01-10', to: '2026-01-04' }, 'to'],
  ['weeks before 180 days', { from: '2025-06-01', to: '2026-01-10' }, 'from'],
  ['weeks too far ahead', { from: '2026-01-04', to: '2026-09-01' }, 'to'],
  ['a listing id that is none', { from: '2026-01-04', to: '2026-01-10', listingIds: ['x'] }, 'listingId'],
])('refuses %s before any request', async (_, request, argument) => {
  const { client, server } = await asking()
  const first = client.insights({ from: '2026-01-04', to: '2026-01-10', ...request }).next()
  expect(await rejectionOf(first)).toMatchObject({ code: 'invalid_argument', argument })
  expect(server.requests).toHaveLength(0)
  await client.close()
  await server[Symbol.asyncDispose]()
})

test('the hook is called once when the client is closed', async () => {
  let closed = 0
  const { client } = clientUnderTest({ onClose: () => void closed++ })
  await client.close()
  await client.close()
  expect(closed).toBe(1)
  expect(await rejectionOf(client.listings())).toMatchObject({ code: 'aborted' })
})
