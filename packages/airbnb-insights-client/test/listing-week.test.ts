import { ASKABLE_METRICS, type AskableMetric } from 'insights-transform'
import { describe, expect, test } from 'vitest'
import type { AirbnbInsightsClient, AirbnbInsightsClientOptions } from '../src/index.ts'
import { type Fault, startSimulator } from '../src/simulator/index.ts'
import { clientUnderTest, rejectionOf } from './support/asking.ts'

const WINDOW = { start: '2026-03-08', end: '2026-03-14' } as const

/** A client of a simulator in which something goes wrong, and one of its listings. */
async function asking(faults: readonly Fault[] = [], options: Partial<AirbnbInsightsClientOptions> = {}) {
  const simulator = await startSimulator({ today: '2026-03-18', listings: 1, faults })
  const account = simulator.accounts[0]!
  const { client, events } = clientUnderTest({
    baseUrl: simulator.url,
    credentials: account.credentials,
    clock: simulator.clock,
    retry: { retries: 0 },
    ...options,
  })
  const { listingId } = account.listings[0]!
  return {
    simulator,
    client,
    events,
    listingId,
    week: (metrics?: readonly AskableMetric[]) => weekOf(client, listingId, metrics),
    asked: () => simulator.requests.map(({ metric }) => metric),
    [Symbol.asyncDispose]: async () => {
      await client.close()
      await simulator.close()
    },
  }
}

const weekOf = (
  client: AirbnbInsightsClient,
  listingId: string,
  metrics?: readonly AskableMetric[],
  signal?: AbortSignal,
) => client.listingWeek({ listingId, window: WINDOW, metrics }, { signal })

const always = Number.POSITIVE_INFINITY

test('asks what fills the wide tables, where nothing else is said', async () => {
  await using world = await asking()
  const { rows, failed } = await world.week()
  expect(world.asked()).toEqual(['conversion_rate', 'p3_impressions'])
  expect(rows).toMatchObject({ metricPoints: [], metricWindows: [] })
  expect(rows.chartQuery).toHaveLength(7)
  expect(failed).toEqual([])
})

test('gives the rows of every metric that can be asked for, one request each', async () => {
  await using world = await asking()
  const { rows, failed, answers, baseDay } = await world.week(ASKABLE_METRICS)
  expect(world.asked()).toEqual(ASKABLE_METRICS)
  expect(answers.map(({ request }) => request.metric)).toEqual(ASKABLE_METRICS)
  expect([failed, baseDay]).toEqual([[], '2026-03-15'])
  expect(rows.chartQuery).toHaveLength(7)
  expect(rows.chartSummary).toHaveLength(1)
  // 14 metrics, two series of seven nights each; five metrics of a window of one, two of another, else one.
  expect(rows.metricPoints).toHaveLength(14 * 2 * 7)
  expect(new Set(rows.metricPoints.map(({ metric }) => metric))).toEqual(new Set(ASKABLE_METRICS.slice(2)))
  expect(rows.metricWindows).toHaveLength(14 + 4 + 1)
})

test('asks metrics with columns first, and each once', async () => {
  await using world = await asking()
  await world.week(['wishlist', 'p3_impressions', 'wishlist', 'overall', 'conversion_rate', 'p3_impressions'])
  expect(world.asked()).toEqual(['p3_impressions', 'conversion_rate', 'wishlist', 'overall'])
})

test('refuses a metric that cannot be asked for before any request', async () => {
  await using world = await asking()
  const metrics: readonly string[] = ['p3_impressions', 'revenue']
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as a caller without types
  const error = await rejectionOf(world.week(metrics as AskableMetric[]))
  expect(error).toMatchObject({ code: 'invalid_argument', argument: 'metric' })
  expect(world.asked()).toEqual([])
})

const METRICS = ['conversion_rate', 'nightly_rate', 'overall'] as const

describe('a metric without columns', () => {
  const when = { metric: 'nightly_rate' } as const

  test.each<[string, Fault | readonly Fault[], boolean, object]>([
    [
      'refused',
      { kind: 'refused', when },
      true,
      {
        code: 'api',
        status: 200,
        graphqlErrors: [{ errorType: 'malformed_input', errorClass: 'ServiceBadRequestError' }],
      },
    ],
    [
      'refused with HTTP 400',
      { kind: 'graphql_error', status: 400, errorClass: 'ServiceBadRequestError', errorType: 'other', when },
      true,
      { code: 'api', status: 400 },
    ],
    ['answered with another GraphQL error', { kind: 'graphql_error', when }, false, { code: 'api' }],
    [
      'answered with a GraphQL error and HTTP 500',
      { kind: 'graphql_error', status: 500, when },
      false,
      { code: 'api', status: 500 },
    ],
    ['answered in another shape', { kind: 'malformed', when }, false, { code: 'response_shape' }],
    ['answered in half', { kind: 'malformed', as: 'truncated', when }, false, { code: 'response_shape' }],
    [
      'answered for other days',
      [2, 9].map((shiftDays) => ({ kind: 'other_days', shiftDays, when })),
      false,
      { code: 'unexpected_days', metric: 'nightly_rate' },
    ],
  ])('that is %s fails by itself', async (_, fault, isRefusal, error) => {
    await using world = await asking([fault].flat())
    const { rows, failed, answers } = await world.week(METRICS)
    expect(failed).toEqual([{ metric: 'nightly_rate', error: expect.objectContaining({}), isRefusal }])
    expect(failed[0]?.error).toMatchObject(error)
    expect(answers.map(({ request }) => request.metric)).toEqual(['conversion_rate', 'overall'])
    expect(rows.chartQuery).toHaveLength(7)
    expect(new Set(rows.metricPoints.map(({ metric }) => metric))).toEqual(new Set(['overall']))
    // What the others told of the base day still holds.
    expect(world.asked().at(-1)).toBe('overall')
    expect(world.client.baseDay).toBe('2026-03-15')
  })

  test('that fails every time leaves the week to those that do not', async () => {
    await using world = await asking([{ kind: 'refused', times: always }])
    const { rows, failed, baseDay } = await world.week(['overall', 'location'])
    expect(failed.map(({ metric, isRefusal }) => [metric, isRefusal])).toEqual([
      ['overall', true],
      ['location', true],
    ])
    expect([rows.metricPoints, rows.metricWindows, baseDay]).toEqual([[], [], null])
  })
})

test.each<[string, Fault]>([
  ['refused', { kind: 'refused', when: { metric: 'conversion_rate' } }],
  ['in another shape', { kind: 'malformed', when: { metric: 'conversion_rate' } }],
  ['by the week', { kind: 'by_week', times: always, when: { metric: 'conversion_rate' } }],
  ['with values that cannot be read', { kind: 'odd_values', value: 5, when: { metric: 'conversion_rate' } }],
])('a metric with columns that is answered %s fails the call', async (_, fault) => {
  await using world = await asking([fault])
  expect(await rejectionOf(world.week(METRICS))).toMatchObject({ name: expect.stringMatching(/Error$/) })
  expect(world.asked()).not.toContain('nightly_rate')
})

describe('in the middle of metrics without columns', () => {
  const when = { metric: 'nightly_rate' } as const

  test.each<[string, Fault, string]>([
    ['an expired session', { kind: 'session_expired', when }, 'authentication'],
    [
      'an expired session in a GraphQL error',
      { kind: 'session_expired', as: 'graphql_error', when },
      'authentication',
    ],
    ['too many requests', { kind: 'status', status: 429, retryAfter: 600, when }, 'rate_limited'],
    ['a GraphQL error about the pace', { kind: 'graphql_error', errorType: 'rate_limited', when }, 'api'],
    ['a wall', { kind: 'blocked', when }, 'blocked'],
    ['a server in trouble', { kind: 'status', status: 503, when }, 'api'],
    ['a stale hash', { kind: 'stale_hash', times: always, when }, 'stale_operation'],
    ['a cut connection', { kind: 'reset', when }, 'network'],
    ['another site', { kind: 'other_site', when }, 'api'],
  ])('%s ends the call', async (_, fault, code) => {
    await using world = await asking([fault])
    expect(await rejectionOf(world.week(METRICS))).toMatchObject({ code })
    expect(world.asked()).not.toContain('overall')
  })

  test('a server that does not answer ends the call', async () => {
    await using world = await asking([{ kind: 'hang', when }], { timeoutMs: 100 })
    expect(await rejectionOf(world.week(METRICS))).toMatchObject({ code: 'timeout' })
    expect(world.asked()).not.toContain('overall')
  })

  test('an abort ends the call', async () => {
    await using world = await asking([{ kind: 'hang', when }])
    const abort = new AbortController()
    const week = weekOf(world.client, world.listingId, METRICS, abort.signal)
    const rejected = rejectionOf(week)
    await expect.poll(() => world.asked()).toContain('nightly_rate')
    abort.abort()
    expect(await rejected).toMatchObject({ code: 'aborted' })
    expect(world.asked()).not.toContain('overall')
  })
})

describe('points of weeks and months', () => {
  test.each(['by_week', 'by_month'] as const)(
    '%s: each under its own date, of a base day that is sure',
    async (kind) => {
      const fault: Fault = { kind, times: always, when: { metric: 'nightly_rate' } }
      await using world = await asking([fault])
      const { rows, failed, baseDay } = await world.week(METRICS)
      expect([failed, baseDay]).toEqual([[], '2026-03-15'])
      const points = rows.metricPoints.filter(({ metric }) => metric === 'nightly_rate')
      const [granularity, date] = kind === 'by_week' ? ['WEEK', '2026-03-08'] : ['MONTH', '2026-03-01']
      expect(points.map((point) => [point.series, point.granularity, point.metric_date])).toEqual([
        ['your', granularity, date],
        ['similar', granularity, date],
      ])
      // One more request, which sees to it that the base day still holds.
      expect(world.asked()).toEqual(['conversion_rate', 'nightly_rate', 'conversion_rate', 'overall'])
    },
  )

  test('that lie outside the window are an answer of other days', async () => {
    await using world = await asking([{ kind: 'by_week', times: always, when: { metric: 'nightly_rate' } }])
    const { client, listingId } = world
    const window = { start: '2026-03-08', end: '2026-03-14' }
    const chart = await client.chart({ listingId, metric: 'nightly_rate', window })
    expect(chart.baseDay).toBe('2026-03-15')
    expect(chart.section?.metricLineCharts[0]).toMatchObject({ granularity: 'WEEK' })
    expect(new Set(world.asked())).toEqual(new Set(['nightly_rate', 'p3_impressions']))
  })
})

describe('values as nobody has seen them', () => {
  test.each<[string, unknown, object]>([
    ['a text', { stringValue: 'high' }, { value: null, value_raw: '"high"' }],
    ['a boolean', { booleanValue: true }, { value: null, value_raw: 'true' }],
    ['an object', { low: 1, high: 2 }, { value: null, value_raw: '{"low":1,"high":2}' }],
    [
      'a number in an unknown wrapper',
      { __typename: 'porygonNew', amount: 4.5 },
      { value: 4.5, value_raw: null },
    ],
    ['a long beyond 2^53', { longValue: '9007199254740993' }, { value: null, value_raw: '9007199254740993' }],
    ['a long as a number', { longValue: 460 }, { value: 460, value_raw: null }],
    ['a double as a text', { doubleValue: '0.5' }, { value: null, value_raw: '{"doubleValue":"0.5"}' }],
    ['a bare number', 4.5, { value: 4.5, value_raw: null }],
    ['a bare text', 'high', { value: null, value_raw: '"high"' }],
    ['a bare boolean', false, { value: null, value_raw: 'false' }],
    ['a list', [1, 2], { value: null, value_raw: '[1,2]' }],
    ['a type that is no text', { __typename: 5, amount: 1 }, { value: 1, value_raw: null }],
    ['nothing', null, { value: null, value_raw: null }],
  ])('%s is kept, of a metric without columns', async (_, value, cells) => {
    const fault: Fault = { kind: 'odd_values', value, when: { metric: 'nightly_rate' } }
    await using world = await asking([fault])
    const { rows, failed } = await world.week(['nightly_rate'])
    expect(failed).toEqual([])
    expect(rows.metricPoints).toHaveLength(14)
    for (const row of [...rows.metricPoints, ...rows.metricWindows]) expect(row).toMatchObject(cells)
  })

  test('a metric that nobody knows, in a wrapper that nobody knows, needs no code to be kept', async () => {
    await using world = await asking([
      { kind: 'novel_metric', metric: 'saves', when: { metric: 'p3_impressions' } },
      { kind: 'novel_metric', metric: 'smiles', value: 5, when: { metric: 'overall' } },
      { kind: 'novel_metric', metric: 'moods', value: 'fair', when: { metric: 'conversion_rate' } },
    ])
    const { rows, drift } = await world.week(['p3_impressions', 'conversion_rate', 'overall'])
    const found = (name: string) => rows.metricWindows.filter(({ metric }) => metric === name)
    expect([found('saves'), found('smiles'), found('moods')]).toMatchObject([
      [{ value: 17, value_string: '17', value_type: 'NOVEL', window_start: '2026-03-08' }],
      [{ value: 5, value_string: '17' }],
      [{ value: null, value_raw: '"fair"' }],
    ])
    expect(drift.map(({ kind, name }) => [kind, name])).toEqual(
      expect.arrayContaining([
        ['metric', 'saves'],
        ['metric', 'smiles'],
        ['wrapper', 'porygonNovelWrapper'],
        ['wrapper', 'bare number'],
        ['wrapper', 'bare string'],
      ]),
    )
    expect(world.events.flatMap((event) => (event.type === 'schema_drift' ? [event.message] : []))).toEqual([
      'value wrapped as "porygonNovelWrapper"',
      'value as a bare string',
      'value as a bare number',
    ])
  })
})

test('insights gives what failed with each week', async () => {
  await using world = await asking([{ kind: 'refused', times: always, when: { metric: 'nightly_rate' } }])
  const { client } = world
  const seen: unknown[] = []
  for await (const week of client.insights({ from: '2026-03-01', to: '2026-03-14', metrics: METRICS })) {
    seen.push([week.window.start, week.failed.map(({ metric }) => metric), week.rows.chartQuery.length])
  }
  expect(seen).toEqual([
    ['2026-03-01', ['nightly_rate'], 7],
    ['2026-03-08', ['nightly_rate'], 7],
  ])
})
