import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layLine } from '../../../../scripts/cuttable-line.ts'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { ADMIN_KEY, READ_KEY, ServiceWorld } from '../service/service-world.ts'
import { SpawnedService } from '../service/spawned-service.ts'
import { SimulatedCli } from '../simulated-cli.ts'
import { describeLimits, describeTools, HOSTILE_NAME } from './describe-tools.ts'
import { ERAS, McpClient } from './mcp-client.ts'

const ACCOUNT = '310000081'
const LISTING = '900000000000000811'
const ACCOUNTS = [
  {
    accountId: ACCOUNT,
    listings: [
      { listingId: LISTING, internalName: HOSTILE_NAME },
      { listingId: '900000000000000812', internalName: 'Attic' },
    ],
  },
]
const SHORT = { LOOKBACK_WEEKS: '3', LOOKAHEAD_WEEKS: '2', HORIZON_WEEKS: '2' }

/** A tool's call as it goes over the wire. */
const message = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'list_accounts', arguments: {} },
}

/** Posts to `/mcp`. */
function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'x-api-key': READ_KEY,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

describe.runIf(timescaleAvailable())('assistants on TimescaleDB', () => {
  let world: ServiceWorld
  let service: SpawnedService
  beforeAll(async () => {
    world = await ServiceWorld.make({ accounts: ACCOUNTS })
    service = await world.serve('hybrid', SHORT)
    await world.until(async () => (await world.runs())[0]?.status === 'succeeded')
  })
  afterAll(() => world[Symbol.asyncDispose]())

  describe.each(ERAS)('over HTTP, with a key for reading (%s)', (era) => {
    let mcp: McpClient
    beforeAll(async () => {
      mcp = await McpClient.overHttp(service.url, READ_KEY, era)
    })
    afterAll(() => mcp[Symbol.asyncDispose]())

    describeTools({ client: () => mcp, accountId: ACCOUNT, listingId: LISTING })
    if (era === 'auto') describeLimits({ client: () => mcp })
  })

  describe('over stdio', () => {
    let mcp: McpClient
    beforeAll(async () => {
      mcp = await McpClient.overStdio({
        cwd: world.folder,
        env: { DATABASE_URL: world.env['DATABASE_URL'] ?? '' },
      })
    })
    afterAll(() => mcp[Symbol.asyncDispose]())

    describeTools({ client: () => mcp, accountId: ACCOUNT, listingId: LISTING })
  })

  test('a known secret is taken out of an answer, wherever somebody put it', async () => {
    const key = world.env['CREDENTIAL_KEYS']?.replace('test:', '') ?? ''
    const { DATABASE_URL = '', CREDENTIAL_KEYS = '' } = world.env
    await using overHttp = await McpClient.overHttp(service.url, READ_KEY)
    await using overStdio = await McpClient.overStdio({
      cwd: world.folder,
      env: { DATABASE_URL, CREDENTIAL_KEYS },
    })
    await world.store.accounts.update(ACCOUNT, { name: `my ${key} key` })
    for (const mcp of [overHttp, overStdio]) {
      expect((await mcp.call('list_accounts')).accounts[0].name).toBe('my [redacted] key')
      expect((await mcp.sql(`SELECT '${key}' AS said`)).rows).toEqual([{ said: '[redacted]' }])
      expect(await mcp.refusal('query_sql', { sql: `SELECT "${key}"` })).toContain('column "[redacted]"')
    }
    await world.store.accounts.update(ACCOUNT, { name: null })
  })

  test('nobody is answered without a key that is known', async () => {
    await expect(McpClient.overHttp(service.url, null)).rejects.toThrow('401')
    const answer = await post(service.url, message, { 'x-api-key': `${READ_KEY}x` })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'unauthorized' } })
    const bearer = await post(service.url, message, { 'x-api-key': '', authorization: `Bearer ${ADMIN_KEY}` })
    expect(bearer.status).toBe(401)
    const { 'x-api-key': _, ...headers } = { 'x-api-key': '', authorization: `Bearer ${ADMIN_KEY}` }
    const known = await fetch(`${service.url}/mcp`, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(message),
    })
    expect(known.status).toBe(200)
    await known.text()
  })

  test.each([
    ['a page of another origin', 403, message, { origin: 'https://evil.example' }],
    ['several messages at once', 400, [message, message], {}],
    ['what is no JSON', 400, '{', {}],
    ['more than a message can be', 413, { ...message, id: 'x'.repeat(300_000) }, {}],
    ['another type', 415, 'hello', { 'content-type': 'text/plain' }],
  ])('%s is refused', async (_, status, body, headers) => {
    const answer = await post(service.url, body, headers)
    expect(answer.status).toBe(status)
    await answer.text()
  })

  test('a page of its own origin is answered', async () => {
    const answer = await post(service.url, message, { origin: service.url })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain(ACCOUNT)
  })

  test('nothing is held open for anybody', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(`${service.url}/mcp`, { method, headers: { 'x-api-key': READ_KEY } })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('POST')
    }
  })

  test('a worker answers no assistants', async () => {
    const worker = await world.serve('worker', SHORT)
    expect((await post(worker.url, message)).status).toBe(404)
  })

  test('who asks too often is told to wait', async () => {
    const limited = await world.serve('admin', { RATE_LIMIT_PER_MINUTE: '3' })
    const statuses: number[] = []
    for (let n = 0; n < 4; n += 1) statuses.push((await post(limited.url, message)).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  })

  test('a database that is away is told, without its address', async () => {
    await using line = await layLine(world.env['DATABASE_URL'] ?? '')
    const other = await world.serve('admin', { DATABASE_URL: line.url })
    await using mcp = await McpClient.overHttp(other.url, READ_KEY)
    await mcp.call('list_accounts')
    line.cut()
    expect(await mcp.refusal('list_accounts')).toBe(
      'The database cannot be reached at the moment. Try again in a moment.',
    )
    line.mend()
    await mcp.call('list_accounts')
  })
})

describe('assistants on the embedded database of a running service', () => {
  let cli: SimulatedCli
  let service: SpawnedService
  const start = () =>
    SpawnedService.start({
      cwd: cli.folder.path,
      env: {
        SERVICE_KEYS: `admin:${ADMIN_KEY},read:${READ_KEY}`,
        AIRBNB_BASE_URL: cli.simulator.url,
        MODE: 'admin',
        RATE_LIMIT_PER_MINUTE: '0',
      },
    })
  beforeAll(async () => {
    cli = await SimulatedCli.start({ accounts: ACCOUNTS })
    await cli.sync([], { env: SHORT })
    service = await start()
  })
  afterAll(async () => {
    await service[Symbol.asyncDispose]()
    await cli[Symbol.asyncDispose]()
  })

  describe('over HTTP', () => {
    let mcp: McpClient
    beforeAll(async () => {
      mcp = await McpClient.overHttp(service.url, READ_KEY)
    })
    afterAll(() => mcp[Symbol.asyncDispose]())

    describeTools({ client: () => mcp, accountId: ACCOUNT, listingId: LISTING })
    describeLimits({ client: () => mcp })

    test('the service answers others while a query without end runs', async () => {
      const endless = mcp.refusal('query_sql', {
        sql: 'WITH RECURSIVE on_and_on AS (SELECT 1 AS n UNION ALL SELECT n FROM on_and_on) SELECT count(*) FROM on_and_on',
      })
      // The copy is made first.
      await new Promise((resolve) => setTimeout(resolve, 4_000))
      const begun = Date.now()
      expect((await mcp.call('list_accounts')).total).toBe(1)
      expect(Date.now() - begun).toBeLessThan(2_000)
      expect(await endless).toContain('took longer than 10 seconds')
    })
  })

  describe('over stdio, through the service', () => {
    let mcp: McpClient
    beforeAll(async () => {
      mcp = await McpClient.overStdio({ cwd: cli.folder.path })
    })
    afterAll(() => mcp[Symbol.asyncDispose]())

    describeTools({ client: () => mcp, accountId: ACCOUNT, listingId: LISTING })

    test('goes on where the service was started anew between two questions', async () => {
      await mcp.call('list_accounts')
      await service.end()
      service = await start()
      expect((await mcp.call('list_accounts')).total).toBe(1)
      expect(mcp.stderr()).toBe('')
    })
  })
})
