import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { isAbortError } from '../src/index.ts'
import { chartAnswer } from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from './support/asking.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

const HOUR_MS = 3_600_000

test('a signal aborted beforehand sends nothing', async () => {
  await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  const { client } = clientUnderTest({ baseUrl: server.url })
  const reason = new Error('enough')
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST, { signal: AbortSignal.abort(reason) }))
  expect(error).toSatisfy(isAbortError)
  expect(error).toMatchObject({ name: 'AbortError', cause: reason })
  expect(server.requests).toHaveLength(0)
  await client.close()
})

test('ends a request under way', async () => {
  const controller = new AbortController()
  await using server = await startLoopbackServer(() => controller.abort())
  const { client } = clientUnderTest({ baseUrl: server.url })
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST, { signal: controller.signal }))
  expect(error).toSatisfy(isAbortError)
  expect(error).toMatchObject({ operation: 'ChartQuery' })
  await client.close()
})

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

test('ends a back-off', async () => {
  await using server = await startLoopbackServer((response) => {
    response.writeHead(503, { 'retry-after': '3600' }).end()
  })
  const controller = new AbortController()
  const { client } = clientUnderTest({
    baseUrl: server.url,
    retry: { maxRetryAfterMs: 2 * HOUR_MS },
    onEvent: ({ type }) => {
      if (type === 'retry') setTimeout(() => controller.abort(), 1)
    },
  })
  expect(await rejectionOf(client.relative.chart(CHART_REQUEST, { signal: controller.signal }))).toSatisfy(
    isAbortError,
  )
  expect(server.requests).toHaveLength(1)
  await client.close()
})

test('ends a wait for the pace, and the next call is not held up by it', async () => {
  await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  const { client } = clientUnderTest({ baseUrl: server.url, rateLimit: { minIntervalMs: HOUR_MS } })
  await client.relative.chart(CHART_REQUEST)
  const signal = AbortSignal.timeout(10)
  expect(await rejectionOf(client.relative.chart(CHART_REQUEST, { signal }))).toSatisfy(isAbortError)
  const next = AbortSignal.timeout(10)
  expect(await rejectionOf(client.relative.chart(CHART_REQUEST, { signal: next }))).toSatisfy(isAbortError)
  expect(server.requests).toHaveLength(1)
  await client.close()
})

test('ends a wait for the turn, and leaves the order of the others', async () => {
  await using server = await startLoopbackServer((response) =>
    setTimeout(() => sendJson(response, chartAnswer()), 30),
  )
  const { client } = clientUnderTest({ baseUrl: server.url })
  const controller = new AbortController()
  const first = client.relative.chart(CHART_REQUEST)
  const second = rejectionOf(client.relative.chart(CHART_REQUEST, { signal: controller.signal }))
  const third = client.relative.chart(CHART_REQUEST)
  controller.abort()
  expect(await second).toSatisfy(isAbortError)
  expect(server.requests.length).toBeLessThan(2)
  await Promise.all([first, third])
  expect(server.requests).toHaveLength(2)
  await client.close()
})

test('closing the client ends what is under way and what comes later', async () => {
  const asked = Promise.withResolvers<void>()
  await using server = await startLoopbackServer(() => asked.resolve())
  const { client } = clientUnderTest({ baseUrl: server.url })
  const underWay = rejectionOf(client.relative.chart(CHART_REQUEST))
  const waiting = rejectionOf(client.listings())
  await asked.promise
  await client[Symbol.asyncDispose]()
  for (const error of [await underWay, await waiting, await rejectionOf(client.listings())]) {
    expect(error).toSatisfy(isAbortError)
    expect(String(error)).toContain('The client is closed')
  }
  await client.close()
})

test("lets go of the caller's signal when a call is over", async () => {
  await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  const { client } = clientUnderTest({ baseUrl: server.url })
  const { signal } = new AbortController()
  for (let i = 0; i < 3; i++) await client.relative.chart(CHART_REQUEST, { signal })
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  await client.close()
})
