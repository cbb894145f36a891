import { Agent, request as httpRequest } from 'node:http'
import { expect, test } from 'vitest'
import { until } from '../../../../scripts/until.ts'
import { buildHeaders } from '../../src/build-headers.ts'
import { buildChartRequest, buildListingsRequest } from '../../src/build-requests.ts'
import { DEFAULT_OPERATIONS } from '../../src/operations.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { type Asker, send, sendAsGet } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const withoutTraceId = (text: string) => text.replace(/"traceId":"[^"]+"/, '"traceId":""')

test('the GET form of a persisted query answers as the POST form does', async () => {
  await using simulator = await startSimulator({ today: '2026-03-18' })
  const asker = firstAccount(simulator)
  const body = buildChartRequest({
    listingId: asker.listingId,
    metric: 'conversion_rate',
    relativeDsStart: -24,
    relativeDsEnd: 3,
    comparison: 'MARKET',
  })
  const [post, get] = [await send(asker, body), await sendAsGet(asker, body)]
  expect(get.status).toBe(200)
  expect(withoutTraceId(await get.text())).toBe(withoutTraceId(await post.text()))
  expect(simulator.requests.map(({ method }) => method)).toEqual(['POST', 'GET'])
})

test('each response has a trace id of its own', async () => {
  await using simulator = await startSimulator()
  const asker = firstAccount(simulator)
  const traceId = async () => {
    const response = await send(asker, buildListingsRequest())
    const answer: { extensions: { traceId: string } } = await response.json()
    return answer.extensions.traceId
  }
  const ids = [await traceId(), await traceId(), await traceId()]
  expect(new Set(ids).size).toBe(3)
  expect(ids.every((id) => /^[A-Za-z0-9+/]{22}==$/.test(id))).toBe(true)
})

test('one connection serves many requests', async () => {
  await using simulator = await startSimulator()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const asker = firstAccount(simulator)
  const ports = [await localPort(asker, agent), await localPort(asker, agent), await localPort(asker, agent)]
  agent.destroy()
  expect(new Set(ports).size).toBe(1)
})

/** Sends a request and tells from which port of ours it went. */
function localPort(asker: Asker, agent: Agent): Promise<number | undefined> {
  const body = buildListingsRequest()
  const path = `/api/v3/${body.operationName}/${body.extensions.persistedQuery.sha256Hash}`
  return new Promise((resolve, reject) => {
    const headers = { ...buildHeaders(asker.credentials) }
    const sent = httpRequest(asker.url + path, { method: 'POST', agent, headers }, (response) => {
      const port = response.socket.localPort
      response.resume().once('end', () => resolve(port))
    })
    sent.once('error', reject).end(JSON.stringify(body))
  })
}

test('requests of one account that overlap are found out, those of different accounts are not held against it', async () => {
  await using simulator = await startSimulator({ accounts: 2, latencyMs: 1500 })
  const askers = simulator.accounts.map(({ accountId, credentials }) => ({
    url: simulator.url,
    accountId,
    credentials,
  }))
  const [first, second] = askers
  if (first === undefined || second === undefined) throw new Error('too few accounts')
  const body = buildListingsRequest()
  await Promise.all([send(first, body), send(second, body)])
  await send(first, body)
  expect(simulator.maxConcurrent(first.accountId)).toBe(1)
  await Promise.all([send(first, body), send(first, body), send(first, body)])
  expect(simulator.maxConcurrent(first.accountId)).toBe(3)
  expect(simulator.maxConcurrent(second.accountId)).toBe(1)
  expect(simulator.requests).toHaveLength(6)
})

test('the log says what was asked, and holds no cookie', async () => {
  await using simulator = await startSimulator({ today: '2026-03-18' })
  const asker = firstAccount(simulator)
  await send(
    asker,
    buildChartRequest({
      listingId: asker.listingId,
      metric: 'p3_impressions',
      relativeDsStart: -24,
      relativeDsEnd: 3,
    }),
  )
  expect(simulator.requests).toEqual([
    {
      method: 'POST',
      accountId: asker.accountId,
      operation: 'ChartQuery',
      hash: DEFAULT_OPERATIONS.ChartQuery[0],
      listingId: asker.listingId,
      listingIds: [asker.listingId],
      metric: 'p3_impressions',
      relativeDsStart: -24,
      relativeDsEnd: 3,
      baseDay: '2026-03-15',
      status: 200,
      fault: null,
      concurrent: 1,
    },
  ])
})

test('closes with requests under way, and can be closed twice', async () => {
  const simulator = await startSimulator({ faults: [{ kind: 'hang' }] })
  const cutOff = send(firstAccount(simulator), buildListingsRequest()).catch((error: unknown) => error)
  await until(() => simulator.requests.length > 0, { everyMs: 5, withinMs: 20_000 })
  await simulator.close()
  expect(await cutOff).toBeInstanceOf(TypeError)
  await simulator.close()
  await expect(send(firstAccount(simulator), buildListingsRequest())).rejects.toThrow('fetch failed')
})

test('takes the port it is told to take', async () => {
  const first = await startSimulator()
  const port = Number(new URL(first.url).port)
  await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await first.close()
  await using again = await startSimulator({ port })
  expect(again.url).toBe(first.url)
})
