import { gzipSync } from 'node:zlib'
import { Agent, Dispatcher1Wrapper } from 'undici'
import { expect, test } from 'vitest'
import { isApiError, isNetworkError, isTimeoutError } from '../src/index.ts'
import { chartAnswer, sectionOf } from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from './support/asking.ts'
import { COOKIE } from './support/credentials.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

test('requests share one connection', async () => {
  await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  const { client } = clientUnderTest({ baseUrl: server.url })
  for (let i = 0; i < 4; i++) await client.relative.chart(CHART_REQUEST)
  await client.close()
  expect(server.requests).toHaveLength(4)
  expect(server.connections).toBe(1)
  expect(server.requests[0]?.headers['x-csrf-token']).toBe('')
  expect(server.requests[0]?.headers.cookie === COOKIE).toBe(true)
})

test('a packed answer is unpacked', async () => {
  await using server = await startLoopbackServer((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify(chartAnswer())))
  })
  const { client } = clientUnderTest({ baseUrl: server.url })
  await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
    'section',
    sectionOf(chartAnswer()),
  )
  await client.close()
})

test('a body without end is given up', async () => {
  await using server = await startLoopbackServer((response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(gzipSync(Buffer.alloc(40 * 1024 * 1024)))
  })
  const { client } = clientUnderTest({ baseUrl: server.url })
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
  expect(error).toSatisfy(isApiError)
  expect(String(error)).toContain('more than 33554432 bytes')
  await client.close()
})

test('redirects are not followed, and take the cookie nowhere', async () => {
  await using elsewhere = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  await using server = await startLoopbackServer((response) => {
    response.writeHead(307, { location: `${elsewhere.url}/api` }).end()
  })
  const { client } = clientUnderTest({ baseUrl: server.url })
  expect(await rejectionOf(client.relative.chart(CHART_REQUEST))).toMatchObject({
    code: 'blocked',
    status: 307,
  })
  expect(elsewhere.requests).toHaveLength(0)
  await client.close()
})

test.each([
  ['never answers', (): void => {}],
  [
    'sends headers and then nothing',
    (response: { write(text: string): void }): void => {
      response.write('{"data":')
    },
  ],
])('a server that %s runs into the time-out, which is tried again', async (_, hang) => {
  await using server = await startLoopbackServer((response, index) => {
    if (index === 0) hang(response)
    else sendJson(response, chartAnswer())
  })
  const { client, events } = clientUnderTest({ baseUrl: server.url, timeoutMs: 300 })
  await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
    'section',
    sectionOf(chartAnswer()),
  )
  expect(events).toContainEqual(expect.objectContaining({ type: 'retry', reason: 'timeout' }))
  await client.close()
})

test('a server that always hangs is a TimeoutError', async () => {
  await using server = await startLoopbackServer(() => {})
  const { client } = clientUnderTest({ baseUrl: server.url, timeoutMs: 50, retry: { retries: 1 } })
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
  expect(error).toSatisfy(isTimeoutError)
  expect(error).toMatchObject({ timeoutMs: 50, operation: 'ChartQuery' })
  expect(server.requests).toHaveLength(2)
  await client.close()
})

test.each([
  ['before the answer', false],
  ['in the middle of the body', true],
])('a connection reset %s is tried again', async (_, midBody) => {
  await using server = await startLoopbackServer((response, index, socket) => {
    if (index > 0) return sendJson(response, chartAnswer())
    if (!midBody) return void socket.resetAndDestroy()
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"data":', () => socket.resetAndDestroy())
  })
  const { client, events } = clientUnderTest({ baseUrl: server.url })
  await expect(client.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
    'section',
    sectionOf(chartAnswer()),
  )
  expect(events).toContainEqual(expect.objectContaining({ type: 'retry', reason: 'network' }))
  await client.close()
})

test('a port where nobody listens is a NetworkError that says so', async () => {
  const server = await startLoopbackServer(() => {})
  await server[Symbol.asyncDispose]()
  const { client } = clientUnderTest({ baseUrl: server.url, retry: { retries: 0 } })
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
  expect(error).toSatisfy(isNetworkError)
  expect(error).toMatchObject({ reason: 'ECONNREFUSED' })
  await client.close()
})

test('a dispatcher that was given is used and not closed', async () => {
  await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  const dispatcher = new Dispatcher1Wrapper(new Agent({ connections: 1 }))
  for (let i = 0; i < 2; i++) {
    const { client } = clientUnderTest({ baseUrl: server.url, dispatcher })
    await client.relative.chart(CHART_REQUEST)
    await client.close()
  }
  expect(server.connections).toBe(1)
  await dispatcher.close()
})

test('requests of one client go one at a time, in the order of asking', async () => {
  let underWay = 0
  let most = 0
  await using server = await startLoopbackServer((response) => {
    underWay += 1
    most = Math.max(most, underWay)
    setTimeout(() => {
      underWay -= 1
      sendJson(response, chartAnswer())
    }, 5)
  })
  const { client } = clientUnderTest({ baseUrl: server.url })
  await Promise.all(
    [1, 2, 3, 4].map((day) => client.relative.chart({ ...CHART_REQUEST, relativeDsEnd: day })),
  )
  expect(most).toBe(1)
  const days = server.requests.map(({ body }) => /"relativeDsEnd":(\d)/.exec(body)?.[1])
  expect(days).toEqual(['1', '2', '3', '4'])
  await client.close()
})
