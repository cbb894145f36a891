import { addDays } from 'insights-transform'
import { expect, test } from 'vitest'
import { type AirbnbInsightsClientOptions, isUnexpectedDaysError } from '../src/index.ts'
import { answer, chartSection, dataPoint, lineChart, long, metricUnit } from './support/answers.ts'
import { clientUnderTest, rejectionOf } from './support/asking.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

const WEEK = { start: '2026-01-04', end: '2026-01-10' } as const
const REQUEST = { listingId: '900000000000000799', metric: 'p3_impressions', window: WEEK } as const
const CLOCK = () => new Date('2026-01-14T12:00:00Z')

/** What a server knows of the nights from one day on, or of none; `baseDay` is what it counts from. */
interface Server {
  readonly baseDay: string
  /** Nights before this one are missing. */
  readonly firstNight?: string
  readonly granularity?: string
  readonly withoutNights?: boolean
  /** The numbers of the window; 460 where it is left out. */
  readonly number?: string
  /** What the second series is compared with, and how many days later its nights are. */
  readonly compared?: { type: string | null; byDays: number }
  readonly withoutData?: boolean
  /** Answers as if days were asked for that lie later by so many. */
  readonly otherDays?: number
}

/** A server that may be another one at each request; `asked` gives the windows as the last base day has them. */
async function ask(servers: (index: number) => Server, options: Partial<AirbnbInsightsClientOptions> = {}) {
  const asked: { operation: string; start: number; end: number }[] = []
  const server = await startLoopbackServer((response, index) => {
    const { path = '', body = '' } = server.requests[index] ?? {}
    const query = JSON.parse(body) as { variables: { request: { arguments: Record<string, number> } } }
    const { relativeDsStart: start = 0, relativeDsEnd: end = 0 } = query.variables.request.arguments
    const operation = path.split('/')[3] ?? ''
    asked.push({ operation, start, end })
    const known = servers(index)
    sendJson(response, operation === 'ChartQuery' ? chartOf(known, start, end) : LIST)
  })
  const { client, events } = clientUnderTest({ baseUrl: server.url, clock: CLOCK, ...options })
  return {
    client,
    events,
    asked,
    [Symbol.asyncDispose]: async () => {
      await client.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const LIST = answer([{ metrics: [metricUnit('p3_impressions'), metricUnit('p2_impressions')] }])

function chartOf(known: Server, start: number, end: number): unknown {
  if (known.withoutData === true) return answer([])
  const days = Array.from({ length: end - start + 1 }, (_, index) =>
    addDays(known.baseDay, start + index + (known.otherDays ?? 0)),
  ).filter((day) => day >= (known.firstNight ?? '') && known.withoutNights !== true)
  const series = (label: string, byDays = 0) => ({
    ...lineChart(
      label,
      days.map((day) => dataPoint(addDays(day, byDays), long('15'), '15')),
    ),
    granularity: known.granularity ?? 'DAY',
  })
  const { type, byDays } = known.compared ?? { type: 'MARKET', byDays: 0 }
  const unit = (name: string) => {
    const { number } = known
    return number === undefined
      ? metricUnit(name)
      : { ...metricUnit(name), value: long(number), valueString: number }
  }
  return answer([
    {
      ...chartSection([series('Your performance'), series('Other numbers', byDays)]),
      comparisonTypeSelectors: type === null ? [] : [{ type, label: 'Other numbers', isActive: true }],
      primaryMetric: unit('p3_impressions'),
      secondaryMetrics: [unit('p2_impressions')],
    },
  ])
}

const nightsOf = (
  section: { metricLineCharts: readonly { dataPoints: readonly { ds: string }[] }[] } | null,
) => section?.metricLineCharts[0]?.dataPoints.map(({ ds }) => ds)

test('a guess that is right costs one request', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11' }))
  const { client, asked, events } = asking
  const week = await client.chart(REQUEST)
  expect(week.request).toEqual({ ...REQUEST, internalName: null, comparison: 'MARKET' })
  expect(week.baseDay).toBe('2026-01-11')
  expect(nightsOf(week.section)).toEqual(
    [4, 5, 6, 7, 8, 9, 10].map((day) => `2026-01-${String(day).padStart(2, '0')}`),
  )
  expect(asked).toEqual([{ operation: 'ChartQuery', start: -7, end: -1 }])
  expect(events.filter(({ type }) => type === 'base_day')).toEqual([])
  expect(client.baseDay).toBe('2026-01-11')
})

test.each([-2, -1, 1, 2])('a guess that is off by %i days is found out, and asked again', async (off) => {
  const baseDay = addDays('2026-01-11', off)
  await using asking = await ask(() => ({ baseDay }))
  const { client, asked, events } = asking
  const week = await client.chart(REQUEST)
  expect(week.baseDay).toBe(baseDay)
  expect(nightsOf(week.section)?.[0]).toBe('2026-01-04')
  expect(nightsOf(week.section)?.[6]).toBe('2026-01-10')
  expect(asked).toHaveLength(2)
  expect(events).toContainEqual({ type: 'base_day', baseDay, expected: '2026-01-11' })
  // What is known needs no second look.
  await client.chart({ ...REQUEST, window: { start: '2026-01-11', end: '2026-01-17' } })
  expect(asked).toHaveLength(3)
})

test('begins from what somebody knows better', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-13' }))
  const { client, asked } = asking
  client.expectBaseDay('2026-01-13')
  expect((await client.chart(REQUEST)).baseDay).toBe('2026-01-13')
  expect(asked).toHaveLength(1)
  // What an answer told outranks it.
  client.expectBaseDay('2026-01-01')
  expect(client.baseDay).toBe('2026-01-13')
})

test('the lag can be given, and the first guess follows the clock', async () => {
  const { client } = clientUnderTest({ baseDayLagDays: 1, clock: CLOCK })
  expect(client.baseDay).toBe('2026-01-13')
  await client.close()
})

test('a day that turns between two requests shifts nothing', async () => {
  await using asking = await ask((index) => ({ baseDay: index < 1 ? '2026-01-11' : '2026-01-12' }))
  const { client } = asking
  const before = await client.chart(REQUEST)
  const after = await client.chart({ ...REQUEST, window: { start: '2026-01-11', end: '2026-01-17' } })
  expect([before.baseDay, after.baseDay]).toEqual(['2026-01-11', '2026-01-12'])
  expect(nightsOf(after.section)?.[0]).toBe('2026-01-11')
})

test('a server that answers other days than asked, twice, is an error that names both windows', async () => {
  await using asking = await ask((index) => ({ baseDay: '2026-01-11', otherDays: 2 * (index + 1) }))
  const error = await rejectionOf(asking.client.chart(REQUEST))
  expect(error).toSatisfy(isUnexpectedDaysError)
  expect(error).toMatchObject({
    asked: WEEK,
    answered: { start: '2026-01-06', end: '2026-01-12' },
    listingId: REQUEST.listingId,
    metric: 'p3_impressions',
    operation: 'ChartQuery',
    traceId: 'trace-0001',
  })
  expect(String(error)).toContain('2026-01-04…2026-01-10')
  expect(String(error)).toContain('2026-01-06…2026-01-12')
  expect(asking.asked).toHaveLength(2)
})

test('a young listing lacks its first nights, and its week is dated all the same', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11', firstNight: '2026-01-07' }))
  const week = await asking.client.chart(REQUEST)
  expect(week.baseDay).toBe('2026-01-11')
  expect(nightsOf(week.section)).toEqual(['2026-01-07', '2026-01-08', '2026-01-09', '2026-01-10'])
})

test('a young listing does not hide a wrong guess', async () => {
  // Counted from two days earlier, the answer ends two nights early, and nothing else looks odd.
  await using asking = await ask(() => ({ baseDay: '2026-01-09', firstNight: '2026-01-04' }))
  const week = await asking.client.chart(REQUEST)
  expect(week.baseDay).toBe('2026-01-09')
  expect(nightsOf(week.section)).toHaveLength(7)
})

test.each([-2, -1, 1, 2])(
  'nor a guess that is off by %i days where nights are missing in each answer',
  async (off) => {
    const baseDay = addDays('2026-01-11', off)
    await using asking = await ask(() => ({ baseDay, firstNight: '2026-01-07' }))
    const week = await asking.client.chart(REQUEST)
    expect(week.baseDay).toBe(baseDay)
    expect(nightsOf(week.section)?.at(-1)).toBe('2026-01-10')
  },
)

test('a listing without any data has no base day, and costs one request', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11', withoutData: true }))
  expect(await asking.client.chart(REQUEST)).toMatchObject({ baseDay: null, section: null })
  expect(asking.asked).toHaveLength(1)
})

test('an answer by the week is an error that says so', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11', granularity: 'WEEK' }))
  const error = await rejectionOf(asking.client.chart(REQUEST))
  expect(error).toMatchObject({ code: 'unexpected_days', asked: WEEK, answered: null })
  expect(String(error)).toContain('came back by the WEEK, not day by day')
})

const LONG_REQUEST = { ...REQUEST, metric: 'occupancy_rate' } as const

test.each([-1, 0, 2])(
  'of a metric without columns, it is handed out once the base day is sure (guess off by %i)',
  async (off) => {
    const baseDay = addDays('2026-01-11', off)
    await using asking = await ask((index) => ({ baseDay, granularity: index % 2 === 0 ? 'WEEK' : 'DAY' }))
    const { client, asked } = asking
    const week = await client.chart(LONG_REQUEST)
    expect(week.baseDay).toBe(baseDay)
    expect(week.section?.metricLineCharts[0]?.granularity).toBe('WEEK')
    expect(nightsOf(week.section)?.[0]).toBe('2026-01-04')
    expect(week.section?.primaryMetric?.valueString).toBe('460')
    // Whatever tells of now tells nothing of a guess: it is asked again, and looked after again.
    expect(asked).toHaveLength(4)
  },
)

test('of a metric without columns, points beside the window are of other days', async () => {
  await using asking = await ask((index) => ({
    baseDay: '2026-01-11',
    ...(index % 2 === 0 ? { granularity: 'WEEK', otherDays: 7 } : {}),
  }))
  const error = await rejectionOf(asking.client.chart(LONG_REQUEST))
  expect(error).toMatchObject({ code: 'unexpected_days', metric: 'occupancy_rate' })
  expect(String(error)).toContain('came back by the WEEK, of other days')
})

test('of a metric without columns, it is not handed out where nothing tells the base day', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11', granularity: 'MONTH' }))
  const error = await rejectionOf(asking.client.chart(LONG_REQUEST))
  expect(error).toMatchObject({ code: 'unexpected_days', answered: null })
})

test('a metric without columns whose days are odd takes nothing from what others told', async () => {
  await using asking = await ask((index) => ({ baseDay: '2026-01-12', otherDays: [0, 0, 3, 9][index] ?? 0 }))
  const { client, asked } = asking
  await client.chart(REQUEST)
  expect(asked).toHaveLength(2)
  expect(await rejectionOf(client.chart(LONG_REQUEST))).toSatisfy(isUnexpectedDaysError)
  expect(client.baseDay).toBe('2026-01-12')
  await client.chart(REQUEST)
  expect(asked).toHaveLength(5)
})

test('numbers without nights are handed out where the base day is the same before and after', async () => {
  await using asking = await ask((index) => ({ baseDay: '2026-01-11', withoutNights: index === 1 }))
  const { client, asked } = asking
  await client.chart(REQUEST)
  const week = await client.chart({ ...REQUEST, window: { start: '2026-01-11', end: '2026-01-17' } })
  expect(week.baseDay).toBe('2026-01-11')
  expect(week.section?.primaryMetric?.valueString).toBe('460')
  // The second look asks what told the base day before.
  expect(asked.map(({ start }) => start)).toEqual([-7, 0, -7])
})

test('numbers without nights that nothing dates are not handed out', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11', withoutNights: true }))
  const error = await rejectionOf(asking.client.chart(REQUEST))
  expect(error).toMatchObject({ code: 'unexpected_days', answered: null })
  expect(String(error)).toContain('could not be told')
})

test.each<[comparison: 'MARKET' | 'YOY' | null, type: string | null]>([
  ['YOY', 'YOY'],
  [null, 'YOY'],
  [null, null],
  ['MARKET', 'YOY'],
])(
  'a second series of another time says nothing of the days (%s asked, %s answered)',
  async (comparison, type) => {
    await using asking = await ask(() => ({ baseDay: '2026-01-12', compared: { type, byDays: -7 } }))
    const week = await asking.client.chart({ ...REQUEST, comparison })
    expect(week.baseDay).toBe('2026-01-12')
    expect(nightsOf(week.section)?.[0]).toBe('2026-01-04')
  },
)

test('zeros without nights are no data, also where the base day is known', async () => {
  await using asking = await ask((index) => ({
    baseDay: '2026-01-11',
    withoutNights: index !== 1,
    number: '0',
  }))
  const { client, asked } = asking
  expect(await client.chart(REQUEST)).toMatchObject({ baseDay: null, section: null })
  expect(nightsOf((await client.chart(REQUEST)).section)).toHaveLength(7)
  expect(await client.chart(REQUEST)).toMatchObject({ baseDay: null, section: null })
  expect(asked).toHaveLength(3)
})

test('what answers of other days told of the base day is not believed afterwards', async () => {
  await using asking = await ask((index) => ({ baseDay: '2026-01-11', otherDays: [90, 30][index] ?? 0 }))
  const { client } = asking
  expect(await rejectionOf(client.chart(REQUEST))).toSatisfy(isUnexpectedDaysError)
  expect(client.baseDay).toBe('2026-01-11')
  expect((await client.chart(REQUEST)).baseDay).toBe('2026-01-11')
})

test('a listing that has no data any more does not stand in the way of others', async () => {
  await using asking = await ask((index) => ({
    baseDay: '2026-01-11',
    // The second listing lacks nights, and what told the base day before has none any more.
    firstNight: index === 0 ? '2026-01-01' : '2026-01-07',
    withoutData: index === 2,
  }))
  const { client } = asking
  await client.chart(REQUEST)
  const week = await client.chart({ ...REQUEST, listingId: '900000000000000800' })
  expect(nightsOf(week.section)).toHaveLength(4)
})

test('a list of metrics is asked with a base day that was measured, and looked after', async () => {
  await using asking = await ask((index) => ({ baseDay: index < 2 ? '2026-01-11' : '2026-01-12' }))
  const { client, asked } = asking
  const list = await client.listOfMetrics(REQUEST)
  // The day turned behind the first list: it was asked again.
  expect(asked.map(({ operation, start }) => [operation, start])).toEqual([
    ['ChartQuery', -7],
    ['ListOfMetricsQuery', -7],
    ['ChartQuery', -7],
    ['ListOfMetricsQuery', -8],
    ['ChartQuery', -8],
  ])
  expect(list).toMatchObject({ baseDay: '2026-01-12', request: { ...REQUEST, internalName: null } })
  expect(list.section?.metrics.map(({ metricName }) => metricName)).toEqual([
    'p3_impressions',
    'p2_impressions',
  ])
})

test('a list of metrics of a listing that tells no base day is not asked', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11', withoutData: true }))
  const error = await rejectionOf(asking.client.listOfMetrics(REQUEST))
  expect(error).toMatchObject({ code: 'unexpected_days' })
  expect(asking.asked.some(({ operation }) => operation === 'ListOfMetricsQuery')).toBe(false)
})

test.each<[string, object, string]>([
  ['a date that is none', { window: { start: '2026-02-30', end: '2026-03-05' } }, 'window.start'],
  ['an instant for a date', { window: { start: '2026-01-04', end: '2026-01-10T00:00:00Z' } }, 'window.end'],
  ['no window at all', { window: undefined }, 'window.start'],
  ['a window of one day', { window: { start: '2026-01-04', end: '2026-01-04' } }, 'window'],
  [
    'a window that ends before it begins',
    { window: { start: '2026-01-04', end: '2026-01-01' } },
    'window.end',
  ],
  [
    'a window that would come back by the week',
    { window: { start: '2026-01-04', end: '2026-02-01' } },
    'window',
  ],
  ['a window before 180 days', { window: { start: '2025-07-06', end: '2025-07-12' } }, 'window.start'],
  ['a window too far ahead', { window: { start: '2026-07-10', end: '2026-07-16' } }, 'window.end'],
  ['an unknown metric', { metric: 'page_views' }, 'metric'],
  ['a listing id that is a number', { listingId: 999161464035752 }, 'listingId'],
  ['several listings', { listingId: ['1', '2'] }, 'listingId'],
])('refuses %s before any request, and names the argument', async (_, part, argument) => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11' }))
  const { client, asked } = asking
  const refusal = { code: 'invalid_argument', argument }
  expect(await rejectionOf(client.chart({ ...REQUEST, ...part }))).toMatchObject(refusal)
  expect(await rejectionOf(client.listOfMetrics({ ...REQUEST, ...part }))).toMatchObject(refusal)
  expect(asked).toEqual([])
})

test('dates may be given in parts', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11' }))
  const window = { start: { year: 2026, month: 1, day: 4 }, end: { year: 2026, month: 1, day: 10 } }
  expect((await asking.client.chart({ ...REQUEST, window })).request.window).toEqual(WEEK)
})

test('a call has options of its own, and a listener that hears of it alone', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11' }))
  const { client, events } = asking
  const heard: string[] = []
  await client.chart(REQUEST, { onEvent: ({ type }) => heard.push(type) })
  await client.chart(REQUEST)
  expect(heard).toEqual(['request', 'response'])
  expect(events.map(({ type }) => type)).toEqual(['request', 'response', 'request', 'response'])
  expect(await rejectionOf(client.chart(REQUEST, { timeoutMs: 0 }))).toMatchObject({ argument: 'timeoutMs' })
})

test('an answer written to a file holds its section once, and reads back as it was', async () => {
  await using asking = await ask(() => ({ baseDay: '2026-01-11' }))
  const week = await asking.client.chart({ ...REQUEST, internalName: 'Mill cottage' })
  const { raw, ...told } = week
  expect(raw).toBeDefined()
  expect(JSON.parse(JSON.stringify(week))).toEqual(told)
  expect(told.request.internalName).toBe('Mill cottage')
})
