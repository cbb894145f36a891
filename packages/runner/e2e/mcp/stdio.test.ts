import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CliFolder } from '../../test/cli/cli-folder.ts'
import { SimulatedCli } from '../simulated-cli.ts'
import { describeLimits, describeTools, HOSTILE_NAME } from './describe-tools.ts'
import { ERAS, McpClient } from './mcp-client.ts'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
const ACCOUNT = '310000071'
const LISTING = '900000000000000711'
const SHORT = { LOOKBACK_WEEKS: '3', LOOKAHEAD_WEEKS: '2', HORIZON_WEEKS: '2' }

let cli: SimulatedCli
beforeAll(async () => {
  cli = await SimulatedCli.start({
    accounts: [
      {
        accountId: ACCOUNT,
        listings: [
          { listingId: LISTING, internalName: HOSTILE_NAME },
          { listingId: '900000000000000712', internalName: 'Attic' },
        ],
      },
    ],
  })
  await cli.sync([], { env: SHORT })
})
afterAll(() => cli[Symbol.asyncDispose]())

describe.each(ERAS)('an assistant on the embedded database, over stdio (%s)', (era) => {
  let mcp: McpClient
  beforeAll(async () => {
    mcp = await McpClient.overStdio({ cwd: cli.folder.path }, era)
  })
  afterAll(() => mcp[Symbol.asyncDispose]())

  describeTools({ client: () => mcp, accountId: ACCOUNT, listingId: LISTING })
  if (era === 'auto') describeLimits({ client: () => mcp })

  test('lets go of the database between two questions, and leaves no copy of it', async () => {
    await mcp.sql('SELECT 1 AS one')
    await delay(2_500)
    expect(await cli.spawn(['accounts', 'update', ACCOUNT, '--name', `Lake ${era}`])).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect((await mcp.call('list_accounts')).accounts[0].name).toBe(`Lake ${era}`)
    await mcp[Symbol.asyncDispose]()
    expect(readdirSync(`${cli.folder.dataFolder}/query-copies`)).toEqual([])
    expect(mcp.stderr()).toBe('')
  })
})

/** Writes messages to a spawned `mcp`, ends its stdin, and gives all that it left. */
async function piped(messages: readonly object[], args: readonly string[] = []) {
  const child = spawn(process.execPath, [BIN, 'mcp', ...args], {
    cwd: cli.folder.path,
    env: { PATH: process.env['PATH'], HOME: cli.folder.path },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'pipe', version: '1' } },
}

describe('airbnb-insights mcp', () => {
  test('answers what it was asked before stdin ended, prints the protocol alone, and ends', async () => {
    const left = await piped([
      initialize,
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_accounts', arguments: {} } },
    ])
    expect(left).toMatchObject({ code: 0, stderr: '' })
    const answers = left.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; result: { isError?: boolean } })
    expect(answers.map(({ id }) => id)).toEqual([1, 2])
    expect(answers[1]?.result.isError).toBeUndefined()
  })

  test('ends at once where nobody asks anything', async () => {
    expect(await piped([])).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('has nothing to print as one JSON document', async () => {
    const { code, stderr } = await piped([], ['--json'])
    expect(code).toBe(2)
    expect(stderr).toContain('--json')
  })

  test('where there is nothing yet, it says so and makes nothing', async () => {
    using empty = new CliFolder()
    await using mcp = await McpClient.overStdio({ cwd: empty.path })
    const { about, total } = await mcp.call('list_accounts')
    expect(total).toBe(0)
    expect(about).toContain('airbnb-insights accounts login')
    expect(await mcp.refusal('query_sql', { sql: 'SELECT 1' })).toBe('There are no data yet.')
    expect(readdirSync(empty.path)).toEqual([])
  })

  test('a query that cannot have its copy is refused', async () => {
    await using mcp = await McpClient.overStdio({ cwd: cli.folder.path })
    const copies = `${cli.folder.dataFolder}/query-copies`
    rmSync(copies, { recursive: true, force: true })
    writeFileSync(copies, 'in the way')
    expect(await mcp.refusal('query_sql', { sql: 'SELECT 1' })).toContain(
      'cannot be copied for a query (EEXIST)',
    )
    rmSync(copies)
    expect((await mcp.sql('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('a database that cannot be reached is told to the assistant, without its password', async () => {
    await using mcp = await McpClient.overStdio({
      cwd: cli.folder.path,
      env: { DATABASE_URL: 'postgres://reader:simsecret-password@127.0.0.1:9/insights' },
    })
    const said = await mcp.refusal('list_accounts')
    expect(said).toContain('127.0.0.1:9')
    expect(said).toContain('airbnb-insights doctor')
    expect(`${said}${mcp.stderr()}`).not.toContain('simsecret')
  })
})
