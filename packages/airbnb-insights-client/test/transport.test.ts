import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { Agent, Dispatcher1Wrapper } from 'undici'
import { describe, expect, test } from 'vitest'
import { type AirbnbInsightsClientOptions, isApiError, isNetworkError, isTimeoutError } from '../src/index.ts'
import { chartAnswer, sectionOf } from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest, rejectionOf } from './support/asking.ts'
import { COOKIE } from './support/credentials.ts'
import { type Respond, sendJson, startLoopbackServer } from './support/loopback-server.ts'
import { WAYS_OF_SENDING } from './support/ways-of-sending.ts'

const ANSWER = JSON.stringify(chartAnswer())
const MiB = 1024 * 1024

/** Sends a body whose length is not said beforehand, in as many pieces as are given. */
const inPieces =
  (headers: Record<string, string>, ...pieces: readonly (string | Buffer)[]): Respond =>
  (response) => {
    response.writeHead(200, headers)
    for (const piece of pieces) response.write(piece)
    response.end()
  }
const packed = (coding: string, body: Buffer): Respond => inPieces({ 'content-encoding': coding }, body)

/** Sends the same piece for as long as somebody takes it. */
function withoutEnd(response: ServerResponse, piece: Buffer): void {
  const go = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', go)
  }
  go()
}

describe.each(WAYS_OF_SENDING)('by %s', (_way, way) => {
  const client = (options: Partial<AirbnbInsightsClientOptions>) => clientUnderTest({ ...way, ...options })

  /** Asks once, without retries, and gives the answer as it came, or what it failed with. */
  async function answerTo(respond: Respond, options: Partial<AirbnbInsightsClientOptions> = {}) {
    await using server = await startLoopbackServer(respond)
    const { client: asking } = client({ baseUrl: server.url, retry: { retries: 0 }, ...options })
    const answer = await asking.relative.chart(CHART_REQUEST).then(
      ({ raw }) => raw,
      (error: unknown) => error,
    )
    await asking.close()
    return answer
  }

  test('requests share one connection', async () => {
    await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
    const { client: asking } = client({ baseUrl: server.url })
    for (let i = 0; i < 4; i++) await asking.relative.chart(CHART_REQUEST)
    await asking.close()
    expect(server.requests).toHaveLength(4)
    expect(server.connections).toBe(1)
    expect(server.requests[0]?.headers['x-csrf-token']).toBe('')
    expect(server.requests[0]?.headers.cookie === COOKIE).toBe(true)
  })

  test("a base URL's path is kept", async () => {
    await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
    const { client: asking } = client({ baseUrl: `${server.url}/some/where/` })
    await asking.relative.chart(CHART_REQUEST)
    await asking.close()
    expect(server.requests[0]?.path).toMatch(/^\/some\/where\/api\/v3\/ChartQuery\/[0-9a-f]{64}$/)
  })

  test.each<[string, Respond]>([
    ['gzip', packed('gzip', gzipSync(ANSWER))],
    ['gzip by its old name, in capitals', packed('X-GZIP', gzipSync(ANSWER))],
    ['br', packed('br', brotliCompressSync(ANSWER))],
    ['deflate', packed('deflate', deflateSync(ANSWER))],
    ['deflate without a header', packed('deflate', deflateRawSync(ANSWER))],
    ['several codings, one over the other', packed('gzip, br', brotliCompressSync(gzipSync(ANSWER)))],
    [
      'pieces of one byte',
      inPieces(
        { 'content-encoding': 'deflate' },
        ...Array.from(deflateSync(ANSWER), (byte) => Buffer.of(byte)),
      ),
    ],
    [
      'a length, which is that of the packed bytes',
      (response) => {
        const body = gzipSync(ANSWER)
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.byteLength }).end(body)
      },
    ],
  ])('an answer packed as %s is unpacked', async (_, respond) => {
    expect(await answerTo(respond)).toEqual(chartAnswer())
  })

  test('an answer that is packed as nobody asked for is left as it is', async () => {
    expect(await answerTo(packed('zip', gzipSync(ANSWER)))).toMatchObject({ code: 'blocked' })
    expect(await answerTo(packed('identity', Buffer.from(ANSWER)))).toEqual(chartAnswer())
  })

  test('a packed answer that is none is one that broke off', async () => {
    expect(await answerTo(packed('gzip', Buffer.from(ANSWER)))).toMatchObject({ code: 'network' })
    expect(await answerTo(packed('br', Buffer.from('<html>')))).toMatchObject({ code: 'network' })
    expect(await answerTo(packed('deflate', Buffer.from('x<html>')))).toMatchObject({ code: 'network' })
  })

  test('an answer packed six times over is not unpacked', async () => {
    const body = [1, 2, 3, 4, 5, 6].reduce((inner) => gzipSync(inner), Buffer.from(ANSWER))
    expect(await answerTo(packed('gzip, gzip, gzip, gzip, gzip, gzip', body))).toMatchObject({
      code: 'network',
    })
  })

  test('a packed answer without its end is what came of it', async () => {
    const error = await answerTo(packed('gzip', gzipSync(ANSWER).subarray(0, -60)))
    expect(error).toMatchObject({ code: 'response_shape', body: expect.stringContaining('{"data":') })
  })

  test.each<[string, Respond]>([
    ['without a length', inPieces({}, ANSWER.slice(0, 100), ANSWER.slice(100))],
    [
      'that ends with its connection',
      (response, _index, socket) => {
        response.writeHead(200, { connection: 'close', 'transfer-encoding': 'identity' })
        response.write(ANSWER)
        socket.end()
      },
    ],
    ['with a byte order mark', inPieces({}, `\uFEFF${ANSWER}`)],
    [
      'with a length and a byte order mark',
      (response) => {
        const body = Buffer.from(`\uFEFF${ANSWER}`)
        response.writeHead(200, { 'content-length': body.byteLength }).end(body)
      },
    ],
    ['packed, and empty pieces in between', inPieces({ 'content-encoding': 'gzip' }, '', gzipSync(ANSWER))],
  ])('an answer %s', async (_, respond) => {
    expect(await answerTo(respond)).toEqual(chartAnswer())
  })

  test('characters that are cut in two by the pieces come whole', async () => {
    const named = ANSWER.replace('Total page views', 'Vues de la page 🏡')
    const bytes = Buffer.from(named)
    const cut = bytes.indexOf(Buffer.from('🏡')) + 2
    const respond: Respond = (response) => {
      response.writeHead(200)
      response.write(bytes.subarray(0, cut), () => setTimeout(() => response.end(bytes.subarray(cut)), 20))
    }
    expect(JSON.stringify(await answerTo(respond))).toBe(named)
  })

  test('no body at all', async () => {
    expect(await answerTo((response) => response.writeHead(204).end())).toMatchObject({
      code: 'blocked',
    })
    const error = await answerTo((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end())
    expect(error).toMatchObject({ code: 'blocked', status: 200 })
  })

  test.each<[string, Respond]>([
    ['packed', packed('gzip', gzipSync(Buffer.alloc(40 * MiB)))],
    [
      'plain',
      (response) => {
        response.writeHead(200)
        withoutEnd(response, Buffer.alloc(MiB, ' '))
      },
    ],
    [
      'plain, with its length',
      (response) => {
        response.writeHead(200, { 'content-length': 40 * MiB })
        withoutEnd(response, Buffer.alloc(MiB, ' '))
      },
    ],
  ])('a body without end is given up: %s', async (_, respond) => {
    const connectionsEnded: Promise<void>[] = []
    const error = await answerTo((response, index, socket) => {
      connectionsEnded.push(new Promise((resolve) => void socket.once('close', () => resolve())))
      respond(response, index, socket)
    })
    expect(error).toSatisfy(isApiError)
    expect(String(error)).toContain('more than 33554432 bytes')
    await Promise.all(connectionsEnded)
  })

  test('redirects are not followed, and take the cookie nowhere', async () => {
    await using elsewhere = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
    const error = await answerTo((response) => {
      response.writeHead(307, { location: `${elsewhere.url}/api` }).end()
    })
    expect(error).toMatchObject({ code: 'blocked', status: 307 })
    expect(String(error)).toContain(`to ${elsewhere.url}/api, not followed`)
    expect(elsewhere.requests).toHaveLength(0)
  })

  test.each([
    ['never answers', (): void => {}],
    [
      'sends headers and then nothing',
      (response: ServerResponse): void => {
        response.write('{"data":')
      },
    ],
    [
      'packs a part of the answer and then nothing',
      (response: ServerResponse): void => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.write(gzipSync(ANSWER).subarray(0, 60))
      },
    ],
  ])('a server that %s runs into the time-out, which is tried again', async (_, hang) => {
    await using server = await startLoopbackServer((response, index) => {
      if (index === 0) hang(response)
      else sendJson(response, chartAnswer())
    })
    const { client: asking, events } = client({ baseUrl: server.url, timeoutMs: 300 })
    await expect(asking.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
      'section',
      sectionOf(chartAnswer()),
    )
    expect(events).toContainEqual(expect.objectContaining({ type: 'retry', reason: 'timeout' }))
    await asking.close()
  })

  test('the time-out is for headers and body together', async () => {
    const error = await answerTo(
      (response) => {
        setTimeout(() => response.write('{'), 200)
        setTimeout(() => response.end(ANSWER.slice(1)), 400)
      },
      { timeoutMs: 300 },
    )
    expect(error).toSatisfy(isTimeoutError)
  })

  test('a server that always hangs is a TimeoutError', async () => {
    await using server = await startLoopbackServer(() => {})
    const { client: asking } = client({ baseUrl: server.url, timeoutMs: 50, retry: { retries: 1 } })
    const error = await rejectionOf(asking.relative.chart(CHART_REQUEST))
    expect(error).toSatisfy(isTimeoutError)
    expect(error).toMatchObject({ timeoutMs: 50, operation: 'ChartQuery' })
    expect(server.requests).toHaveLength(2)
    await asking.close()
  })

  test.each([
    ['before the answer', (_: ServerResponse, cut: () => void) => cut(), 'did not reach the server'],
    [
      'in the middle of the body',
      (response: ServerResponse, cut: () => void) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"data":', cut)
      },
      'was answered only in part',
    ],
    [
      'in the middle of a packed body',
      (response: ServerResponse, cut: () => void) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.write(gzipSync(ANSWER).subarray(0, 60), cut)
      },
      'was answered only in part',
    ],
  ])('a connection reset %s is tried again', async (_, respond, message) => {
    await using server = await startLoopbackServer((response, index, socket) => {
      if (index > 0) sendJson(response, chartAnswer())
      // Once what was sent before has arrived.
      else respond(response, () => setTimeout(() => socket.resetAndDestroy(), 20))
    })
    const { client: asking, events } = client({ baseUrl: server.url })
    await expect(asking.relative.chart(CHART_REQUEST)).resolves.toHaveProperty(
      'section',
      sectionOf(chartAnswer()),
    )
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'retry',
        reason: 'network',
        message: expect.stringMatching(`^ChartQuery ${message} \\((ECONNRESET|UND_ERR_SOCKET)\\)$`),
      }),
    )
    await asking.close()
  })

  test('a server that ends the connection without an answer', async () => {
    const error = await answerTo((_response, _index, socket) => socket.end())
    expect(error).toMatchObject({ code: 'network', reason: 'UND_ERR_SOCKET' })
  })

  test('what answers by something else than HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => void server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const { client: asking } = client({ baseUrl: `http://127.0.0.1:${port}`, retry: { retries: 0 } })
    expect(await rejectionOf(asking.relative.chart(CHART_REQUEST))).toMatchObject({
      code: 'network',
      message: 'ChartQuery did not reach the server',
    })
    await asking.close()
    server.close()
  })

  test('a port where nobody listens is a NetworkError that says so', async () => {
    const server = await startLoopbackServer(() => {})
    await server[Symbol.asyncDispose]()
    const { client: asking } = client({ baseUrl: server.url, retry: { retries: 0 } })
    const error = await rejectionOf(asking.relative.chart(CHART_REQUEST))
    expect(error).toSatisfy(isNetworkError)
    expect(error).toMatchObject({ reason: 'ECONNREFUSED' })
    await asking.close()
  })

  test('cookies are taken over byte by byte, each of several', async () => {
    await using server = await startLoopbackServer((response) => {
      response.setHeader('set-cookie', ['_aaj=caf\u00c3\u00a9, or tea; Path=/', '_aat=2; Path=/'])
      sendJson(response, chartAnswer())
    })
    const { client: asking, events } = client({ baseUrl: server.url })
    for (let i = 0; i < 2; i++) await asking.relative.chart(CHART_REQUEST)
    await asking.close()
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'cookies_rotated', names: ['_aaj', '_aat'] }),
    )
    const sent = server.requests.map(({ headers }) =>
      headers.cookie?.includes('_aaj=caf\u00c3\u00a9, or tea; '),
    )
    expect(sent).toEqual([false, true])
    expect(server.requests[1]?.headers.cookie?.includes('_aat=2')).toBe(true)
  })

  test("the answer's time and pace are read", async () => {
    const told: unknown[] = []
    const error = await answerTo(
      (response) => {
        response.writeHead(429, { 'retry-after': '3600', date: 'Wed, 15 Apr 2026 12:00:00 GMT' }).end()
      },
      { onEvent: (event) => told.push(event) },
    )
    expect(error).toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterMs: expect.closeTo(3_600_000, -4),
    })
    expect(told).toContainEqual(
      expect.objectContaining({ type: 'response', serverTime: new Date('2026-04-15T12:00:00Z') }),
    )
  })

  test('a dispatcher that was given is used and not closed', async () => {
    await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
    const dispatcher = new Dispatcher1Wrapper(new Agent({ connections: 1 }))
    for (let i = 0; i < 2; i++) {
      const { client: asking } = client({ baseUrl: server.url, dispatcher })
      await asking.relative.chart(CHART_REQUEST)
      await asking.close()
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
    const { client: asking } = client({ baseUrl: server.url })
    await Promise.all(
      [1, 2, 3, 4].map((day) => asking.relative.chart({ ...CHART_REQUEST, relativeDsEnd: day })),
    )
    expect(most).toBe(1)
    const days = server.requests.map(({ body }) => /"relativeDsEnd":(\d)/.exec(body)?.[1])
    expect(days).toEqual(['1', '2', '3', '4'])
    await asking.close()
  })
})

test('zstd, which nobody asks for, is unpacked all the same', async () => {
  await using server = await startLoopbackServer(packed('zstd', zstdCompressSync(ANSWER)))
  const { client } = clientUnderTest({ baseUrl: server.url })
  expect((await client.relative.chart(CHART_REQUEST)).raw).toEqual(chartAnswer())
  await client.close()
})

test('both ways send the same, header by header', async () => {
  await using server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
  for (const [, way] of WAYS_OF_SENDING) {
    const { client } = clientUnderTest({ baseUrl: server.url, ...way })
    await client.relative.chart(CHART_REQUEST)
    await client.close()
  }
  const [byRequest, byFetch] = server.requests.map(({ method, path, rawHeaders, body }) => {
    const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []))
    // Each request has an id of its own.
    const headers = pairs.map((pair) => pair.replace(/^(X-Client-Request-Id: ).+/, '$1…'))
    // Not as an array, whose difference a failure would print with the cookie.
    return `${method} ${path}\n${headers.join('\n')}\n\n${body}`
  })
  expect(byRequest?.split('\n')[0]).toMatch(/^POST /)
  expect(byRequest === byFetch).toBe(true)
})
