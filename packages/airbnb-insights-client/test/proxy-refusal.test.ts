import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Dispatcher1Wrapper, ProxyAgent } from 'undici'
import { expect, test } from 'vitest'
import { isBlockedError, isNetworkError } from '../src/index.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from './support/asking.ts'

/** A proxy that answers every request, and every wish for a tunnel, with a status. */
async function startProxy(status: number): Promise<AsyncDisposable & { url: string; asked(): number }> {
  let asked = 0
  const proxy = createServer((_, response) => {
    asked += 1
    response.writeHead(status).end()
  })
  proxy.on('connect', (_, socket) => {
    asked += 1
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

/** What a client meets behind a proxy, without retries of its own. */
async function behind(proxy: string, baseUrl: string): Promise<unknown> {
  const dispatcher = new Dispatcher1Wrapper(new ProxyAgent(proxy))
  const { client } = clientUnderTest({ baseUrl, dispatcher, retry: { retries: 1 } })
  const error = await rejectionOf(client.relative.chart(CHART_REQUEST))
  await client.close()
  await dispatcher.close()
  return error
}

test.each([
  [407, 'https://www.airbnb.com'],
  [403, 'https://www.airbnb.com'],
  [407, 'http://airbnb.example'],
])('a proxy that refuses with %i to let a request through to %s is no network error', async (status, url) => {
  await using proxy = await startProxy(status)
  const error = await behind(proxy.url, url)
  expect(error).toSatisfy(isBlockedError)
  expect(error).toMatchObject({ reason: 'proxy', status, retryAfterMs: null })
  expect(proxy.asked()).toBe(1)
})

test('a proxy that cannot reach Airbnb itself is trouble on the way', async () => {
  await using proxy = await startProxy(502)
  expect(await behind(proxy.url, 'https://www.airbnb.com')).toSatisfy(isNetworkError)
  expect(proxy.asked()).toBe(2)
})
