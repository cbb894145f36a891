import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type AirbnbInsightsClientOptions, isAbortError } from '../src/index.ts'
import { chartAnswer } from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from './support/asking.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'
import { WAYS_OF_SENDING } from './support/ways-of-sending.ts'

const HOUR_MS = 3_600_000

test('ends a request that a fetch of its own goes on with regardless', async () => {
  const controller = new AbortController()
  const { client } = clientUnderTest({
    fetch: () => {
      queueMicrotask(() => controller.abort())
      return new Promise(() => {})
    },
  })
  expect(await rejectionOf(client.relative.chart(CHART_REQUEST, { signal: controller.signal }))).toSatisfy(
    isAbortError,
  )
  await client.close()
})

describe.each(WAYS_OF_SENDING)('by %s', (_way, way) => {
  const client = (options: Partial<AirbnbInsightsClientOptions>) => clientUnderTest({ ...way, ...options })

  test('a signal aborted beforehand sends nothing', async () => {
    await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
    const { client: asking } = client({ baseUrl: server.url })
    const reason = new Error('enough')
    const error = await rejectionOf(
      asking.relative.chart(CHART_REQUEST, { signal: AbortSignal.abort(reason) }),
    )
    expect(error).toSatisfy(isAbortError)
    expect(error).toMatchObject({ name: 'AbortError', cause: reason })
    expect(server.requests).toHaveLength(0)
    await asking.close()
  })

  test('ends a request under way', async () => {
    const controller = new AbortController()
    await using server = await startLoopbackServer(() => controller.abort())
    const { client: asking } = client({ baseUrl: server.url })
    const error = await rejectionOf(asking.relative.chart(CHART_REQUEST, { signal: controller.signal }))
    expect(error).toSatisfy(isAbortError)
    expect(error).toMatchObject({ operation: 'ChartQuery' })
    await asking.close()
  })

  test('ends a back-off', async () => {
    await using server = await startLoopbackServer((response) => {
      response.writeHead(503, { 'retry-after': '3600' }).end()
    })
    const controller = new AbortController()
    const { client: asking } = client({
      baseUrl: server.url,
      retry: { maxRetryAfterMs: 2 * HOUR_MS },
      onEvent: ({ type }) => {
        if (type === 'retry') setTimeout(() => controller.abort(), 1)
      },
    })
    expect(await rejectionOf(asking.relative.chart(CHART_REQUEST, { signal: controller.signal }))).toSatisfy(
      isAbortError,
    )
    expect(server.requests).toHaveLength(1)
    await asking.close()
  })

  test('ends a wait for the pace, and the next call is not held up by it', async () => {
    await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
    const { client: asking } = client({ baseUrl: server.url, rateLimit: { minIntervalMs: HOUR_MS } })
    await asking.relative.chart(CHART_REQUEST)
    const signal = AbortSignal.timeout(10)
    expect(await rejectionOf(asking.relative.chart(CHART_REQUEST, { signal }))).toSatisfy(isAbortError)
    const next = AbortSignal.timeout(10)
    expect(await rejectionOf(asking.relative.chart(CHART_REQUEST, { signal: next }))).toSatisfy(isAbortError)
    expect(server.requests).toHaveLength(1)
    await asking.close()
  })

  test('ends a wait for the turn, and leaves the order of the others', async () => {
    await using server = await startLoopbackServer((response) =>
      setTimeout(() => sendJson(response, chartAnswer()), 30),
    )
    const { client: asking } = client({ baseUrl: server.url })
    const controller = new AbortController()
    const first = asking.relative.chart(CHART_REQUEST)
    const second = rejectionOf(asking.relative.chart(CHART_REQUEST, { signal: controller.signal }))
    const third = asking.relative.chart(CHART_REQUEST)
    controller.abort()
    expect(await second).toSatisfy(isAbortError)
    expect(server.requests.length).toBeLessThan(2)
    await Promise.all([first, third])
    expect(server.requests).toHaveLength(2)
    await asking.close()
  })

  test('closing the client ends what is under way and what comes later', async () => {
    const asked = Promise.withResolvers<void>()
    await using server = await startLoopbackServer(() => asked.resolve())
    const { client: asking } = client({ baseUrl: server.url })
    const underWay = rejectionOf(asking.relative.chart(CHART_REQUEST))
    const waiting = rejectionOf(asking.listings())
    await asked.promise
    await asking[Symbol.asyncDispose]()
    for (const error of [await underWay, await waiting, await rejectionOf(asking.listings())]) {
      expect(error).toSatisfy(isAbortError)
      expect(String(error)).toContain('The client is closed')
    }
    await asking.close()
  })

  test("lets go of the caller's signal when a call is over", async () => {
    await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
    const { client: asking } = client({ baseUrl: server.url })
    const { signal } = new AbortController()
    for (let i = 0; i < 3; i++) await asking.relative.chart(CHART_REQUEST, { signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    await asking.close()
  })
})
