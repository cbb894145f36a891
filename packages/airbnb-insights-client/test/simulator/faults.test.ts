import { describe, expect, test } from 'vitest'
import {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
} from '../../src/build-requests.ts'
import {
  BLOCKED_SHAPES,
  type BlockedShape,
  type Fault,
  type Simulator,
  startSimulator,
} from '../../src/simulator/index.ts'
import { blocked } from '../../src/simulator/responses/blocked-answers.ts'
import { SESSION_EXPIRED_SHAPES } from '../../src/simulator/responses/failure-answers.ts'
import { askListings, send } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const window = { metric: 'p3_impressions', relativeDsStart: -24, relativeDsEnd: 3 } as const

function chart(simulator: Simulator, listing = 0): Promise<Response> {
  const listingId = simulator.accounts[0]?.listings[listing]?.listingId ?? ''
  return send(firstAccount(simulator), buildChartRequest({ listingId, ...window }))
}

const start = (...faults: Fault[]) => startSimulator({ today: '2026-03-18', faults })

interface AnyBody {
  data: { porygon: { getPerformanceComponents: { components: Record<string, unknown>[] } | null } } | null
  errors?: { message: string; extensions: { errorType: string } }[]
  extensions: { traceId: string }
}
async function bodyOf(response: Response): Promise<AnyBody> {
  return response.json()
}
const componentOf = async (response: Response) =>
  (await bodyOf(response)).data?.porygon.getPerformanceComponents?.components[0]

describe('status', () => {
  test('once by default, with Retry-After', async () => {
    await using simulator = await start({ kind: 'status', status: 429, retryAfter: 3 })
    const refused = await chart(simulator)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3'])
    expect((await chart(simulator)).status).toBe(200)
  })

  test('so many times, without Retry-After', async () => {
    await using simulator = await start({ kind: 'status', status: 503, times: 2 })
    const answers = [await chart(simulator), await chart(simulator), await chart(simulator)]
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 200])
    expect(answers[0]?.headers.has('retry-after')).toBe(false)
  })
})

describe('conditions', () => {
  test('one listing, for ever', async () => {
    await using simulator = await startSimulator()
    const listingId = simulator.accounts[0]?.listings[1]?.listingId ?? ''
    simulator.addFault({
      kind: 'status',
      status: 500,
      when: { listingId },
      times: Number.POSITIVE_INFINITY,
    })
    const asked = [0, 1, 2, 1, 0]
    const statuses: number[] = []
    for (const listing of asked) statuses.push((await chart(simulator, listing)).status)
    expect(statuses).toEqual([200, 500, 200, 500, 200])
    expect(simulator.requests.map(({ fault }) => fault)).toEqual([null, 'status', null, 'status', null])
  })

  test('one account, one operation, after so many requests', async () => {
    await using simulator = await startSimulator({ accounts: 2 })
    const { accountId } = firstAccount(simulator)
    simulator.addFault({
      kind: 'html',
      when: { accountId, operation: 'ListingsSectionQuery', afterRequests: 1 },
    })
    const other = simulator.accounts[1]
    if (other === undefined) throw new Error('no second account')
    await askListings({ url: simulator.url, credentials: other.credentials })
    await chart(simulator)
    await askListings(firstAccount(simulator))
    const second = await send(firstAccount(simulator), buildListingsRequest())
    expect(await second.text()).toContain('<!doctype html>')
  })

  test('one metric', async () => {
    await using simulator = await start({ kind: 'refused', when: { metric: 'overall' }, times: 9 })
    const asker = firstAccount(simulator)
    const errors: unknown[] = []
    for (const metric of ['p3_impressions', 'overall', 'location', 'overall'] as const) {
      const body = buildChartRequest({ listingId: asker.listingId, ...window, metric })
      errors.push((await bodyOf(await send(asker, body))).errors?.[0])
    }
    const refusal = { extensions: { errorClass: 'ServiceBadRequestError', errorType: 'malformed_input' } }
    expect(errors).toMatchObject([undefined, refusal, undefined, refusal])
    expect(simulator.requests.map(({ status, fault }) => [status, fault])).toEqual([
      [200, null],
      [200, 'refused'],
      [200, null],
      [200, 'refused'],
    ])
  })

  test('a refused request meets no fault', async () => {
    await using simulator = await start({ kind: 'status', status: 503 })
    const { url } = simulator
    const nobody = { url, credentials: { ...firstAccount(simulator).credentials, cookie: 'a=b' } }
    expect((await send(nobody, buildListingsRequest())).status).toBe(401)
    expect((await chart(simulator)).status).toBe(503)
  })

  test('can all be taken back', async () => {
    await using simulator = await start({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY })
    expect((await chart(simulator)).status).toBe(503)
    simulator.clearFaults()
    expect((await chart(simulator)).status).toBe(200)
  })
})

describe('malformed', () => {
  test('whole JSON in the wrong shape, trace id and all', async () => {
    await using simulator = await start({ kind: 'malformed', times: 3 })
    const asker = firstAccount(simulator)
    const answer = await bodyOf(await chart(simulator))
    expect(answer.extensions.traceId).toMatch(/==$/)
    const section = answer.data?.porygon.getPerformanceComponents?.components[0]
    expect(JSON.stringify(section)).toContain('"ds":20250112')
    const list = await componentOf(
      await send(asker, buildListOfMetricsRequest({ listingId: asker.listingId, ...window })),
    )
    expect(JSON.stringify(list)).not.toContain('metricName')
    const listings = await componentOf(await send(asker, buildListingsRequest()))
    expect(listings).toMatchObject({ tableRows: [{ id: 0 }, { id: 0 }, { id: 0 }] })
  })

  test('cut off in mid-JSON', async () => {
    await using simulator = await start({ kind: 'malformed', as: 'truncated' })
    const text = await (await chart(simulator)).text()
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })
})

describe('no answer', () => {
  test('hang: until the client gives up', async () => {
    await using simulator = await start({ kind: 'hang' })
    const asker = firstAccount(simulator)
    const signal = AbortSignal.timeout(60)
    await expect(send(asker, buildListingsRequest(), {}, { signal })).rejects.toThrow(/abort|timeout/i)
    expect(simulator.requests[0]).toMatchObject({ fault: 'hang', status: 0 })
    expect((await chart(simulator)).status).toBe(200)
  })

  test('reset: the connection is cut', async () => {
    await using simulator = await start({ kind: 'reset' })
    await expect(chart(simulator)).rejects.toThrow('fetch failed')
    expect((await chart(simulator)).status).toBe(200)
  })
})

const isShape = (name: string): name is BlockedShape => name in BLOCKED_SHAPES

describe('blocked', () => {
  // What fetch takes for an error of its own cannot be looked at with it.
  const shapes = Object.keys(BLOCKED_SHAPES)
    .filter(isShape)
    .filter((as) => as !== 'proxy_authentication')

  test.each(shapes)('as %s, whoever asks', async (as) => {
    await using simulator = await start({ kind: 'blocked', as, retryAfter: 7, times: 2 })
    const { accountId } = firstAccount(simulator)
    const asAnswer = await chart(simulator)
    expect({
      status: asAnswer.status,
      retryAfter: asAnswer.headers.get('retry-after'),
      body: await asAnswer.text(),
    }).toEqual({ status: blocked({ as }).status, retryAfter: '7', body: blocked({ as }).body })
    simulator.expireSession(accountId)
    expect((await chart(simulator)).status).toBe(blocked({ as }).status)
    expect((await chart(simulator)).status).toBe(401)
  })
})

test("other_site: a redirect to a country's site", async () => {
  await using simulator = await start({ kind: 'other_site', site: 'https://www.airbnb.fr' })
  const answer = await chart(simulator)
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://www.airbnb.fr/api/v3/'])
})

describe('session_expired', () => {
  test.each(SESSION_EXPIRED_SHAPES)('as %s, for one answer', async (as) => {
    await using simulator = await start({ kind: 'session_expired', as })
    const answer = await chart(simulator)
    const text = await answer.text()
    const seen = {
      unauthorized: () => expect(answer.status).toBe(401),
      forbidden: () => expect(answer.status).toBe(403),
      graphql_error: () => {
        expect(answer.status).toBe(200)
        expect(text).toContain('"errorType":"authentication_required"')
      },
      null_components: () => {
        expect(answer.status).toBe(200)
        expect(text).toContain('"getPerformanceComponents":null')
      },
      login_page: () => {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      },
      login_redirect: () => {
        expect([answer.status, answer.headers.get('location')?.split('?')[0]]).toEqual([302, '/login'])
      },
    }
    seen[as]()
    expect((await chart(simulator)).status).toBe(200)
  })
})

test.each([
  ['graphql_error', 200],
  ['bad_request', 400],
  ['not_found', 404],
] as const)('stale_hash as %s', async (as, status) => {
  await using simulator = await start({ kind: 'stale_hash', as })
  const answer = await chart(simulator)
  expect(answer.status).toBe(status)
  expect((await bodyOf(answer)).errors?.[0]?.message).toBe('PersistedQueryNotFound')
})

test('graphql_error, with a part of the data', async () => {
  await using simulator = await start({
    kind: 'graphql_error',
    message: 'porygon is tired',
    errorType: 'overload',
    data: { porygon: {} },
  })
  expect(await bodyOf(await chart(simulator))).toMatchObject({
    data: { porygon: {} },
    errors: [{ message: 'porygon is tired', extensions: { errorType: 'overload' } }],
  })
})

describe('empty', () => {
  test('no component', async () => {
    await using simulator = await start({ kind: 'empty' })
    expect(await componentOf(await chart(simulator))).toBeUndefined()
  })

  test('no series, or series without points', async () => {
    await using simulator = await start(
      { kind: 'empty', as: 'metricLineCharts' },
      { kind: 'empty', as: 'dataPoints' },
    )
    expect(await componentOf(await chart(simulator))).toMatchObject({ metricLineCharts: [] })
    expect(await componentOf(await chart(simulator))).toMatchObject({
      metricLineCharts: [{ dataPoints: [] }, { dataPoints: [] }],
      primaryMetric: { value: { longValue: '0' }, valueString: '-', valueChange: null },
    })
  })

  test('no listings', async () => {
    await using simulator = await start({ kind: 'empty', as: 'dataPoints' })
    expect(await askListings(firstAccount(simulator))).toMatchObject({ tableRows: [], totalCount: 0 })
  })
})

test('incomplete_listings', async () => {
  await using simulator = await start({ kind: 'incomplete_listings' })
  const section = await askListings(firstAccount(simulator))
  expect([section.totalCount, section.resultsCount, section.tableRows.length]).toEqual([3, 2, 2])
})

test('novel_fields', async () => {
  await using simulator = await start({ kind: 'novel_fields' })
  expect(await componentOf(await chart(simulator))).toMatchObject({
    __typename: 'porygonPNovelSection',
    novelField: {},
    metricLineCharts: expect.any(Array),
  })
})
