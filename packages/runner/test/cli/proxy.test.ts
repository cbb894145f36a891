import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { proxyDispatcher } from '../../src/cli/proxy-dispatcher.ts'
import { proxyFor } from '../../src/config/proxy-for.ts'
import { CliFolder } from './cli-folder.ts'

const folder = new CliFolder()
let simulator: Simulator
let server: Server
let proxy: string
/** What the proxy was asked for, and as whom. */
const asked: { what: string; as: string | undefined }[] = []

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ accountId: '7001', listings: 1 }] })
  const [account] = simulator.accounts
  if (account === undefined) throw new Error('the simulator has no account')
  await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(account.credentials) })
  server = createServer((incoming, answer) => {
    asked.push({ what: String(incoming.url), as: incoming.headers['proxy-authorization'] })
    const { method, headers } = incoming
    const outgoing = request(String(incoming.url), { method, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers)
      came.pipe(answer)
    })
    outgoing.on('error', () => answer.writeHead(502).end())
    incoming.pipe(outgoing)
  })
  server.on('connect', (incoming, socket) => {
    asked.push({ what: String(incoming.url), as: incoming.headers['proxy-authorization'] })
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => void asked.splice(0))
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await simulator.close()
  folder[Symbol.dispose]()
})

const doctor = (baseUrl: string, env: Record<string, string>) =>
  folder.run(['doctor', '--base-url', baseUrl, '--min-interval-ms', '0', '--timeout-ms', '5000'], { env })

it('asks Airbnb through the proxy of the environment, and doctor says which', async () => {
  const { code, stdout } = await doctor(simulator.url, {
    HTTP_PROXY: proxy.replace('//', '//someone:simsecret-word@'),
  })
  expect(stdout).toContain(`✓ proxy        ${simulator.url} is asked through ${proxy}\n`)
  expect(stdout).toContain('✓ session      7001: works')
  expect(asked.map(({ what }) => what)).toContainEqual(
    expect.stringContaining(`${simulator.url}/api/v3/ListingsSectionQuery/`),
  )
  expect(asked[0]?.as).toBe(`Basic ${Buffer.from('someone:simsecret-word').toString('base64')}`)
  expect(stdout).not.toContain('simsecret')
  expect(code).toBe(0)
})

it('asks a site over https through a tunnel, and says what to do where the proxy refuses', async () => {
  const { code, stdout } = await doctor('https://airbnb.invalid', {
    HTTPS_PROXY: proxy.replace('//', '//someone:simsecret-word@'),
  })
  expect(asked[0]?.what).toBe('airbnb.invalid:443')
  expect(stdout).toContain('refused with 407: check its address and password')
  expect(stdout).not.toContain('simsecret')
  expect(code).toBe(6)
})

it('asks directly what NO_PROXY names, and where there is no proxy', async () => {
  const left = await doctor(simulator.url, { HTTP_PROXY: proxy, NO_PROXY: 'localhost,127.0.0.1' })
  expect(left.stdout).toContain(`✓ proxy        ${simulator.url} is asked directly`)
  // What the tests before have met is told as a pause.
  expect((await doctor(simulator.url, {})).stdout).not.toMatch(/^\S proxy /m)
  expect(asked).toEqual([])
})

it('takes the lower-case name first, as Node and curl do, and a flag before both', async () => {
  const wrong = 'http://127.0.0.1:1'
  await doctor(simulator.url, { http_proxy: proxy, HTTP_PROXY: wrong })
  expect(asked).not.toEqual([])
})

it.each([
  ['of another kind', 'socks5://someone:simsecret-word@127.0.0.1:1080'],
  ['without a host', 'http://'],
  ['that is no URL', 'someone:simsecret-word@:x'],
])('refuses a proxy %s without showing its password', async (_case, given) => {
  const { code, stderr } = await doctor(simulator.url, { HTTPS_PROXY: given })
  expect(stderr).toMatch(
    /^airbnb-insights: HTTPS_PROXY \(--https-proxy\): given [^\n]+, allowed: http:\/\/host:port[^\n]+\n$/,
  )
  expect(stderr).not.toContain('simsecret')
  expect(code).toBe(2)
})

describe('which proxy doctor names is the one that is used', () => {
  it.each([
    ['http://a.example', undefined],
    ['http://a.example', ''],
    ['http://a.example', '*'],
    ['http://a.example', 'none.example, *'],
    ['http://a.example', 'example'],
    ['http://a.example', '.example'],
    ['http://a.example', 'a.example'],
    ['http://a.example', 'A.EXAMPLE.'],
    ['http://a.example', '.a.example'],
    ['http://a.example', '*.a.example'],
    ['http://b.a.example', '*.a.example'],
    ['http://b.a.example', '.a.example'],
    ['http://xa.example', 'a.example'],
    ['http://a.example', 'a.example:80'],
    ['http://a.example', 'a.example:81'],
    ['http://a.example:81', 'a.example:81 b.example'],
    ['http://[::1]:8099', '::1'],
    ['http://[::1]:8099', '[::1]:8099'],
    ['http://[::1]:8099', '[::1]:8'],
  ])('%s with NO_PROXY=%s', async (url, noProxy) => {
    const settings = { httpProxy: proxy, httpsProxy: undefined, noProxy, authorities: undefined }
    const dispatcher = proxyDispatcher(settings, { connectTimeoutMs: 1000 })
    await globalThis
      .fetch(url, { dispatcher, signal: AbortSignal.timeout(2000) } as RequestInit)
      .then((response) => response.body?.cancel())
      .catch(() => {})
    expect(asked.length > 0).toBe(proxyFor(url, settings) !== undefined)
    await dispatcher?.destroy()
  })
})
