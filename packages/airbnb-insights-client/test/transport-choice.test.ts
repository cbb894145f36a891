import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { Agent, Dispatcher1Wrapper, MockAgent } from 'undici'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chartAnswer } from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest } from './support/asking.ts'
import { CREDENTIALS } from './support/credentials.ts'
import { type LoopbackServer, sendJson, startLoopbackServer } from './support/loopback-server.ts'

let server: LoopbackServer
beforeEach(async () => {
  server = await startLoopbackServer((response) => sendJson(response, chartAnswer()))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server[Symbol.asyncDispose]()
})

/** The ways that requests went while something was done: fetch gives undici the body as something to iterate over. */
async function waysDuring(ask: () => Promise<unknown>): Promise<readonly string[]> {
  const ways: string[] = []
  const note = (message: unknown): void => {
    const { request } = message as { request: { body: unknown } }
    ways.push(Buffer.isBuffer(request.body) ? 'request' : 'fetch')
  }
  subscribe('undici:request:create', note)
  try {
    await ask()
  } finally {
    unsubscribe('undici:request:create', note)
  }
  return ways
}

test("by default, undici's request sends, and a fetch that is given does", async () => {
  const { client } = clientUnderTest({ baseUrl: server.url })
  expect(await waysDuring(() => client.relative.chart(CHART_REQUEST))).toEqual(['request'])
  await client.close()
  const { client: fetching } = clientUnderTest({ baseUrl: server.url, fetch: globalThis.fetch })
  expect(await waysDuring(() => fetching.relative.chart(CHART_REQUEST))).toEqual(['fetch'])
  await fetching.close()
  expect(server.requests).toHaveLength(2)
})

describe('whoever replaces the global fetch is asked', () => {
  const real = globalThis.fetch
  test.each<[string, () => typeof fetch]>([
    [
      'a function',
      () =>
        (...call) =>
          real(...call),
    ],
    ['a spy', () => vi.fn<typeof fetch>(real)],
    ["Node's own, bound", () => real.bind(globalThis)],
    ["Node's own behind a proxy", () => new Proxy(real, {})],
  ])('%s, for as long as it is there', async (_, replacement) => {
    const { client } = clientUnderTest({ baseUrl: server.url })
    const ask = () => client.relative.chart(CHART_REQUEST)
    expect(await waysDuring(ask)).toEqual(['request'])
    vi.stubGlobal('fetch', replacement())
    expect(await waysDuring(ask)).toEqual(['fetch'])
    vi.unstubAllGlobals()
    expect(await waysDuring(ask)).toEqual(['request'])
    await client.close()
  })

  test('also one who did so before this package was loaded', async () => {
    const mocked = vi.fn<typeof fetch>(async () => Response.json(chartAnswer()))
    vi.stubGlobal('fetch', mocked)
    vi.resetModules()
    const { AirbnbInsightsClient } = await import('../src/index.ts')
    await using client = new AirbnbInsightsClient({ credentials: CREDENTIALS, baseUrl: server.url })
    await client.relative.chart(CHART_REQUEST)
    expect(mocked).toHaveBeenCalledTimes(1)
    vi.unstubAllGlobals()
    expect(await waysDuring(() => client.relative.chart(CHART_REQUEST))).toEqual(['request'])
    expect(server.requests).toHaveLength(1)
  })

  test('msw, started after the client was made, and closed again', async () => {
    const { client } = clientUnderTest({ baseUrl: server.url })
    const titleOf = async () =>
      /Total page views|mocked/.exec(JSON.stringify((await client.relative.chart(CHART_REQUEST)).raw))?.[0]
    expect(await titleOf()).toBe('Total page views')
    const mocked = JSON.parse(JSON.stringify(chartAnswer()).replace('Total page views', 'mocked'))
    const mock = setupServer(
      http.post(`${server.url}/api/v3/ChartQuery/:hash`, () => HttpResponse.json(mocked)),
    )
    mock.listen()
    expect(await titleOf()).toBe('mocked')
    mock.close()
    expect(await titleOf()).toBe('Total page views')
    mock.listen()
    expect(await titleOf()).toBe('mocked')
    mock.close()
    expect(await titleOf()).toBe('Total page views')
    expect(server.requests).toHaveLength(3)
    await client.close()
  })
})

describe('a dispatcher that is given', () => {
  test('takes requests, also where it mocks', async () => {
    const agent = new MockAgent()
    agent.disableNetConnect()
    agent
      .get(server.url)
      .intercept({ path: /ChartQuery/, method: 'POST' })
      .reply(200, chartAnswer())
    const { client } = clientUnderTest({ baseUrl: server.url, dispatcher: new Dispatcher1Wrapper(agent) })
    expect((await client.relative.chart(CHART_REQUEST)).raw).toEqual(chartAnswer())
    expect(server.requests).toHaveLength(0)
    await client.close()
    await agent.close()
  })

  test("is left to Node's fetch where it is another copy of undici's", async () => {
    const inner = new Dispatcher1Wrapper(new Agent())
    const foreign = { dispatch: inner.dispatch.bind(inner) } as unknown as Agent
    const { client } = clientUnderTest({ baseUrl: server.url, dispatcher: foreign })
    expect(await waysDuring(() => client.relative.chart(CHART_REQUEST))).toEqual(['fetch'])
    expect(server.requests).toHaveLength(1)
    await client.close()
    await inner.close()
  })
})
